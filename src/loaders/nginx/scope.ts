import type { NginxInstance } from "../../model/nginx.ts";
import type { ExpandedDirective } from "../../read/nginx/includes.ts";
import { shapeAt } from "./directive-table.ts";

type Scope = NginxInstance["scope"];

/** From the inside out: a snippet that fits everywhere belongs to the innermost. */
const SCOPES: readonly Scope[] = ["location", "server", "http", "main"];

/**
 * Which context the first directives of a file belong to, judged by its content alone: the innermost that allows all
 * of them; "main" for a whole nginx.conf. Words that nginx does not know count for nothing.
 */
export function decideScope(directives: readonly ExpandedDirective[]): Scope {
  const names = new Set(directives.map(({ directive }) => directive.name));
  if (names.has("http") || names.has("events") || names.has("stream") || names.has("mail")) return "main";
  if (directives.some(isStreamServer)) return "stream";
  let best: Scope = "location";
  let fewest = Infinity;
  for (const scope of SCOPES) {
    let strangers = 0;
    for (const name of names) {
      const shape = shapeAt(name, scope);
      if (shape !== undefined && !shape.places.has(scope)) strangers++;
    }
    if (strangers < fewest) [best, fewest] = [scope, strangers];
  }
  return best;
}

/** A `server` block with something that only stream has there: `proxy_pass` without a location, `ssl_preread`. */
function isStreamServer({ directive, block }: ExpandedDirective): boolean {
  if (directive.name !== "server" || block === null) return false;
  const names = block.map((each) => each.directive.name);
  return !names.includes("location") && names.some(isForStreamServer);
}

function isForStreamServer(name: string): boolean {
  const places = shapeAt(name, "server")?.places;
  return places?.has("stream-server") === true && !places.has("server");
}

import type { NginxContext, NginxDirective } from "../../src/model/nginx.ts";
import { contextsOf, directiveIn, hasBranches, passOf } from "../../src/model/nginx-contexts.ts";
import type { Stack } from "../../src/model/stack.ts";
import { isAbsolute, normalize } from "../../src/text/path.ts";

/** Where nginx hands a file of the machine to everybody who asks; null when it does not, or it is not certain. */
export function servedAt(stack: Stack, path: string): Served | null {
  for (const nginx of stack.nginx.filter((each) => !hasBranches(each))) {
    for (const { context: server, around } of contextsOf(nginx)) {
      if (server.kind !== "server" || isLocal(server) || !isOpen(server, around)) continue;
      const served = server.children
        .map((location) => servedBy(location, [...around, server], path))
        .find((each) => each !== null && takenBy(server, each.url) === each.location);
      if (served !== undefined && served !== null) return served;
    }
  }
  return null;
}

/** Listens on the machine's own addresses and sockets alone. */
function isLocal(server: NginxContext): boolean {
  const listens = server.directives.filter(({ name }) => name === "listen");
  return (
    listens.length > 0 &&
    listens.every(({ args }) => /^(?:127\.|localhost|\[::1\]|unix:)/.test(args[0]?.value ?? ""))
  );
}

/** A file as nginx serves it. */
export interface Served {
  readonly location: NginxContext;
  /** The `root` or `alias` in force. */
  readonly folder: NginxDirective;
  readonly url: string;
}

/** The URL at which a prefix location serves the file, null when it does not. */
function servedBy(location: NginxContext, around: readonly NginxContext[], path: string): Served | null {
  const prefix = prefixOf(location);
  if (prefix === null || !isOpen(location, []) || passOf(location) !== null) return null;
  const alias = directiveIn(location, "alias");
  const root = [...around, location].flatMap((each) => directiveIn(each, "root") ?? []).at(-1);
  const folder = alias ?? root;
  const base = folder?.args[0];
  if (folder === undefined || base === undefined || base.placeholder || base.value.includes("$")) return null;
  if (!isAbsolute(base.value)) return null;
  const within = normalize(base.value).replace(/\/$/, "");
  if (!path.startsWith(`${within}/`)) return null;
  const rest = path.slice(within.length);
  const url = alias === undefined ? rest : `${prefix.replace(/\/$/, "")}${rest}`;
  return url.startsWith(prefix) ? { location, folder, url } : null;
}

/** The location that answers the URL; null when a regular expression or a nested location may. */
function takenBy(server: NginxContext, url: string): NginxContext | null {
  let best: { location: NginxContext; prefix: string } | null = null;
  for (const location of server.children.filter((each) => each.kind === "location")) {
    const prefix = prefixOf(location);
    if (prefix === null) {
      if (location.args[0] !== "=" && !location.args.at(-1)?.startsWith("@")) return null;
    } else if (url.startsWith(prefix) && (best === null || prefix.length > best.prefix.length)) {
      best = { location, prefix };
    }
  }
  return best === null || best.location.children.length > 0 ? null : best.location;
}

function prefixOf({ kind, args }: NginxContext): string | null {
  const [first, second] = args;
  if (kind !== "location" || first === undefined) return null;
  if (second === undefined) return first.startsWith("/") ? first : null;
  return first === "^~" ? second : null;
}

const CLOSES = /^(?:deny|auth_\w+|internal|return|rewrite|secure_link|ssl_verify_client)$/;

/**
 * Nothing asks for a password, refuses, or answers otherwise; an include that could not be read might. `try_files $uri` serves
 * the file that is there.
 */
function isOpen(context: NginxContext, around: readonly NginxContext[]): boolean {
  return [...around, context].every((each) =>
    each.directives.every(({ name, args }, i) => {
      if (name === "try_files") return args[0]?.value === "$uri";
      return !CLOSES.test(name) && !(name === "include" && i === 0);
    }),
  );
}

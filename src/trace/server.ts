import type { NginxContext, NginxInstance } from "../model/nginx.ts";
import { contextsOf } from "../model/nginx-contexts.ts";
import { matchesPattern } from "./pattern.ts";

/** The server that answers a host, and how it was chosen; `sure` is false when a pattern could not be decided. */
export interface ChosenServer {
  readonly nginx: NginxInstance;
  readonly context: NginxContext;
  readonly how: string;
  readonly sure: boolean;
}

interface Candidate {
  readonly nginx: NginxInstance;
  readonly context: NginxContext;
  readonly names: readonly string[];
  readonly isDefault: boolean;
}

/**
 * Chooses as nginx does (`ngx_http_find_virtual_server`): the exact name, the longest `*.name`, the longest `name.*`,
 * the first matching regular expression, else the default server of the port: the one marked so, or the first.
 */
export function chooseServer(instances: readonly NginxInstance[], host: string): ChosenServer | null {
  const candidates = instances.flatMap((nginx) => candidatesOf(nginx));
  const name = host.toLowerCase().replace(/:\d+$/, "").replace(/\.$/, "");
  const chosen = (candidate: Candidate, how: string, sure = true): ChosenServer => ({
    nginx: candidate.nginx,
    context: candidate.context,
    how,
    sure,
  });
  const exact = candidates.find((each) => each.names.some((own) => own === name || own === `.${name}`));
  if (exact !== undefined) return chosen(exact, `server_name ${name}`);
  const wild =
    longest(candidates, (own) => isTail(own, name)) ?? longest(candidates, (own) => isHead(own, name));
  if (wild !== null) return chosen(wild.candidate, `server_name ${wild.name}`);
  let sure = true;
  for (const candidate of candidates) {
    for (const own of candidate.names) {
      if (!own.startsWith("~")) continue;
      const found = matchesPattern(own.slice(1), name, true);
      if (found === null) sure = false;
      else if (found !== false) return chosen(candidate, `server_name ${own}`, sure);
    }
  }
  const fallback = candidates.find((each) => each.isDefault) ?? candidates[0];
  if (fallback === undefined) return null;
  return chosen(fallback, fallback.isDefault ? "default_server" : "the first server: no name matches", sure);
}

function candidatesOf(nginx: NginxInstance): Candidate[] {
  return contextsOf(nginx)
    .filter(({ context }) => context.kind === "server")
    .map(({ context }) => ({
      nginx,
      context,
      names: wordsOf(context, "server_name").map((word) =>
        word.startsWith("~") ? word : word.toLowerCase(),
      ),
      isDefault: context.directives.some(
        (each) =>
          each.name === "listen" &&
          each.args.some((arg) => arg.value === "default_server" || arg.value === "default"),
      ),
    }));
}

function wordsOf(context: NginxContext, name: string): string[] {
  return context.directives
    .filter((each) => each.name === name)
    .flatMap((each) => each.args.map((arg) => arg.value));
}

function isTail(own: string, name: string): boolean {
  const suffix = own.startsWith("*.") ? own.slice(1) : own.startsWith(".") ? own : null;
  return suffix !== null && name.endsWith(suffix);
}

function isHead(own: string, name: string): boolean {
  return own.endsWith(".*") && name.startsWith(own.slice(0, -1));
}

function longest(
  candidates: readonly Candidate[],
  matches: (name: string) => boolean,
): { readonly candidate: Candidate; readonly name: string } | null {
  let best: { candidate: Candidate; name: string } | null = null;
  for (const candidate of candidates) {
    for (const name of candidate.names) {
      if (matches(name) && (best === null || name.length > best.name.length)) best = { candidate, name };
    }
  }
  return best;
}

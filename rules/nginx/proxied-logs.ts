import { formatOf, isQuietLocation, passOf } from "../../src/model/nginx-contexts.ts";
import type { Stack } from "../../src/model/stack.ts";
import type { NginxContext } from "../../src/model/nginx.ts";
import type { FileSpan } from "../../src/text/span.ts";
import { productionContexts } from "./places.ts";

/** The variables of the built-in format, nginx 1.22.1 ngx_http_log_module.c. */
const COMBINED = [
  "remote_addr",
  "remote_user",
  "time_local",
  "request",
  "status",
  "body_bytes_sent",
  "http_referer",
  "http_user_agent",
];

/** What is written of the requests that one context hands to the application. */
export interface ProxiedLogs {
  readonly context: NginxContext;
  /** Variables of all its logs, lower case. */
  readonly variables: ReadonlySet<string>;
  /** The first format: its name, and where it is named or, for one that is defined here, where each variable stands. */
  readonly format: string;
  readonly at: FileSpan;
  readonly places: ReadonlyMap<string, FileSpan>;
}

/** Contexts that proxy requests of clients, with what their logs hold; those that are off, or whose format is not known, are left out. */
export function proxiedLogs(stack: Stack): readonly ProxiedLogs[] {
  const found: ProxiedLogs[] = [];
  for (const { context, around, nginx } of productionContexts(stack)) {
    if (passOf(context) === null || nginx.template !== null) continue;
    if ([...around, context].some(isQuietLocation) || context.effectiveAccess.state !== "set") continue;
    const variables = new Set<string>();
    const places = new Map<string, FileSpan>();
    let first: { name: string; at: FileSpan } | null = null;
    let known = true;
    for (const log of context.effectiveAccess.logs) {
      if (log.target.value === "/dev/null") continue;
      const format = formatOf(nginx, log);
      if (format === undefined && log.formatName !== "combined") known = false;
      if (format === undefined) for (const name of COMBINED) variables.add(name);
      for (const piece of format?.pieces ?? []) {
        if (piece.kind !== "variable") continue;
        variables.add(piece.name);
        if (!places.has(piece.name)) places.set(piece.name, piece.at);
      }
      first ??= { name: format?.name ?? "combined", at: format?.nameAt ?? log.at };
    }
    if (known && first !== null) found.push({ context, variables, format: first.name, at: first.at, places });
  }
  return found;
}

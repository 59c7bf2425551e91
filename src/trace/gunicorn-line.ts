import type { NginxContext } from "../model/nginx.ts";
import type { AccessFormat } from "../model/gunicorn.ts";
import { EXAMPLE } from "./example.ts";
import type { RenderedLine } from "./nginx-line.ts";
import { splitTarget, type TraceRequest } from "./request.ts";

/** How the request reaches gunicorn. */
export interface Arrival {
  /** The nginx location that passes it on and what surrounds it, innermost first; empty without nginx. */
  readonly contexts: readonly NginxContext[];
  /** Peer address as gunicorn sees it: "" on a unix socket. */
  readonly peer: string;
  readonly status: number | null;
}

/** The access line in `access_log_format`, as `fmt % SafeAtoms(atoms)` renders it (`glogging.py`); null when the format raises. */
export function gunicornLine(
  format: AccessFormat,
  arrival: Arrival,
  request: TraceRequest,
): RenderedLine | null {
  if (format.error !== null) return null;
  const varies: string[] = [];
  let text = "";
  let done = 0;
  for (const atom of format.atoms) {
    text += format.text.slice(done, atom.start).replaceAll("%%", "%");
    done = atom.end;
    const name = atom.name ?? "";
    const value = atomValue(name, arrival, request);
    if (value === null) varies.push(`%(${name})${atom.conversion ?? "s"}`);
    text += (value ?? exampleOf(name, arrival)).replaceAll('"', '\\"');
  }
  text += format.text.slice(done).replaceAll("%%", "%");
  return { text, varies };
}

function atomValue(name: string, arrival: Arrival, request: TraceRequest): string | null {
  const { uri, query } = splitTarget(request.target);
  const target = request.target;
  switch (name) {
    case "h":
      return arrival.peer;
    case "l":
    case "u":
    case "f":
      return "-";
    case "r":
      return `${request.method} ${target} HTTP/1.0`;
    case "m":
      return request.method;
    case "U":
      return uri;
    case "q":
      return query;
    case "H":
      return "HTTP/1.0";
    case "s":
      return arrival.status === null ? null : String(arrival.status);
    default:
      if (name.startsWith("{") && name.endsWith("}i"))
        return headerValue(name.slice(1, -2).toLowerCase(), arrival, request);
      if (name.startsWith("{")) return null;
      return Object.hasOwn(EXAMPLE.gunicorn, name) ? null : "-";
  }
}

function exampleOf(name: string, { contexts }: Arrival): string {
  if (!name.startsWith("{")) return EXAMPLE.gunicorn[name] ?? "-";
  const header = name.slice(1, -2).toLowerCase();
  if (header === "user-agent") return EXAMPLE.userAgent;
  const variable = setHeader(header, contexts)?.slice(1) ?? "";
  return Object.hasOwn(EXAMPLE.nginx, variable) ? (EXAMPLE.nginx[variable] ?? "-") : "-";
}

/** The value that the innermost level with any proxy_set_header gives the header. */
function setHeader(header: string, contexts: readonly NginxContext[]): string | undefined {
  const level = contexts.find((context) =>
    context.directives.some((each) => each.name === "proxy_set_header"),
  );
  const set = level?.directives.find(
    (each) => each.name === "proxy_set_header" && each.args[0]?.value.toLowerCase() === header,
  );
  return set?.args[1]?.value;
}

/** What nginx sends as that header: `proxy_set_header` of the innermost level that sets any, else the client's own. */
function headerValue(header: string, { contexts }: Arrival, request: TraceRequest): string | null {
  const value = setHeader(header, contexts);
  if (value === undefined) {
    if (header === "user-agent") return null;
    return header === "host" && contexts.length === 0 ? request.host : "-";
  }
  switch (value) {
    case "$remote_addr":
    case "$proxy_add_x_forwarded_for":
      return request.client;
    case "$host":
    case "$http_host":
      return request.host;
    case "$scheme":
      return "http";
    default:
      return value.includes("$") ? null : value;
  }
}

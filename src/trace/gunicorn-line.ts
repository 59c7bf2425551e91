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

/**
 * The access line of a UvicornWorker, which knows no access_log_format (uvicorn 0.17.6 `logging.py`, `middleware/proxy_headers.py`:
 * what comes from 127.0.0.1 may name the client in X-Forwarded-For, and then has the port 0).
 */
export function uvicornLine(arrival: Arrival, request: TraceRequest): RenderedLine {
  const varies: string[] = [];
  const { peer, contexts, status } = arrival;
  const forwarded = headerValue("x-forwarded-for", arrival, request);
  const isNamed = peer === "127.0.0.1" && contexts.length > 0 && forwarded !== "-" && forwarded !== null;
  if (peer !== "" && !isNamed) varies.push("the client's port");
  // Who is trusted is passed over; when nobody else is left the name is None.
  const named = forwarded === "127.0.0.1" ? "None" : (forwarded ?? "");
  const client = isNamed ? `${named}:0` : peer === "" ? "" : `${peer}:${EXAMPLE.nginx["remote_port"] ?? ""}`;
  if (status === null) varies.push("the status");
  const text = `${client} - "${request.method} ${request.target} ${versionOf(arrival)}" ${String(status ?? 200)}`;
  return { text, varies };
}

/** nginx speaks HTTP/1.0 to gunicorn unless proxy_http_version says otherwise (1.22.1); clients speak HTTP/1.1. */
function versionOf({ contexts }: Arrival): string {
  if (contexts.length === 0) return "HTTP/1.1";
  for (const context of contexts) {
    const written = context.directives.findLast((each) => each.name === "proxy_http_version");
    if (written !== undefined) return `HTTP/${written.args[0]?.value ?? "1.0"}`;
  }
  return "HTTP/1.0";
}

function atomValue(name: string, arrival: Arrival, request: TraceRequest): string | null {
  const { path, query } = splitTarget(request.target);
  const target = request.target;
  switch (name) {
    case "h":
      return arrival.peer;
    case "l":
    case "u":
    case "f":
      return "-";
    case "r":
      return `${request.method} ${target} ${versionOf(arrival)}`;
    case "m":
      return request.method;
    case "U":
      return wsgiPath(path);
    case "q":
      return query;
    case "H":
      return versionOf(arrival);
    case "s":
      return arrival.status === null ? null : String(arrival.status);
    default:
      if (name.startsWith("{") && name.endsWith("}i"))
        return headerValue(name.slice(1, -2).toLowerCase(), arrival, request);
      if (name.startsWith("{")) return null;
      return Object.hasOwn(EXAMPLE.gunicorn, name) ? null : "-";
  }
}

/** PATH_INFO: each byte of the decoded path is one character of Latin-1 (PEP 3333; gunicorn 20.1.0 `http/wsgi.py`). */
function wsgiPath(path: string): string {
  const bytes = new TextEncoder().encode(path);
  let text = "";
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    const hex = byte === 0x25 ? String.fromCharCode(bytes[at + 1] ?? 0, bytes[at + 2] ?? 0) : "";
    if (/^[0-9a-fA-F]{2}$/.test(hex)) {
      text += String.fromCharCode(parseInt(hex, 16));
      at += 2;
    } else text += String.fromCharCode(byte);
  }
  return text;
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

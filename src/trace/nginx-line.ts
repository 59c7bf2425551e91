import type { AccessLog, FormatPiece, NginxContext, NginxInstance } from "../model/nginx.ts";
import { directiveIn, formatOf, passOf } from "../model/nginx-contexts.ts";
import { EXAMPLE } from "./example.ts";
import { splitTarget, type TraceRequest } from "./request.ts";

/** A rendered line, and which of its pieces are examples. */
export interface RenderedLine {
  readonly text: string;
  readonly varies: readonly string[];
}

/** `combined` (`ngx_http_log_module.c`). */
const COMBINED =
  '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"';

/** The line that an access_log writes for a request, in its format with its escaping (`ngx_http_log_escape`, 1.22.1). Null when the format is not here. */
export function nginxLine(
  nginx: NginxInstance,
  log: AccessLog | null,
  context: NginxContext,
  server: NginxContext,
  request: TraceRequest,
  answered: { readonly status: number | null; readonly args: string | null },
): RenderedLine | null {
  const format = log === null ? undefined : formatOf(nginx, log);
  if (format === undefined && log !== null && log.formatName !== "combined") return null;
  const pieces = format?.pieces ?? piecesOf(COMBINED);
  const escape = format?.escape ?? "default";
  const varies: string[] = [];
  const values = { context, server, request, ...answered };
  const text = pieces
    .map((piece) => {
      if (piece.kind === "text") return piece.text;
      const value = valueOf(piece.name, values);
      if (value === null) varies.push(`$${piece.name}`);
      const plain = value ?? exampleOf(piece.name);
      if (plain === "") return escape === "default" ? "-" : "";
      if (escape === "none") return plain;
      return escape === "json" ? jsonEscape(plain) : defaultEscape(plain);
    })
    .join("");
  return { text, varies: [...new Set(varies)] };
}

interface Values {
  readonly context: NginxContext;
  readonly server: NginxContext;
  readonly request: TraceRequest;
  readonly status: number | null;
  readonly args: string | null;
}

/** What the request decides; null for what differs each time. An empty string is an absent value. */
function valueOf(name: string, { context, server, request, status, args }: Values): string | null {
  const { path, uri, query: sent } = splitTarget(request.target);
  const query = args ?? sent;
  const passed = passOf(context) !== null;
  switch (name) {
    case "remote_addr":
    case "realip_remote_addr":
    case "proxy_add_x_forwarded_for":
      return request.client;
    case "remote_user":
    case "http_referer":
    case "http_x_forwarded_for":
    case "http_cookie":
    case "http_authorization":
    case "request_body":
      return "";
    case "request":
      return `${request.method} ${request.target} HTTP/1.1`;
    case "request_method":
      return request.method;
    case "request_uri":
      return request.target;
    case "uri":
    case "document_uri":
      return path === "" ? "/" : uri;
    case "args":
    case "query_string":
      return query;
    case "is_args":
      return query === "" ? "" : "?";
    case "server_protocol":
      return "HTTP/1.1";
    case "host":
    case "http_host":
      return request.host;
    case "server_name":
      return directiveIn(server, "server_name")?.args[0]?.value ?? "";
    case "scheme":
      return server.directives.some(
        (each) => each.name === "listen" && each.args.some((arg) => arg.value === "ssl"),
      )
        ? "https"
        : "http";
    case "status":
      return status === null ? null : String(status).padStart(3, "0");
    case "upstream_status":
      return passed ? (status === null ? null : String(status)) : "";
    case "upstream_response_time":
    case "upstream_connect_time":
    case "upstream_header_time":
    case "upstream_addr":
      return passed ? null : "";
    default:
      return name.startsWith("arg_") ? (new URLSearchParams(query).get(name.slice(4)) ?? "") : null;
  }
}

function exampleOf(name: string): string {
  if (Object.hasOwn(EXAMPLE.nginx, name)) return EXAMPLE.nginx[name] ?? "";
  return name.startsWith("http_") || name.startsWith("sent_http_") || name.startsWith("cookie_")
    ? ""
    : `{${name}}`;
}

/** `"`, `\`, control characters and everything above 0x7e become `\xXX`, byte by byte. */
function defaultEscape(text: string): string {
  let out = "";
  for (const byte of new TextEncoder().encode(text)) {
    const special = byte < 0x20 || byte === 0x22 || byte === 0x5c || byte > 0x7e;
    out += special ? `\\x${byte.toString(16).toUpperCase().padStart(2, "0")}` : String.fromCharCode(byte);
  }
  return out;
}

function jsonEscape(text: string): string {
  return JSON.stringify(text).slice(1, -1).replaceAll("\\u007f", "\u007f");
}

function piecesOf(text: string): FormatPiece[] {
  const at = { file: "", start: 0, end: 0 };
  return text
    .split(/(\$\w+)/)
    .filter((part) => part !== "")
    .map((part): FormatPiece =>
      part.startsWith("$") ? { kind: "variable", name: part.slice(1), at } : { kind: "text", text: part, at },
    );
}

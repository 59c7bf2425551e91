import type { RouteEvent, Sink, Step } from "../routes/route.ts";
import type { FileSpan } from "../text/span.ts";

/** The request to follow, and what happens to it. */
export interface TraceRequest {
  readonly method: string;
  readonly host: string;
  /** With the query string, as the client sends it. */
  readonly target: string;
  /** What the application answers; null: 200, or 500 with `exception`. */
  readonly status: number | null;
  /** The view raises, so that Django logs a traceback. */
  readonly exception: boolean;
  /** Nothing listens where nginx passes the request to. */
  readonly upstreamDown: boolean;
  /** Address of the client. */
  readonly client: string;
}

/** One line that the request leaves. `text` is as the program would write it, null when the format is not known. */
export interface TraceLine {
  readonly layer: "nginx" | "gunicorn" | "django";
  readonly event: RouteEvent;
  readonly text: string | null;
  /** The pieces of `text` that are examples: they differ with each request. */
  readonly varies: readonly string[];
  readonly sinks: readonly Sink[];
  /** Without sinks: why it ends nowhere; with `certain` false, why it is not known where. */
  readonly lost?: { readonly why: string; readonly certain: boolean };
  readonly at: FileSpan | null;
}

export interface Trace {
  readonly request: {
    readonly method: string;
    readonly host: string;
    readonly path: string;
    readonly status: number | null;
  };
  readonly lines: readonly TraceLine[];
  /** True when no layer records the request anywhere, for certain. */
  readonly nowhere: boolean;
  readonly steps: readonly Step[];
}

/** Path and query of a request target; nginx matches locations against the decoded path. */
export function splitTarget(target: string): {
  readonly path: string;
  readonly uri: string;
  readonly query: string;
} {
  const at = target.indexOf("?");
  const path = at < 0 ? target : target.slice(0, at);
  return { path, uri: decodePath(path), query: at < 0 ? "" : target.slice(at + 1) };
}

/** Percent-decodes, merges slashes and resolves dots, as `ngx_http_parse_complex_uri` does (1.22.1, merge_slashes on). */
function decodePath(path: string): string {
  const decoded = path.replaceAll(/(?:%[0-9a-fA-F]{2})+/g, (escapes) => {
    try {
      return decodeURIComponent(escapes);
    } catch {
      return escapes;
    }
  });
  const parts: string[] = [];
  for (const part of decoded.split("/").slice(1)) {
    if (part === "..") parts.pop();
    else if (part !== "." && part !== "") parts.push(part);
  }
  const last = decoded.endsWith("/") && parts.length > 0 ? "/" : "";
  return `/${parts.join("/")}${last}`;
}

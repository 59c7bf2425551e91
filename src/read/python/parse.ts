import { parse, type StmtNode } from "py-ast";
import type { Span } from "../../text/span.ts";
import { placeIn, type Place } from "./place.ts";
import { offsetsOf } from "./positions.ts";
import type { RewrittenText } from "./rewritten-text.ts";
import { worded } from "./syntax-message.ts";
import type { PythonSyntaxError } from "./tree.ts";

/** What py-ast makes of a text: its tree and where it stands in the module, or its complaint. */
export type Parsed =
  | { readonly ok: true; readonly body: readonly StmtNode[]; readonly place: Place }
  | { readonly ok: false; readonly error: PythonSyntaxError };

/** Parses `rewritten`, or all of `text` when that is null. Never throws. `within` bounds the span of an error. */
export function parseText(text: string, rewritten: RewrittenText | null, within: Span): Parsed {
  const source = rewritten?.text ?? text;
  const offsetOf = offsetsOf(source);
  const place = placeIn(text, offsetOf, rewritten);
  try {
    return { ok: true, body: parse(source).body, place };
  } catch (error) {
    if (error instanceof RangeError) return failure("the statement is nested too deeply", within);
    if (!(error instanceof Error)) return failure("invalid syntax", within);
    const message = error.message;
    if ("lineno" in error && typeof error.lineno === "number") {
      const column = "col_offset" in error && typeof error.col_offset === "number" ? error.col_offset : 0;
      const endLine =
        "end_lineno" in error && typeof error.end_lineno === "number" ? error.end_lineno : error.lineno;
      const endColumn =
        "end_col_offset" in error && typeof error.end_col_offset === "number" ? error.end_col_offset : column;
      const located = {
        lineno: error.lineno,
        col_offset: column,
        end_lineno: endLine,
        end_col_offset: endColumn,
      };
      const span = clamp(place.spanOf(located), within);
      return { ok: false, error: worded(text, message, span) };
    }
    const line = / at line (\d+)/.exec(message)?.[1];
    if (line === undefined) return { ok: false, error: worded(text, message, within) };
    const span = place.spanOf({ lineno: Number(line), col_offset: 0 });
    return { ok: false, error: worded(text, message, clamp(span, within)) };
  }
}

function failure(message: string, span: Span): Parsed {
  return { ok: false, error: { message, span } };
}

function clamp(span: Span, within: Span): Span {
  const start = Math.min(Math.max(span.start, within.start), within.end);
  return { start, end: Math.min(Math.max(span.end, start), within.end) };
}

import type { Point } from "../text/line-index.ts";
import { pointIn, type SourceFile } from "../text/source-file.ts";
import type { FileSpan } from "../text/span.ts";
import { redact } from "./redact.ts";

/** The texts of the files that were read, by path. */
export type Sources = ReadonlyMap<string, SourceFile>;

/** A span for people and for JSON: 1-based lines and columns, UTF-16, end exclusive. */
export interface Place {
  readonly file: string;
  readonly start: Point;
  readonly end: Point;
  readonly label?: string;
}

/** The points of a span. In a file whose text is not here, everything is on line 1. */
export function placeOf(span: FileSpan & { readonly label?: string }, sources: Sources): Place {
  const source = sources.get(span.file);
  const point = (offset: number): Point =>
    source === undefined ? { line: 1, column: offset + 1, offset } : pointIn(source, offset);
  const start = point(span.start);
  const end = point(Math.max(span.start, span.end));
  return span.label === undefined
    ? { file: span.file, start, end }
    : { file: span.file, start, end, label: redact(span.label) };
}

/** `file:line:column` of the span's start, as editors and terminals understand it. */
export function addressOf(span: FileSpan, sources: Sources): string {
  const { start } = placeOf(span, sources);
  return `${span.file}:${start.line}:${start.column}`;
}

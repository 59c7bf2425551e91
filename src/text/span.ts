/** A range of UTF-16 code units in one text: `start` inclusive, `end` exclusive, both 0-based. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A span in a named file. The file is relative to the working directory, with "/". */
export interface FileSpan extends Span {
  readonly file: string;
}

/** A span that plays a part in a story: `label` says which, in a few words. */
export interface LabelledSpan extends FileSpan {
  readonly label: string;
}

/** The span in `file` that covers the same characters as `span`. */
export function inFile(file: string, span: Span): FileSpan {
  return { file, start: span.start, end: span.end };
}

/** The smallest span that covers both. */
export function cover(first: Span, last: Span): Span {
  return { start: Math.min(first.start, last.start), end: Math.max(first.end, last.end) };
}

/** The one total order of spans: by file (code units), then start, then end. */
export function compareSpans(a: FileSpan, b: FileSpan): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.start - b.start || a.end - b.end;
}

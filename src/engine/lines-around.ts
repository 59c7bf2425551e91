/** The lines of a span: what stands on them before and after it, without the line end. */
export interface LinesAround {
  /** Offset of the first line's first character. */
  readonly start: number;
  /** Offset of the first character of the line after, or the text's length. */
  readonly next: number;
  readonly before: string;
  readonly after: string;
  /** The line end that is used here. */
  readonly eol: "\n" | "\r\n";
}

/** Nobody writes longer lines by hand; a fix looks no further, so that many fixes in one line cost little. */
const FAR = 2000;

/** Null where the line goes on for more than 2000 characters on a side. */
export function linesAround(text: string, start: number, end: number): LinesAround | null {
  const near = Math.max(0, start - FAR);
  const behind = text.slice(near, start);
  const newline = behind.lastIndexOf("\n");
  if (newline < 0 && near > 0) return null;
  const ahead = text.slice(end, end + FAR);
  const stop = ahead.indexOf("\n");
  if (stop < 0 && end + FAR < text.length) return null;
  const rest = stop < 0 ? ahead : ahead.slice(0, stop);
  const before = behind.slice(newline + 1);
  const isCrLf = stop < 0 ? behind.charAt(newline - 1) === "\r" : rest.endsWith("\r");
  return {
    start: start - before.length,
    next: end + rest.length + (stop < 0 ? 0 : 1),
    before,
    after: stop >= 0 && rest.endsWith("\r") ? rest.slice(0, -1) : rest,
    eol: isCrLf ? "\r\n" : "\n",
  };
}

/** How many blanks, and nothing but blanks, end this text. */
export function blanksAtEnd(text: string): number {
  let at = text.length;
  while (at > 0 && (text[at - 1] === " " || text[at - 1] === "\t")) at--;
  return text.length - at;
}

import type { Span } from "../../text/span.ts";

interface Word {
  readonly value: string;
  readonly span: Span;
}

/** Paths before a `{`, in single or double quotes or not, with backslash escapes. */
export function splitPaths(text: string, from: number, to: number): Word[] {
  return split(text, from, to, true);
}

/** The words of a directive's line. */
export function splitWords(text: string, from: number, to: number): Word[] {
  return split(text, from, to, false);
}

function split(text: string, from: number, to: number, unquotes: boolean): Word[] {
  const words: Word[] = [];
  let value = "";
  let start = -1;
  let quote = "";
  const flush = (end: number): void => {
    if (start >= 0) words.push({ value, span: { start, end } });
    value = "";
    start = -1;
  };
  for (let at = from; at < to; at++) {
    const char = text.charAt(at);
    if (quote === "" && /\s/.test(char)) {
      flush(at);
      continue;
    }
    if (start < 0) start = at;
    if (unquotes && char === "\\" && at + 1 < to) value += text.charAt(++at);
    else if (unquotes && char === quote) quote = "";
    else if (unquotes && quote === "" && (char === '"' || char === "'")) quote = char;
    else value += char;
  }
  flush(to);
  return words;
}

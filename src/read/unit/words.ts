import { decoder, type Decoded } from "../../text/decoded.ts";
import type { Span } from "../../text/span.ts";
import { unescapeAt } from "./escape.ts";
import type { UnitProblem, UnitValue } from "./tree.ts";

/** An unquoted word before specifiers and variables, and where the next one begins in the value. */
export interface RawWord {
  readonly decoded: Decoded;
  readonly span: Span;
  readonly next: number;
}

/**
 * The next word of a value from index `from` on, as systemd's `extract_first_word` unquotes it (`extract-word.c`, 252: quotes anywhere in
 * a word, C escapes); null at the end; a problem for a quote that is never closed, where systemd ignores the whole setting.
 * An unknown escape is kept as written, with a warning.
 */
export function nextWord(
  value: UnitValue,
  from: number,
  warn: (problem: UnitProblem) => void,
): RawWord | UnitProblem | null {
  let at = skipBlanks(value, from);
  if (at >= value.value.length) return null;
  const start = at;
  const out = decoder();
  let quote: string | null = null;
  for (; at < value.value.length; at++) {
    const char = value.value.charAt(at);
    const offset = value.starts[at] ?? value.end;
    if (char === "\\") {
      const escape = unescapeAt(value.value, at + 1);
      if (escape === null) {
        const span = { start: offset, end: (value.starts[at + 1] ?? value.end - 1) + 1 };
        if (at + 1 >= value.value.length && quote !== null) break;
        warn({ message: "Ignoring unknown escape sequences", span, fatal: false });
        out.add(value.value.slice(at, at + 2), offset);
        at++;
      } else {
        out.add(escape.value, offset);
        at += escape.length;
      }
    } else if (char === quote) quote = null;
    else if (quote === null && (char === "'" || char === '"')) quote = char;
    else if (quote === null && isBlank(char)) break;
    else out.add(char, offset);
  }
  const end = value.starts[at] ?? value.end;
  if (quote !== null) return { message: "Unbalanced quoting, ignoring", span: value.span, fatal: true };
  const lastEnd = (value.starts[Math.min(at, value.value.length) - 1] ?? end - 1) + 1;
  const span = { start: value.starts[start] ?? value.end, end: lastEnd };
  return { decoded: out.result(lastEnd), span, next: skipBlanks(value, at) };
}

function skipBlanks(value: UnitValue, from: number): number {
  let at = from;
  while (at < value.value.length && isBlank(value.value.charAt(at))) at++;
  return at;
}

export function isBlank(char: string): boolean {
  return char === " " || char === "\t" || char === "\n" || char === "\r";
}

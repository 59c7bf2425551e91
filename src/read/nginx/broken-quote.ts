import { isBlank, OPEN_BRACE, SEMICOLON } from "./words.ts";

/** Where reading goes on after a quote that was never closed. */
export interface Resumption {
  /** End of what was probably meant to be quoted. */
  readonly end: number;
  /** Where to read on: at the `;` or `{` of the same line, or at a later line that looks like a directive. */
  readonly next: number;
  /** True when the directive has no `;` of its own any more. */
  readonly endsDirective: boolean;
}

/** Supposes that the quoted text starting at `start` was meant to end on its line. */
export function resumeAfterQuote(text: string, start: number): Resumption {
  const lineEnd = endOfLine(text, start);
  const end = trimEnd(text, start, lineEnd);
  const last = text.charCodeAt(end - 1);
  if (end > start && (last === SEMICOLON || last === OPEN_BRACE)) {
    return { end: trimEnd(text, start, end - 1), next: end - 1, endsDirective: false };
  }
  let next = lineEnd;
  while (next < text.length) {
    const following = endOfLine(text, next + 1);
    if (looksLikeDirective(text.slice(next + 1, Math.min(following, next + 2000)).trim())) break;
    next = following;
  }
  return { end, next, endsDirective: true };
}

/** True when the quoted text ends its first line like a directive, so that the closing quote was probably forgotten there. */
export function spansDirectives(text: string, start: number, end: number): boolean {
  const lineEnd = endOfLine(text, start);
  if (lineEnd >= end) return false;
  const last = text.charCodeAt(trimEnd(text, start, lineEnd) - 1);
  return last === SEMICOLON || last === OPEN_BRACE;
}

function looksLikeDirective(line: string): boolean {
  if (line.startsWith("}") || line.startsWith("#")) return true;
  return /^[a-z][a-z0-9_]*(?=[\s;{])/.test(line) && /[;{}]$/.test(line);
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end < 0 ? text.length : end;
}

function trimEnd(text: string, start: number, end: number): number {
  let i = end;
  while (i > start && isBlank(text.charCodeAt(i - 1))) i--;
  return i;
}

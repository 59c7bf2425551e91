import type { Span } from "../../text/span.ts";
import { decoder, verbatim, type Decoded } from "../../text/decoded.ts";
import { pythonVariables } from "./python-variables.ts";
import type { DotenvEntry, DotenvProblem } from "./tree.ts";
import { endOfLine, isNewline, isPythonSpace } from "./white-space.ts";

interface Value {
  readonly decoded: Decoded;
  readonly span: Span;
  readonly quote: "'" | '"' | null;
}

/**
 * Reads a file as python-dotenv does (`dotenv/parser.py`, the same from 0.10 to 1.x). A line that it cannot parse is skipped with a
 * warning, from where the parser stands to the end of that line.
 */
export function readPythonDotenv(text: string): { entries: DotenvEntry[]; errors: DotenvProblem[] } {
  const entries: DotenvEntry[] = [];
  const errors: DotenvProblem[] = [];
  const closes = { "'": text.lastIndexOf("'"), '"': text.lastIndexOf('"') };
  let at = 0;
  for (;;) {
    while (isPythonSpace(text, at)) at++;
    if (at >= text.length) return { entries, errors };
    const start = at;
    const result = readBinding(text, at, closes);
    at = result.at;
    if (result.entry === "error") {
      const end = endOfLine(text, at);
      errors.push({ message: "python-dotenv could not parse statement", span: { start, end }, fatal: false });
      at = end;
    } else if (result.entry !== null) entries.push(result.entry);
  }
}

/** One statement from its first character: the entry, null for a comment, or "error", and where the parser stands then. */
function readBinding(
  text: string,
  start: number,
  closes: Closes,
): { entry: DotenvEntry | null | "error"; at: number } {
  let at = start;
  if (text.startsWith("export", at) && isInlineSpace(text, at + 6)) at = skipInlineSpace(text, at + 6);
  const exported = at > start;
  const key = readKey(text, at);
  if (key === "error") return { entry: "error", at };
  at = key === null ? at : key.next;
  at = skipInlineSpace(text, at);
  let value: Value | null = null;
  if (text[at] === "=") {
    at = skipInlineSpace(text, at + 1);
    const read = readValue(text, at, closes);
    if (read === "error") return { entry: "error", at };
    value = read.value;
    at = read.next;
  }
  const end = value?.span.end ?? at;
  const comment = skipInlineSpace(text, at);
  if (text[comment] === "#") at = endOfLine(text, comment);
  at = skipInlineSpace(text, at);
  if (at < text.length && !isNewline(text, at))
    return { entry: "error", at: text[comment] === "#" ? at : end };
  if (key === null) return { entry: null, at };
  const entry: DotenvEntry = {
    name: key.name,
    nameSpan: key.span,
    value: value === null ? null : pythonVariables(value.decoded),
    valueSpan: value?.span ?? null,
    quote: value?.quote ?? null,
    exported,
    span: { start, end: value === null ? key.next : end },
  };
  return { entry, at };
}

function readKey(text: string, start: number): { name: string; span: Span; next: number } | null | "error" {
  if (text[start] === "#") return null;
  if (text[start] === "'") {
    const end = text.indexOf("'", start + 1);
    if (end <= start + 1) return "error";
    return { name: text.slice(start + 1, end), span: { start: start + 1, end }, next: end + 1 };
  }
  let end = start;
  while (end < text.length && text[end] !== "=" && text[end] !== "#" && !isPythonSpace(text, end)) end++;
  if (end === start) return "error";
  return { name: text.slice(start, end), span: { start, end }, next: end };
}

function readValue(text: string, start: number, closes: Closes): { value: Value; next: number } | "error" {
  const quote = text[start];
  if (quote === "'" || quote === '"') return readQuoted(text, start, quote, closes);
  const end = endOfLine(text, start);
  let cut = end;
  for (let i = start + 1; i < end; i++) {
    if (text[i] === "#" && isPythonSpace(text, i - 1)) {
      cut = i;
      break;
    }
  }
  while (cut > start && isPythonSpace(text, cut - 1)) cut--;
  const span = { start, end: cut };
  return { value: { decoded: verbatim(text, start, cut), span, quote: null }, next: end };
}

/** The last quote of each kind, so that a file full of unclosed quotes is not scanned to its end for each. */
type Closes = Readonly<Record<"'" | '"', number>>;

/**
 * A quoted value; a quote after a backslash does not close it, unless no other does: the regular expression then backtracks
 * to the last of those.
 */
function readQuoted(
  text: string,
  start: number,
  quote: "'" | '"',
  closes: Closes,
): { value: Value; next: number } | "error" {
  if (closes[quote] <= start) return "error";
  let close = -1;
  let fallback = -1;
  for (let i = text.indexOf(quote, start + 1); i >= 0 && i <= closes[quote]; i = text.indexOf(quote, i + 1)) {
    if (text[i - 1] !== "\\" || i - 1 === start) {
      close = i;
      break;
    }
    fallback = i;
  }
  if (close < 0) close = fallback;
  if (close < 0) return "error";
  const decoded = decodeEscapes(
    text,
    start + 1,
    close,
    quote === '"' ? DOUBLE_QUOTE_ESCAPES : SINGLE_QUOTE_ESCAPES,
  );
  return { value: { decoded, span: { start, end: close + 1 }, quote }, next: close + 1 };
}

const SINGLE_QUOTE_ESCAPES: ReadonlyMap<string, string> = new Map([
  ["\\", "\\"],
  ["'", "'"],
]);
const DOUBLE_QUOTE_ESCAPES: ReadonlyMap<string, string> = new Map([
  ...SINGLE_QUOTE_ESCAPES,
  ['"', '"'],
  ["a", "\u0007"],
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
  ["v", "\v"],
]);

function decodeEscapes(
  text: string,
  start: number,
  end: number,
  escapes: ReadonlyMap<string, string>,
): Decoded {
  const out = decoder();
  for (let i = start; i < end; i++) {
    const escaped = text[i] === "\\" && i + 1 < end ? escapes.get(text[i + 1] ?? "") : undefined;
    out.add(escaped ?? text.charAt(i), i);
    if (escaped !== undefined) i++;
  }
  return out.result(end);
}

function isInlineSpace(text: string, at: number): boolean {
  return isPythonSpace(text, at) && !isNewline(text, at);
}

function skipInlineSpace(text: string, start: number): number {
  let at = start;
  while (isInlineSpace(text, at)) at++;
  return at;
}

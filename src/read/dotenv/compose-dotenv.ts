import { decoder, verbatim, type Decoded } from "../../text/decoded.ts";
import { composeVariables } from "./interpolation.ts";
import type { DotenvEntry, DotenvProblem, EnvPart } from "./tree.ts";
import { isGoSpace } from "./white-space.ts";

/**
 * Reads a file as docker compose v2 does for `.env` and `env_file:` (compose-go `dotenv/parser.go`). The first error makes compose
 * refuse the whole file; reading goes on at the next line all the same.
 */
export function readComposeDotenv(text: string): { entries: DotenvEntry[]; errors: DotenvProblem[] } {
  const entries: DotenvEntry[] = [];
  const errors: DotenvProblem[] = [];
  let at = text.startsWith("\ufeff") ? 1 : 0;
  while (at < text.length) {
    if (isGoSpace(text, at)) {
      at++;
      continue;
    }
    if (text[at] === "#") {
      at = lineEnd(text, at);
      continue;
    }
    at = readStatement(text, at, entries, errors);
  }
  return { entries, errors };
}

const KEY_CHARACTER = /[A-Za-z0-9_.\-[\]]/;

function readStatement(text: string, start: number, entries: DotenvEntry[], errors: DotenvProblem[]): number {
  let nameStart = start;
  if (text.startsWith("export", start) && isGoSpace(text, start + 6)) {
    nameStart = start + 6;
    while (nameStart < text.length && isGoSpace(text, nameStart)) nameStart++;
  }
  const exported = nameStart > start;
  let at = nameStart;
  while (at < text.length && KEY_CHARACTER.test(text.charAt(at))) at++;
  const nameEnd = at;
  while (at < text.length && text[at] !== "\n" && isGoSpace(text, at)) at++;
  const point = text.codePointAt(at);
  const separator = point === undefined ? undefined : String.fromCodePoint(point);
  const fail = (message: string, from: number, to: number): number => {
    errors.push({ message, span: { start: from, end: to }, fatal: true });
    return lineEnd(text, to);
  };
  if (at < text.length && separator !== "\n" && separator !== "=" && separator !== ":") {
    return fail(
      `unexpected character ${JSON.stringify(separator)} in variable name`,
      at,
      at + (separator?.length ?? 1),
    );
  }
  if (nameEnd === nameStart) return fail("zero length variable name", start, lineEnd(text, start));
  const entry = {
    name: text.slice(nameStart, nameEnd),
    nameSpan: { start: nameStart, end: nameEnd },
    exported,
  };
  if (separator !== "=" && separator !== ":") {
    entries.push({ ...entry, value: null, valueSpan: null, quote: null, span: { start, end: nameEnd } });
    return at;
  }
  at++;
  while (at < text.length && text[at] !== "\n" && isGoSpace(text, at)) at++;
  const quote = text[at];
  const written = quote === "'" || quote === '"' ? quoted(text, at, quote) : unquoted(text, at);
  if (written === null) return fail("unterminated quoted value", at, lineEnd(text, at));
  const isLiteral = quote === "'";
  const value = isLiteral
    ? { parts: literal(written.decoded), errors: [] }
    : composeVariables(written.decoded);
  for (const error of value.errors) errors.push(error);
  const valueSpan = { start: at, end: written.end };
  const usedQuote = quote === "'" || quote === '"' ? quote : null;
  entries.push({
    ...entry,
    value: value.parts,
    valueSpan,
    quote: usedQuote,
    span: { start, end: written.end },
  });
  return usedQuote === null ? lineEnd(text, at) : written.end;
}

interface Written {
  readonly decoded: Decoded;
  readonly end: number;
}

function unquoted(text: string, start: number): Written {
  const line = lineEnd(text, start);
  const comment = text.slice(start, line).indexOf(" #");
  let end = comment < 0 ? line : start + comment;
  while (end > start && isGoSpace(text, end - 1)) end--;
  return { decoded: verbatim(text, start, end), end };
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ["a", "\u0007"],
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
  ["v", "\v"],
  ["\\", "\\"],
]);

/** A backslash keeps the quote; in double quotes it also makes the escapes of Go strings, and `\$` a dollar sign. */
function quoted(text: string, start: number, quote: "'" | '"'): Written | null {
  const out = decoder();
  for (let i = start + 1; i < text.length; i++) {
    const char = text.charAt(i);
    if (char === quote) return { decoded: out.result(i), end: i + 1 };
    const next = text[i + 1];
    if (char !== "\\" || next === undefined) {
      out.add(char, i);
      continue;
    }
    if (next === quote) out.add(quote, i);
    else if (quote === "'") out.add(`\\${next}`, i);
    // What follows expands variables, where a dollar sign is escaped by another one.
    else if (next === "$") out.add("$$", i);
    else out.add(ESCAPES.get(next) ?? `\\${next}`, i);
    i++;
  }
  return null;
}

function literal(decoded: Decoded): EnvPart[] {
  const span = { start: decoded.starts[0] ?? decoded.end, end: decoded.end };
  return decoded.value === "" ? [] : [{ kind: "text", value: decoded.value, span }];
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end < 0 ? text.length : end;
}

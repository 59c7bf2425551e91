import { decoder } from "../../text/decoded.ts";
import type { DotenvEntry, DotenvProblem, EnvPart } from "./tree.ts";
import { isNewline } from "./white-space.ts";

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
const KEPT_BY_DOUBLE_QUOTES = '"\\`$';

/**
 * Reads a file as `EnvironmentFile=` does (systemd `env-file.c`, `parse_env_file_internal`): quotes only as the first thing of a value,
 * values over several lines in quotes, `#` and `;` comments at the start of a line only, no variables. A name that is no
 * identifier, such as `export A`, is ignored with a warning.
 */
export function readSystemdEnvironmentFile(
  text: string,
  continuedComments: boolean,
): {
  entries: DotenvEntry[];
  errors: DotenvProblem[];
} {
  const entries: DotenvEntry[] = [];
  const errors: DotenvProblem[] = [];
  for (let at = 0; at < text.length;) {
    if (isBlank(text, at)) {
      at++;
      continue;
    }
    if (text[at] === "#" || text[at] === ";") {
      at = continuedComments ? endOfContinuedComment(text, at) : endOfLine(text, at);
      continue;
    }
    const found = readAssignment(text, at);
    at = found.end;
    if (found.entry !== null && !NAME.test(found.entry.name)) {
      errors.push({ message: "invalid variable name, ignoring", span: found.entry.nameSpan, fatal: false });
    } else if (found.entry !== null) entries.push(found.entry);
  }
  return { entries, errors };
}

/** An assignment, or null for a line without `=`, and the offset of the newline that ends it. */
function readAssignment(text: string, start: number): { entry: DotenvEntry | null; end: number } {
  // The first character belongs to the name, even when it is "=".
  let at = start + 1;
  while (at < text.length && text[at] !== "=" && !isNewline(text, at)) at++;
  if (text[at] !== "=") return { entry: null, end: at };
  let nameEnd = at;
  while (nameEnd > start && isBlank(text, nameEnd - 1)) nameEnd--;
  const read = readValue(text, at + 1);
  const entry: DotenvEntry = {
    name: text.slice(start, nameEnd),
    nameSpan: { start, end: nameEnd },
    value: read.parts,
    valueSpan: { start: read.start, end: read.valueEnd },
    quote: read.quote,
    exported: false,
    span: { start, end: read.valueEnd },
  };
  return { entry, end: read.end };
}

interface Value {
  readonly parts: EnvPart[];
  readonly start: number;
  readonly valueEnd: number;
  readonly quote: "'" | '"' | null;
  readonly end: number;
}

/** The value that begins after `=`, and the newline that ends it. */
function readValue(text: string, from: number): Value {
  const out = decoder();
  let start = -1;
  let valueEnd = from;
  let quote: "'" | '"' | null = null;
  // Length of the value without its trailing blanks; only blanks after unquoted text are dropped.
  let kept = 0;
  let at = from;
  const add = (value: string, offset: number): void => {
    out.add(value, offset);
    kept = out.length();
  };
  let inValue = false;
  for (; at < text.length && !isNewline(text, at); at++) {
    const char = text.charAt(at);
    if (isBlank(text, at)) {
      if (inValue) out.add(char, at);
      continue;
    }
    if (start < 0) start = at;
    if ((char === "'" || char === '"') && !inValue) {
      quote ??= char;
      at = char === "'" ? singleQuoted(text, at, add) : doubleQuoted(text, at, add);
    } else if (char === "\\") {
      inValue = true;
      kept = out.length();
      at++;
      if (at < text.length && !isNewline(text, at)) add(text.charAt(at), at - 1);
    } else {
      inValue = true;
      add(char, at);
    }
    valueEnd = Math.min(at + 1, text.length);
  }
  const begin = start < 0 ? from : start;
  valueEnd = Math.max(valueEnd, begin);
  const decoded = out.result(valueEnd, kept);
  const span = { start: decoded.starts[0] ?? begin, end: decoded.end };
  const parts: EnvPart[] = decoded.value === "" ? [] : [{ kind: "text", value: decoded.value, span }];
  return { parts, start: begin, valueEnd, quote, end: at };
}

type Add = (value: string, offset: number) => void;

/** Adds what stands in the quotes that open at `open`; the offset of the closing quote, or of the last character. */
function singleQuoted(text: string, open: number, add: Add): number {
  let at = open + 1;
  for (; at < text.length && text[at] !== "'"; at++) add(text.charAt(at), at);
  return at;
}

function doubleQuoted(text: string, open: number, add: Add): number {
  let at = open + 1;
  for (; at < text.length && text[at] !== '"'; at++) {
    const next = text[at + 1];
    if (text[at] !== "\\" || next === undefined) {
      if (text[at] !== "\\") add(text.charAt(at), at);
      continue;
    }
    if (KEPT_BY_DOUBLE_QUOTES.includes(next)) add(next, at);
    else if (next !== "\n") add(`\\${next}`, at);
    at++;
  }
  return at;
}

/** Where a comment ends for systemd before 254, which takes a backslash and whatever follows it as a part of the comment. */
function endOfContinuedComment(text: string, at: number): number {
  let end = at;
  while (end < text.length && !isNewline(text, end)) end += text[end] === "\\" ? 2 : 1;
  return end;
}

function endOfLine(text: string, at: number): number {
  let end = at;
  while (end < text.length && !isNewline(text, end)) end++;
  return end;
}

function isBlank(text: string, at: number): boolean {
  const char = text[at];
  return char === " " || char === "\t" || char === "\n" || char === "\r";
}

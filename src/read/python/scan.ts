import { indexLines, pointAt, type LineIndex } from "../../text/line-index.ts";
import type { Span } from "../../text/span.ts";
import { measureIndent, enterIndent, type Indent } from "./indentation.ts";
import type { Replacement } from "./rewritten-text.ts";
import { refusalOfNumber } from "./number.ts";
import { refusalOf } from "./string-value.ts";
import { endOfLine, readStringToken, type StringToken } from "./string-token.ts";
import type { PythonSyntaxError } from "./tree.ts";

/** A statement line as Python sees it: physical lines joined by brackets, strings and backslashes. */
export interface LogicalLine {
  /** Start of its first physical line, before the indentation. */
  readonly start: number;
  /** Its first token. */
  readonly first: number;
  /** End of its last token. */
  readonly last: number;
  /** After its line break. */
  readonly end: number;
  /** Columns of indentation, tabs to multiples of eight. */
  readonly indent: number;
}

/** What the characters of a module say before any grammar: never fails, goes on after every error. */
export interface Scan {
  readonly lines: readonly LogicalLine[];
  readonly strings: readonly StringToken[];
  readonly comments: readonly Span[];
  /** Errors of Python's tokenizer, in its words. */
  readonly problems: readonly PythonSyntaxError[];
  /** What py-ast cannot take although Python does, with what to put instead. */
  readonly replacements: readonly Replacement[];
}

interface OpenLine {
  start: number;
  /** Offset of the first token, -1 while there is none. */
  first: number;
  last: number;
  indent: number;
  /** After the last form feed. */
  cut: number;
}

interface Open {
  readonly char: string;
  readonly at: number;
}

/** CPython's limit (MAXLEVEL). */
const DEEPEST_BRACKETS = 200;
/** Characters that may be read twice in search of the ends of f-strings, and how many unterminated strings are read past. */
const LOOKAHEAD = 4_000_000;
const MOST_UNTERMINATED = 10;
const PREFIX = /^(?:[rbuft]|rb|br|rf|fr|rt|tr)$/i;
const WORD_PART = /[\p{XID_Continue}_]/u;
/** A line that can only begin a statement, so that a bracket left open ends before it. */
const STATEMENT_START = /^(?:(?:import|def|class|from)[ \t]+[\w.]+|@\w|\w+[ \t]*(?:\+?=)[^=])/;

/** Reads all of `text` once, character by character. */
export function scan(text: string): Scan {
  const lines: LogicalLine[] = [];
  const strings: StringToken[] = [];
  const comments: Span[] = [];
  const problems: PythonSyntaxError[] = [];
  const replacements: Replacement[] = [];
  const indents: Indent[] = [];
  let brackets: Open[] = [];
  /** Set once a bracket was left open: from then on a line that looks like a statement ends all brackets. */
  let wary = false;
  let at = 0;
  let line = newLine(0);
  let lineIndex: LineIndex | undefined;
  const budget = { left: LOOKAHEAD };
  let unterminatedLeft = MOST_UNTERMINATED;

  const problem = (message: string, start: number, end: number): void => {
    problems.push({ message, span: { start, end: Math.max(end, start) } });
  };
  const lineOf = (offset: number): number => pointAt((lineIndex ??= indexLines(text)), offset).line;
  const finishLine = (end: number): void => {
    if (line.first >= 0) {
      lines.push({ start: line.start, first: line.first, last: line.last, end, indent: line.indent });
    }
    line = newLine(end);
  };
  /** Notes a token; the first of a line sets the indentation. */
  const token = (start: number, end: number): void => {
    if (line.first < 0) {
      line.first = start;
      const indent = measureIndent(text, line.start, start);
      line.indent = indent.columns;
      const deeper = indent.columns > (indents.at(-1)?.columns ?? 0);
      const before = lines.at(-1);
      const unexpected = deeper && (before === undefined || text[before.last - 1] !== ":");
      const wrong = enterIndent(indents, indent) ?? (unexpected ? "unexpected indent" : null);
      if (wrong !== null) problem(wrong, line.start, end);
    }
    line.last = end;
  };
  const lineBreak = (): void => {
    at += text[at] === "\r" && text[at + 1] === "\n" ? 2 : 1;
    if (brackets.length === 0) finishLine(at);
    else if (wary && STATEMENT_START.test(text.slice(at, at + 200))) {
      neverClosed();
      finishLine(at);
    }
  };
  const neverClosed = (): void => {
    const open = brackets.at(-1);
    if (open !== undefined) problem(`'${open.char}' was never closed`, open.at, open.at + 1);
    brackets = [];
  };
  const string = (start: number, quoteAt: number): void => {
    const found = readStringToken(text, start, quoteAt, budget);
    const before = strings.at(-1);
    if (
      before !== undefined &&
      before.end === line.last &&
      found.closed &&
      isBytes(before) !== isBytes(found)
    ) {
      problem("cannot mix bytes and nonbytes literals", before.start, found.end);
    }
    token(start, found.end);
    for (const comment of found.comments) {
      comments.push(comment);
      replacements.push({ ...comment, text: " ".repeat(comment.end - comment.start) });
    }
    strings.push(found);
    at = found.end;
    const wrong = found.closed ? refusalOf(text, found) : null;
    if (wrong !== null) problem(wrong, start, found.end);
    if (found.closed) return;
    const triple = found.quoteLength === 3;
    const kind = triple ? "unterminated triple-quoted string literal" : "unterminated string literal";
    const seen = lineOf(triple ? endOfText(text) : found.end);
    problem(`${kind} (detected at line ${String(seen)})`, start, triple ? quoteAt + 3 : found.end);
    if (!triple || --unterminatedLeft <= 0) return;
    at = endOfLine(text, start);
    line.last = at;
    brackets = [];
  };
  const word = (): void => {
    const start = at;
    while (at < text.length) {
      const code = text.charCodeAt(at);
      if (code < 128) {
        if (!isWordCode(code)) break;
        at++;
        continue;
      }
      const char = String.fromCodePoint(text.codePointAt(at) ?? 0);
      if (!WORD_PART.test(char) && !WORD_PART.test(char.normalize("NFKC"))) break;
      if (char.length > 1) replacements.push({ start: at, end: at + 2, text: "__" });
      at += char.length;
    }
    const quote = text[at];
    if ((quote === '"' || quote === "'") && at - start <= 2 && PREFIX.test(text.slice(start, at)))
      string(start, at);
    else token(start, at);
    const wrong = isDigit(text, start) && !isFraction(text, start) ? refusalOfNumber(text, start, at) : null;
    if (wrong !== null) problem(wrong, start, at);
  };
  const bracket = (char: string): void => {
    token(at, at + 1);
    at++;
    if (char === "(" || char === "[" || char === "{") {
      if (brackets.length >= DEEPEST_BRACKETS) problem("too many nested parentheses", at - 1, at);
      brackets.push({ char, at: at - 1 });
      return;
    }
    const wanted = char === ")" ? "(" : char === "]" ? "[" : "{";
    const open = brackets.pop();
    if (open === undefined) problem(`unmatched '${char}'`, at - 1, at);
    else if (open.char !== wanted) {
      const where = lineOf(open.at) === lineOf(at - 1) ? "" : ` on line ${String(lineOf(open.at))}`;
      problem(
        `closing parenthesis '${char}' does not match opening parenthesis '${open.char}'${where}`,
        at - 1,
        at,
      );
    }
  };
  const backslash = (): void => {
    const next = text[at + 1];
    if (next === "\n" || next === "\r") {
      at += next === "\r" && text[at + 2] === "\n" ? 3 : 2;
      if (at >= text.length) problem("unexpected EOF while parsing", at, at);
      return;
    }
    const atEnd = at + 1 >= text.length;
    problem(
      atEnd ? "unexpected EOF while parsing" : "unexpected character after line continuation character",
      at,
      at + 1,
    );
    token(at, at + 1);
    at++;
  };
  const strange = (): void => {
    const code = text.codePointAt(at) ?? 0;
    const char = String.fromCodePoint(code);
    if (code === 0) {
      at++;
      return;
    }
    if (WORD_PART.test(char) || WORD_PART.test(char.normalize("NFKC"))) {
      word();
      return;
    }
    const hex = code.toString(16).toUpperCase().padStart(4, "0");
    const printable = !/[\p{C}\p{Z}]/u.test(char);
    problem(
      printable ? `invalid character '${char}' (U+${hex})` : `invalid non-printable character U+${hex}`,
      at,
      at + char.length,
    );
    token(at, at + char.length);
    at += char.length;
  };

  if (text.startsWith("\ufeff")) {
    replacements.push({ start: 0, end: 1, text: "" });
    at = 1;
    line = newLine(1);
  }
  for (;;) {
    while (at < text.length) {
      const char = text.charAt(at);
      const code = text.charCodeAt(at);
      if (char === "\n" || char === "\r") lineBreak();
      else if (char === " " || char === "\t") at++;
      else if (char === "\f") {
        const leading = line.first < 0;
        replacements.push({ start: leading ? line.cut : at, end: at + 1, text: leading ? "" : " " });
        at++;
        line.cut = at;
      } else if (char === "#") {
        const end = endOfLine(text, at);
        comments.push({ start: at, end });
        at = end;
      } else if (char === '"' || char === "'") string(at, at);
      else if (isWordCode(code)) word();
      else if (char === "(" || char === "[" || char === "{" || char === ")" || char === "]" || char === "}")
        bracket(char);
      else if (char === "\\") backslash();
      else if (code >= 128 || code < 32 || code === 127) strange();
      else {
        token(at, at + 1);
        at++;
      }
    }
    if (brackets.length === 0 || wary) break;
    // Read on after the line of the open bracket, once, instead of losing the rest of the file.
    wary = true;
    const resume = resumeAfter(text, brackets.at(-1)?.at ?? at);
    if (resume >= text.length) break;
    neverClosed();
    line.last = Math.min(line.last, resume);
    dropAfter(strings, resume);
    dropAfter(comments, resume);
    dropAfter(replacements, resume);
    while ((problems.at(-1)?.span.start ?? -1) >= resume) problems.pop();
    at = resume;
    finishLine(resume);
  }
  neverClosed();
  finishLine(text.length);
  const nul = text.indexOf("\0");
  if (nul >= 0) problem("source code cannot contain null bytes", nul, nul + 1);
  return { lines, strings, comments, problems: inOrder(problems), replacements: inOrder(replacements) };
}

/** Before the last line break. */
function endOfText(text: string): number {
  return text.endsWith("\r\n")
    ? text.length - 2
    : /[\r\n]$/.test(text.slice(-1))
      ? text.length - 1
      : text.length;
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 48 && code <= 57;
}

/** True for the digits after a decimal point, or after the sign of an exponent. */
function isFraction(text: string, at: number): boolean {
  const before = text.charAt(at - 1);
  return before === "." || ((before === "+" || before === "-") && /[eE]/.test(text.charAt(at - 2)));
}

function newLine(start: number): OpenLine {
  return { start, first: -1, last: start, indent: 0, cut: start };
}

function inOrder<T extends Span | PythonSyntaxError>(things: T[]): T[] {
  const startOf = (thing: T): number => ("span" in thing ? thing.span.start : thing.start);
  return things.sort((a, b) => startOf(a) - startOf(b));
}

function isWordCode(code: number): boolean {
  return (
    (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || (code >= 48 && code <= 57)
  );
}

/** The start of the first line after `open` that can only begin a statement. */
function resumeAfter(text: string, open: number): number {
  let at = endOfLine(text, open);
  while (at < text.length) {
    at += text[at] === "\r" && text[at + 1] === "\n" ? 2 : 1;
    if (STATEMENT_START.test(text.slice(at, at + 200))) return at;
    at = endOfLine(text, at);
  }
  return text.length;
}

function dropAfter(tokens: Span[], offset: number): void {
  while ((tokens.at(-1)?.start ?? -1) >= offset) tokens.pop();
}

function isBytes(string: StringToken): boolean {
  return string.prefix.includes("b");
}

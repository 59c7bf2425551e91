import type { Span } from "../../text/span.ts";
import { compoundKeyword, within } from "./blocks.ts";
import type { Replacement } from "./rewritten-text.ts";
import type { LogicalLine, Scan } from "./scan.ts";

/** A character or word of a line outside all brackets and strings, or a string. */
interface Mark {
  readonly kind: "comma" | "colon" | "word" | "string";
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/**
 * What to change in these lines so that py-ast takes what Python takes and it does not: unparenthesised tuples after
 * `match`, `case` and `except`, trailing commas, `async for` in sets, `1else`. Only asked when it refused them.
 */
export function repairsOf(text: string, scan: Scan, lines: readonly LogicalLine[]): Replacement[] {
  const repairs: Replacement[] = [];
  for (const line of lines) {
    const marks = marksOf(text, scan, line, repairs);
    const keyword = compoundKeyword(text, line);
    const colon = marks.find((mark) => mark.kind === "colon")?.start ?? -1;
    const comma = marks.findLast((mark) => mark.kind === "comma" && (colon < 0 || mark.start < colon));
    if (keyword === "del" && comma?.end === line.last) repairs.push(blank(comma.start, comma.end));
    else if (keyword === "for" && comma !== undefined && colon > 0) {
      const inside = marks.find((mark) => mark.text === "in");
      if (inside !== undefined && comma.start > inside.end) parenthesise(repairs, text, inside.end, colon);
    } else if ((keyword === "match" || keyword === "except") && comma !== undefined && colon > 0) {
      parenthesise(repairs, text, line.first + keyword.length, colon);
    } else if (keyword === "case" && colon > 0) {
      const guard = marks.find((mark) => mark.text === "if");
      const end = guard?.start ?? colon;
      blankAdjacentStrings(repairs, text, marks, end);
      if (marks.some((mark) => mark.kind === "comma" && mark.start < end)) {
        parenthesise(repairs, text, line.first + keyword.length, end);
      }
    }
  }
  return repairs.sort((a, b) => a.start - b.start);
}

function blank(start: number, end: number): Replacement {
  return { start, end, text: " ".repeat(end - start) };
}

/** Puts parentheses around what stands between `from` and `to`, white space aside. */
function parenthesise(repairs: Replacement[], text: string, from: number, to: number): void {
  let start = from;
  let end = to;
  while (start < end && isSpace(text, start)) start++;
  while (end > start && isSpace(text, end - 1)) end--;
  if (start === end) return;
  // Python 3.11 and later allow `except* A`; its star stays outside.
  if (text[start] === "*" && text.startsWith("except", from - 6)) start++;
  repairs.push(
    { start, end: start, text: text[start - 1] === " " ? "(" : " (" },
    { start: end, end, text: ") " },
  );
}

function isSpace(text: string, at: number): boolean {
  return text[at] === " " || text[at] === "\t";
}

/** A pattern may be several adjacent strings; one does for the tree, which holds no patterns. */
function blankAdjacentStrings(
  repairs: Replacement[],
  text: string,
  marks: readonly Mark[],
  end: number,
): void {
  let previous: Mark | undefined;
  for (const mark of marks) {
    const adjacent = previous?.kind === "string" && text.slice(previous.end, mark.start).trim() === "";
    if (adjacent && mark.kind === "string" && mark.end <= end) {
      repairs.push({ start: previous?.end ?? mark.start, end: mark.end, text: "" });
    }
    previous = mark;
  }
}

/** The commas, words and strings of a line; repairs that need no more context go into `repairs`. */
function marksOf(text: string, scan: Scan, line: LogicalLine, repairs: Replacement[]): Mark[] {
  const marks: Mark[] = [];
  const skips: (Span & { readonly quotes?: readonly number[] })[] = [
    ...within(scan.strings, (string) => string.start, line.first, line.last),
    ...within(scan.comments, (comment) => comment.start, line.first, line.last),
  ].sort((a, b) => a.start - b.start);
  const header = compoundKeyword(text, line);
  const typed = header === "class" || header === "def" || header === "type";
  let depth = 0;
  let skip = 0;
  let comma = -1;
  for (let at = line.first; at < line.last; at++) {
    while (skip < skips.length && (skips[skip]?.end ?? 0) <= at) skip++;
    const next = skips[skip];
    if (next?.start === at) {
      // py-ast takes a quote in a format specification for the start of a string.
      for (const quote of next.quotes ?? []) repairs.push({ start: quote, end: quote + 1, text: "_" });
      if (depth === 0 && text[at] !== "#") marks.push({ kind: "string", text: "", start: at, end: next.end });
      at = next.end - 1;
      continue;
    }
    const char = text.charAt(at);
    if (char === "(" || char === "[" || char === "{") depth++;
    else if (char === ")" || char === "]" || char === "}") {
      if (char === "]" && typed && comma >= 0) repairs.push(blank(comma, comma + 1));
      depth--;
    } else if (char === "," && depth === 0) marks.push({ kind: "comma", text: char, start: at, end: at + 1 });
    else if (char === ":" && depth === 0) marks.push({ kind: "colon", text: char, start: at, end: at + 1 });
    else if (isWordCharacter(char)) {
      const end = endOfWord(text, at, line.last);
      const word = text.slice(at, Math.min(end, at + 400));
      if (depth === 0) marks.push({ kind: "word", text: word, start: at, end });
      else if (word === "async") repairs.push(blank(at, end));
      const joined = /^[0-9][0-9_]*(?=else$)/.exec(word)?.[0].length;
      if (joined !== undefined) repairs.push({ start: at + joined, end: at + joined, text: " " });
      at = end - 1;
    }
    if (char === ",") comma = at;
    else if (!isSpace(text, at)) comma = -1;
  }
  return marks;
}

function isWordCharacter(char: string): boolean {
  return /[\w\u0080-\uffff]/.test(char);
}

function endOfWord(text: string, from: number, limit: number): number {
  let at = from;
  while (at < limit && isWordCharacter(text.charAt(at))) at++;
  return at;
}

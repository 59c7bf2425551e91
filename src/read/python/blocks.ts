import type { LogicalLine, Scan } from "./scan.ts";
import type { Span } from "../../text/span.ts";

/** Lines `from` to `to` (exclusive) of a scan that make one statement, as far as lines and indentation tell. */
export interface Piece {
  readonly from: number;
  readonly to: number;
  /** Headers with their indented blocks; empty for a simple statement. */
  readonly clauses: readonly Clause[];
}

/** `if x:`, `else:` ... and the lines indented below it. */
export interface Clause {
  readonly header: number;
  readonly bodyFrom: number;
  readonly bodyTo: number;
}

const CONTINUES: ReadonlyMap<string, readonly string[]> = new Map([
  ["if", ["elif", "else"]],
  ["for", ["else"]],
  ["while", ["else"]],
  ["try", ["except", "else", "finally"]],
]);

/** Cuts lines `from` to `to` into statements of the indentation that the first of them has. */
export function cutPieces(text: string, scan: Scan, from: number, to: number): Piece[] {
  const pieces: Piece[] = [];
  const base = scan.lines[from]?.indent ?? 0;
  let at = from;
  while (at < to) {
    const start = at;
    const clauses: Clause[] = [];
    while (at < to && isDecorator(text, scan.lines[at])) at++;
    const followers = CONTINUES.get(compoundKeyword(text, scan.lines[at])) ?? [];
    for (;;) {
      const header = at++;
      const bodyFrom = at;
      if (opensBlock(text, scan.lines[header])) at = endOfDeeper(scan.lines, at, to, base);
      if (at > bodyFrom) clauses.push({ header, bodyFrom, bodyTo: at });
      const next = scan.lines[at];
      if (at >= to || next?.indent !== base || !followers.includes(firstWord(text, next))) break;
    }
    pieces.push({ from: start, to: Math.min(at, to), clauses });
    const strayEnd = endOfDeeper(scan.lines, at, to, base);
    if (strayEnd > at) pieces.push({ from: at, to: strayEnd, clauses: [] });
    at = Math.max(strayEnd, at);
  }
  return pieces;
}

function endOfDeeper(lines: readonly LogicalLine[], from: number, to: number, base: number): number {
  let at = from;
  while (at < to && (lines[at]?.indent ?? 0) > base) at++;
  return at;
}

function isDecorator(text: string, line: LogicalLine | undefined): boolean {
  return line !== undefined && text[line.first] === "@";
}

function opensBlock(text: string, line: LogicalLine | undefined): boolean {
  return line !== undefined && text[line.last - 1] === ":";
}

/** The letters that a line begins with. */
export function firstWord(text: string, line: LogicalLine | undefined): string {
  if (line === undefined) return "";
  return /^[a-z]+/.exec(text.slice(line.first, Math.min(line.last, line.first + 16)))?.[0] ?? "";
}

/** The keyword of a compound statement, without `async`. */
export function compoundKeyword(text: string, line: LogicalLine | undefined): string {
  const word = firstWord(text, line);
  if (word !== "async" || line === undefined) return word;
  return /^async[ \t]+([a-z]+)/.exec(text.slice(line.first, line.first + 64))?.[1] ?? word;
}

/** From the first token of a piece to its last. */
export function spanOfLines(lines: readonly LogicalLine[], from: number, to: number): Span {
  const start = lines[from]?.first ?? 0;
  return { start, end: Math.max(start, lines[to - 1]?.last ?? start) };
}

/** The items of a list in order of position that start in `start` to `end` (exclusive). */
export function within<T>(
  items: readonly T[],
  startOf: (item: T) => number,
  start: number,
  end: number,
): T[] {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const item = items[middle];
    if (item !== undefined && startOf(item) < start) low = middle + 1;
    else high = middle;
  }
  const found: T[] = [];
  for (let i = low; i < items.length; i++) {
    const item = items[i];
    if (item === undefined || startOf(item) >= end) break;
    found.push(item);
  }
  return found;
}

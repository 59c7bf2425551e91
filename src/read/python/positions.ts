import { indexLines, type LineIndex } from "../../text/line-index.ts";

/** Turns CPython's positions (1-based line, 0-based UTF-8 byte column) into UTF-16 offsets of one text. */
export type OffsetOf = (line: number, byteColumn: number) => number;

/**
 * The positions of `text`. Lines are indexed once; a line with non-ASCII characters gets a table of its bytes at
 * first use, so that a long line with many nodes costs its length once.
 */
export function offsetsOf(text: string): OffsetOf {
  const lines = indexLines(text);
  const tables = new Map<number, Uint32Array | null>();
  return (line, byteColumn) => {
    const start = lines[line - 1] ?? text.length;
    let table = tables.get(line);
    if (table === undefined) {
      table = tableOf(text, start, endOf(lines, line, text));
      tables.set(line, table);
    }
    if (table === null) return Math.min(start + byteColumn, text.length);
    return start + (table[Math.min(byteColumn, table.length - 1)] ?? 0);
  };
}

function endOf(lines: LineIndex, line: number, text: string): number {
  return lines[line] ?? text.length;
}

/** UTF-16 column of each byte column; null for a line of ASCII, where both are equal. */
function tableOf(text: string, start: number, end: number): Uint32Array | null {
  let bytes = 0;
  for (let i = start; i < end; i++) bytes += bytesOf(text, i);
  if (bytes === end - start) return null;
  const table = new Uint32Array(bytes + 1);
  let at = 0;
  for (let i = start; i < end; i++) {
    const width = bytesOf(text, i);
    table.fill(i - start, at, at + width);
    at += width;
  }
  table[bytes] = end - start;
  return table;
}

/** UTF-8 bytes of the code unit at `i`; a pair counts 4 at its first unit and none at its second. */
function bytesOf(text: string, i: number): number {
  const code = text.charCodeAt(i);
  if (code < 0x80) return 1;
  if (code < 0x800) return 2;
  if (code >= 0xd800 && code < 0xdc00 && isLowSurrogate(text, i + 1)) return 4;
  if (code >= 0xdc00 && code < 0xe000 && isHighSurrogate(text, i - 1)) return 0;
  return 3;
}

function isLowSurrogate(text: string, i: number): boolean {
  return (text.charCodeAt(i) & 0xfc00) === 0xdc00;
}

function isHighSurrogate(text: string, i: number): boolean {
  return (text.charCodeAt(i) & 0xfc00) === 0xd800;
}

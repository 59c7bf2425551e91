import { pathOfBytes } from "../path-bytes.ts";

/** The records of a PAX extended header, in order; a keyword may come twice (`GNU.sparse.offset`). */
export type PaxRecords = readonly (readonly [keyword: string, value: Uint8Array])[];

/** Reads `LENGTH KEYWORD=VALUE\n` after each other (POSIX pax, "Extended Header File Format"); stops where that ends. */
export function readPaxRecords(bytes: Uint8Array): PaxRecords {
  const records: [string, Uint8Array][] = [];
  let at = 0;
  while (at < bytes.length) {
    let length = 0;
    let digits = at;
    for (; digits < at + 10; digits++) {
      const byte = bytes[digits] ?? 0;
      if (byte < 0x30 || byte > 0x39) break;
      length = length * 10 + (byte - 0x30);
    }
    const end = at + length;
    if (bytes[digits] !== 0x20 || end > bytes.length || end <= digits + 1 || bytes[end - 1] !== 0x0a) break;
    const equals = bytes.indexOf(0x3d, digits);
    if (equals < 0 || equals >= end) break;
    records.push([pathOfBytes(bytes.subarray(digits + 1, equals)), bytes.subarray(equals + 1, end - 1)]);
    at = end;
  }
  return records;
}

import type { PaxRecords } from "./pax-records.ts";
import type { RandomAccess } from "./random-access.ts";
import { BLOCK, numberIn } from "./tar-header.ts";

/** A part of a sparse file that is stored: `length` bytes at `at` of the file. The stored parts follow each other. */
export interface StoredPart {
  readonly at: number;
  readonly length: number;
}

/** Which parts of a sparse file are stored, and how many bytes of its data the map itself takes. */
export interface SparseMap {
  readonly parts: readonly StoredPart[];
  /** Bytes of the file, holes counted. */
  readonly size: number;
  readonly mapBytes: number;
}

/** More parts than this are not read: the file is then refused. */
const MAX_PARTS = 100_000;

/** The map of an old GNU sparse entry (type "S"): four parts in the header, 21 in each block that follows it. */
export function oldGnuMap(header: Uint8Array, access: RandomAccess, behind: number): SparseMap | null {
  const parts: StoredPart[] = [];
  const collect = (block: Uint8Array, from: number, count: number): void => {
    for (let i = 0; i < count; i++) {
      const at = from + i * 24;
      if ((block[at] ?? 0) === 0) break;
      parts.push({ at: numberIn(block, at, 12), length: numberIn(block, at + 12, 12) });
    }
  };
  collect(header, 386, 4);
  let mapBytes = 0;
  let more = header[482] === 1;
  while (more) {
    const block = access.read(behind + mapBytes, BLOCK);
    if (block.length < BLOCK || parts.length > MAX_PARTS) return null;
    collect(block, 0, 21);
    mapBytes += BLOCK;
    more = block[504] === 1;
  }
  return { parts, size: numberIn(header, 483, 12), mapBytes };
}

/** The map that PAX records tell of: GNU's sparse formats 0.0, 0.1 and 1.0; undefined when they tell of none. */
export function paxMap(
  records: PaxRecords,
  access: RandomAccess,
  data: number,
): SparseMap | null | undefined {
  const texts = new Map<string, string>();
  const numbers: number[] = [];
  for (const [keyword, value] of records) {
    const text = new TextDecoder().decode(value);
    if (keyword === "GNU.sparse.offset" || keyword === "GNU.sparse.numbytes") numbers.push(Number(text));
    else if (keyword.startsWith("GNU.sparse.")) texts.set(keyword.slice("GNU.sparse.".length), text);
  }
  if (texts.get("major") === "1") {
    const map = mapInData(access, data);
    return map === null ? null : mapOf(map.numbers, Number(texts.get("realsize")), map.bytes);
  }
  const size = Number(texts.get("size"));
  const list = texts.get("map");
  if (list !== undefined) return mapOf(list.split(",", 2 * MAX_PARTS + 1).map(Number), size, 0);
  return texts.has("numblocks") ? mapOf(numbers, size, 0) : undefined;
}

function mapOf(numbers: readonly number[], size: number, mapBytes: number): SparseMap | null {
  if (!Number.isSafeInteger(size) || size < 0 || numbers.length > 2 * MAX_PARTS) return null;
  const parts: StoredPart[] = [];
  for (let i = 0; i + 1 < numbers.length; i += 2) {
    const at = numbers[i] ?? NaN;
    const length = numbers[i + 1] ?? NaN;
    if (!Number.isSafeInteger(at) || !Number.isSafeInteger(length) || at < 0 || length < 0) return null;
    parts.push({ at, length });
  }
  return { parts, size, mapBytes };
}

/** Format 1.0: decimal numbers, a line each, at the start of the data, padded to a block: how many parts, then the parts. */
function mapInData(access: RandomAccess, data: number): { numbers: number[]; bytes: number } | null {
  const numbers: number[] = [];
  let wanted = 1;
  let digits = "";
  let bytes = 0;
  while (numbers.length < wanted) {
    const block = access.read(data + bytes, BLOCK);
    if (block.length < BLOCK) return null;
    bytes += BLOCK;
    for (const byte of block) {
      if (byte >= 0x30 && byte <= 0x39 && digits.length < 20) digits += String.fromCharCode(byte);
      else if (byte === 0x0a && digits !== "") {
        numbers.push(Number(digits));
        digits = "";
        if (numbers.length === 1) wanted = 1 + 2 * (numbers[0] ?? 0);
        if (wanted > 2 * MAX_PARTS) return null;
        if (numbers.length === wanted) break;
      } else return null;
    }
  }
  return { numbers: numbers.slice(1), bytes };
}

/** The whole of a sparse file, holes as zeros; null when its stored parts do not fit into it or are not there. */
export function expandSparse(map: SparseMap, stored: RandomAccess): Uint8Array | null {
  const whole = new Uint8Array(map.size);
  let from = map.mapBytes;
  for (const { at, length } of map.parts) {
    if (at + length > map.size) return null;
    const bytes = stored.read(from, length);
    if (bytes.length < length) return null;
    whole.set(bytes, at);
    from += length;
  }
  return whole;
}

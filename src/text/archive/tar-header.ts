import { pathOfBytes } from "../path-bytes.ts";

/** Tar counts in blocks of this many bytes. */
export const BLOCK = 512;

/** A header block of a tar archive (POSIX ustar, GNU tar), as written. */
export interface TarHeader {
  readonly name: string;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  /** Seconds since 1970. */
  readonly modified: number;
  /** The type flag: "0" or NUL a file, "5" a directory, "x" a PAX header and so on. */
  readonly type: string;
  readonly linkName: string;
  readonly block: Uint8Array;
}

/** The header that a block holds; "end" for a block of zeros, "damaged" when the checksum is wrong. */
export function readHeader(block: Uint8Array): TarHeader | "end" | "damaged" {
  let unsigned = 0;
  let signed = 0;
  for (let i = 0; i < BLOCK; i++) {
    const byte = i >= 148 && i < 156 ? 0x20 : (block[i] ?? 0);
    unsigned += byte;
    // Old programs of Sun summed signed characters.
    signed += byte > 127 ? byte - 256 : byte;
  }
  if (unsigned === 8 * 0x20 && block.every((byte) => byte === 0)) return "end";
  const checksum = numberIn(block, 148, 8);
  if (checksum !== unsigned && checksum !== signed) return "damaged";
  const posix = textIn(block, 257, 6) === "ustar";
  // GNU's "ustar  " has other things where POSIX has the prefix.
  const prefix = posix && block[262] === 0 ? textIn(block, 345, 155) : "";
  const name = textIn(block, 0, 100);
  return {
    name: prefix === "" ? name : `${prefix}/${name}`,
    mode: numberIn(block, 100, 8) & 0o7777,
    uid: numberIn(block, 108, 8),
    gid: numberIn(block, 116, 8),
    size: numberIn(block, 124, 12),
    modified: numberIn(block, 136, 12),
    type: String.fromCharCode(block[156] ?? 0),
    linkName: textIn(block, 157, 100),
    block,
  };
}

/** A name field: up to its end or the first NUL. */
function textIn(block: Uint8Array, at: number, length: number): string {
  const field = block.subarray(at, at + length);
  const end = field.indexOf(0);
  return pathOfBytes(end < 0 ? field : field.subarray(0, end));
}

/** A number in octal digits, or in base 256 when its first bit is set (GNU); 0 when it is neither. */
export function numberIn(block: Uint8Array, at: number, length: number): number {
  const first = block[at] ?? 0;
  if ((first & 0x80) !== 0) {
    const negative = (first & 0x40) !== 0;
    let value = negative ? first | ~0x7f : first & 0x7f;
    for (let i = 1; i < length; i++) value = value * 256 + (block[at + i] ?? 0);
    return Number.isSafeInteger(value) ? value : negative ? Number.MIN_SAFE_INTEGER : Number.MAX_SAFE_INTEGER;
  }
  let value = 0;
  for (let i = 0; i < length; i++) {
    const byte = block[at + i] ?? 0;
    if (byte >= 0x30 && byte <= 0x37) value = value * 8 + (byte - 0x30);
    else if (byte !== 0x20 || value !== 0) break;
  }
  return value;
}

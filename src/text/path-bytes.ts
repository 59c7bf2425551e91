/**
 * Names on a Linux disk are bytes, not text. A name that is not UTF-8 keeps each offending byte 0x80-0xFF as the lone surrogate
 * U+DC80-U+DCFF (the scheme of Python's "surrogateescape", PEP 383), so that every name can go to text and back unharmed.
 */

const SURROGATE = /[\ud800-\udfff]/;
const encoder = new TextEncoder();
const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The text of a name or path given as bytes. */
export function pathOfBytes(bytes: Uint8Array): string {
  try {
    return strict.decode(bytes);
  } catch {
    return escapeBytes(bytes);
  }
}

/** The bytes of a name or path given as text: the inverse of `pathOfBytes`. */
export function bytesOfPath(path: string): Uint8Array {
  if (!SURROGATE.test(path)) return encoder.encode(path);
  const bytes: number[] = [];
  for (const character of path) {
    const code = character.codePointAt(0) ?? 0;
    if (code >= 0xdc80 && code <= 0xdcff) bytes.push(code - 0xdc00);
    else bytes.push(...encoder.encode(character));
  }
  return Uint8Array.from(bytes);
}

/** True for a path that cannot be handed to the system as text. */
export function needsBytes(path: string): boolean {
  return SURROGATE.test(path);
}

/** Byte order of two names, as `LC_ALL=C sort` has it. */
export function compareNames(a: string, b: string): number {
  if (a === b) return 0;
  if (!SURROGATE.test(a) && !SURROGATE.test(b)) return a < b ? -1 : 1;
  const left = bytesOfPath(a);
  const right = bytesOfPath(b);
  const shared = Math.min(left.length, right.length);
  for (let i = 0; i < shared; i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

function escapeBytes(bytes: Uint8Array): string {
  const parts: string[] = [];
  let at = 0;
  while (at < bytes.length) {
    const length = sequenceLength(bytes, at);
    if (length > 0) {
      parts.push(strict.decode(bytes.subarray(at, at + length)));
      at += length;
    } else {
      parts.push(String.fromCharCode(0xdc00 + (bytes[at] ?? 0)));
      at++;
    }
  }
  return parts.join("");
}

/** Length of the well-formed UTF-8 sequence at `at`; 0 when there is none. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return 1;
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 0;
  if (length === 0 || at + length > bytes.length) return 0;
  try {
    strict.decode(bytes.subarray(at, at + length));
    return length;
  } catch {
    return 0;
  }
}

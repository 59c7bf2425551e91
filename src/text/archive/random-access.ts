/** Bytes that can be read anywhere: a file on a disk, an array, a part of another. */
export interface RandomAccess {
  /** Bytes. */
  readonly size: number;
  /** `length` bytes from `offset`, fewer at the end or when they cannot be read; never throws. */
  readonly read: (offset: number, length: number) => Uint8Array;
}

export function bytesAccess(bytes: Uint8Array): RandomAccess {
  return { size: bytes.length, read: (offset, length) => bytes.subarray(offset, offset + length) };
}

/** A part of `access` as if it were all; what lies behind its end is not there. */
export function partOf(access: RandomAccess, start: number, length: number): RandomAccess {
  const size = Math.max(0, Math.min(length, access.size - start));
  return {
    size,
    read: (offset, wanted) => access.read(start + offset, Math.max(0, Math.min(wanted, size - offset))),
  };
}

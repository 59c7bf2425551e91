import type { Span } from "./span.ts";

/** Text after unquoting that still knows where each of its UTF-16 code units was written. */
export interface Decoded {
  readonly value: string;
  /** Start offset in the file of each code unit of `value`. */
  readonly starts: readonly number[];
  /** Offset in the file where the last code unit ends. */
  readonly end: number;
}

/** Text that stands in the file as it is. */
export function verbatim(text: string, start: number, end: number): Decoded {
  const starts: number[] = [];
  for (let i = start; i < end; i++) starts.push(i);
  return { value: text.slice(start, end), starts, end };
}

/** The span in the file of the code units `from` (inclusive) to `to` (exclusive) of `decoded`. */
export function writtenSpan(decoded: Decoded, from: number, to: number): Span {
  return { start: decoded.starts[from] ?? decoded.end, end: decoded.starts[to] ?? decoded.end };
}

/** Collects decoded text piece by piece. */
export interface Decoder {
  readonly add: (value: string, start: number) => void;
  /** What was collected so far, cut to `length` code units when given. */
  readonly result: (end: number, length?: number) => Decoded;
  readonly length: () => number;
}

export function decoder(): Decoder {
  const pieces: string[] = [];
  const starts: number[] = [];
  return {
    add: (value, start) => {
      pieces.push(value);
      for (let i = 0; i < value.length; i++) starts.push(start);
    },
    length: () => starts.length,
    result: (end, length = starts.length) => ({
      value: pieces.join("").slice(0, length),
      starts: starts.slice(0, length),
      end: length < starts.length ? (starts[length] ?? end) : end,
    }),
  };
}

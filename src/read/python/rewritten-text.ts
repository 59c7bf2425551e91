/** A text made from pieces of another, where every offset of the new one leads back to the old one. */
export interface RewrittenText {
  readonly text: string;
  /** The offset in the original text. Inserted text leads to the place where it was inserted. */
  toOriginal(offset: number): number;
}

/** One change: `text` stands in place of the original's `start` to `end`. */
export interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

interface Segment {
  /** Offset in the new text. */
  readonly at: number;
  /** Offset in the original. */
  readonly from: number;
  /** Copied as it is; otherwise inserted, and every offset in it leads to `from`. */
  readonly copied: boolean;
}

/** The part of `original` from `start` to `end`, changed by `replacements` (sorted, without overlap), after `prefix`. */
export function rewrite(
  original: string,
  start: number,
  end: number,
  replacements: readonly Replacement[],
  prefix = "",
): RewrittenText {
  const pieces: string[] = [prefix];
  const segments: Segment[] = prefix === "" ? [] : [{ at: 0, from: start, copied: false }];
  let length = prefix.length;
  let position = start;
  const copyTo = (offset: number): void => {
    if (offset <= position) return;
    segments.push({ at: length, from: position, copied: true });
    pieces.push(original.slice(position, offset));
    length += offset - position;
    position = offset;
  };
  for (const replacement of replacements) {
    if (replacement.start < position || replacement.end > end) continue;
    copyTo(replacement.start);
    if (replacement.text !== "") {
      const copied = replacement.text.length === replacement.end - replacement.start;
      segments.push({ at: length, from: replacement.start, copied });
      pieces.push(replacement.text);
      length += replacement.text.length;
    }
    position = replacement.end;
  }
  copyTo(end);
  segments.push({ at: length, from: Math.max(position, start), copied: false });
  return { text: pieces.join(""), toOriginal: (offset) => originalOf(segments, offset) };
}

function originalOf(segments: readonly Segment[], offset: number): number {
  let low = 0;
  let high = segments.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((segments[middle]?.at ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  const segment = segments[low];
  if (segment === undefined) return offset;
  return segment.copied ? segment.from + (offset - segment.at) : segment.from;
}

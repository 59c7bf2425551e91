/** A deterministic source of integers in [0, n): the same seed gives the same sequence on every machine. */
export function seededRandom(seed: number): (n: number) => number {
  let state = seed >>> 0;
  return (n) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % n;
  };
}

/** `count` texts of 1 to `longest` pieces. */
export function randomTexts(
  seed: number,
  count: number,
  longest: number,
  pieces: readonly string[],
): string[] {
  const next = seededRandom(seed);
  return Array.from({ length: count }, () =>
    Array.from({ length: 1 + next(longest) }, () => pieces[next(pieces.length)] ?? "").join(""),
  );
}

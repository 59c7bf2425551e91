/** True when `word` is one or two slips of the keyboard away from `known`: one for short words, two from ten letters on. */
function isTypoOf(word: string, known: string): boolean {
  const allowed = Math.min(word.length, known.length) >= 10 ? 2 : 1;
  if (Math.abs(word.length - known.length) > allowed) return false;
  return word !== known && distance(word, known) <= allowed;
}

/** The first of `known` that `word` is a typo of, the closest first; null when there is none, or `word` is too short to tell. */
export function meantWord(word: string, known: Iterable<string>): string | null {
  if (word.length < 5 || word.length > 60) return null;
  let best: string | null = null;
  let bestDistance = 3;
  for (const candidate of known) {
    if (!isTypoOf(word, candidate)) continue;
    const found = distance(word, candidate);
    if (found < bestDistance) [best, bestDistance] = [candidate, found];
  }
  return best;
}

/** Edits between two words; a swap of two neighbours counts as one. */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let cost = Math.min((previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1, (previous[j - 1] ?? 0) + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      current.push(cost);
    }
    [before, previous] = [previous, current];
  }
  return previous[b.length] ?? 0;
}

/** The word of `words` that `name` was probably meant to be: at most two edits away, and less than half its length. */
export function closestName(name: string, words: readonly string[]): string | null {
  if (name.length > 40) return null;
  const lower = name.toLowerCase();
  let best: { word: string; distance: number } | null = null;
  for (const word of words) {
    const distance = lower === word.toLowerCase() ? 0 : editDistance(lower, word.toLowerCase());
    const allowed = word.length <= 3 ? 0 : word.length <= 5 ? 1 : 2;
    if (distance <= allowed && (best === null || distance < best.distance)) best = { word, distance };
  }
  return best?.word ?? null;
}

/** Insertions, deletions, replacements and swaps of neighbours. Both words are short. */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const replace = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let cost = Math.min(replace, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      }
      current.push(cost);
    }
    before = previous;
    previous = current;
  }
  return previous[b.length] ?? 0;
}

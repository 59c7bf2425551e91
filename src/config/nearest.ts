/** The candidate that was probably meant: the word is its beginning, or at most a third of its letters differ; undefined when none is near. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const given = word.slice(0, 64).toLowerCase();
  const longer =
    given.length < 3 ? [] : [...candidates].filter((candidate) => candidate.toLowerCase().startsWith(given));
  if (longer.length === 1) return longer[0];
  let best: string | undefined;
  let bestDistance = Infinity;
  for (const candidate of candidates) {
    const distance = editDistance(given, candidate.toLowerCase());
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  // of a name as short as what differs, nothing is left that could have been meant
  if (best === undefined || bestDistance >= Math.min(given.length, best.length)) return undefined;
  return bestDistance <= Math.max(1, Math.floor(Math.min(best.length, 24) / 3)) ? best : undefined;
}

/** Insertions, deletions, replacements and swaps of neighbours (optimal string alignment). */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let least = Math.min(replaced, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        least = Math.min(least, (before[j - 2] ?? 0) + 1);
      current.push(least);
    }
    before = previous;
    previous = current;
  }
  return previous[b.length] ?? 0;
}

import { MISSPELT } from "./misspelt-settings.data.ts";
import { allSettingNames } from "./settings.ts";

/**
 * The settings that a name probably means, best first; empty when it looks like none. `CAPS` mean the lower-case name:
 * gunicorn compares names exactly.
 */
export function probablyMeant(name: string): readonly string[] {
  if (name.startsWith("_")) return [];
  const lower = name.toLowerCase();
  const settings = allSettingNames();
  if (lower !== name && settings.includes(lower)) return [lower];
  const known = Object.hasOwn(MISSPELT, lower) ? MISSPELT[lower] : undefined;
  if (known !== undefined) return known === "logconfig" ? ["logconfig", "logconfig_dict"] : [known];
  if (lower.length < 5) return [];
  const allowed = lower.length >= 10 ? 2 : 1;
  const joined = lower.replaceAll("_", "");
  const near = settings
    .map((setting) => ({
      setting,
      // Where the underscores go is the first thing that people forget.
      distance: Math.min(
        editDistance(lower, setting, allowed),
        editDistance(joined, setting.replaceAll("_", ""), allowed),
      ),
    }))
    .filter(({ distance }) => distance <= allowed)
    .sort((a, b) => a.distance - b.distance);
  const [best, second] = near;
  if (best === undefined || (second !== undefined && second.distance === best.distance)) return [];
  return [best.setting];
}

/** Insertions, deletions, replacements and swaps of neighbours between two words; above `limit` any larger number. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min(
        (previous[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + 1,
        (previous[j - 1] ?? 0) + (same ? 0 : 1),
      );
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      row.push(cost);
    }
    before = previous;
    previous = row;
  }
  return previous[b.length] ?? 0;
}

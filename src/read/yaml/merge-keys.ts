import type { YamlEntry, YamlNode, YamlProblem } from "./tree.ts";

/** A mapping may not grow to more entries than this by merge keys. */
const MAX_ENTRIES = 10_000;

/**
 * Adds what the value of a `<<` brings in, a mapping or a sequence of mappings of which the first wins, to entries that have no such key yet.
 * Returns how many entries were added.
 */
export function mergeEntries(
  entries: Map<string, YamlEntry>,
  merge: YamlNode,
  errors: YamlProblem[],
): number {
  const before = entries.size;
  for (const source of merge.kind === "sequence" ? merge.items : [merge]) {
    if (source.kind !== "mapping") {
      errors.push({ message: "a merge key takes a mapping, or a sequence of mappings", span: source.span });
      continue;
    }
    for (const entry of source.entries) {
      if (entries.size >= MAX_ENTRIES) return entries.size - before;
      if (!entries.has(entry.key)) entries.set(entry.key, { ...entry, merged: true });
    }
  }
  return entries.size - before;
}

import type { SectionEntry } from "./config-reading.ts";
import { entryOf } from "./value-facts.ts";

export interface HandlerOrder {
  /** The entries as dictConfig makes them: by name, and those whose target is not made yet once more at the end. */
  readonly entries: readonly SectionEntry[];
  /** Memory handlers whose target is never made before them: itself, or one that waits too. */
  readonly stuck: ReadonlySet<string>;
}

/** The order of `DictConfigurator.configure` (CPython 3.11): sorted names, then the deferred memory handlers. */
export function handlerOrder(section: readonly SectionEntry[]): HandlerOrder {
  const sorted = [...section].sort((a, b) => (a.name < b.name ? -1 : 1));
  const names = new Set(sorted.map((entry) => entry.name));
  const made = new Set<string>();
  const deferred: SectionEntry[] = [];
  const first: SectionEntry[] = [];
  for (const entry of sorted) {
    const target = targetOf(entry);
    if (target !== null && names.has(target) && !made.has(target)) deferred.push(entry);
    else {
      first.push(entry);
      made.add(entry.name);
    }
  }
  const stuck = new Set<string>();
  for (const entry of deferred) {
    const target = targetOf(entry);
    if (target !== null && !made.has(target)) stuck.add(entry.name);
    made.add(entry.name);
  }
  return { entries: [...first, ...deferred], stuck };
}

function targetOf(entry: SectionEntry): string | null {
  if (entry.value.kind !== "dict" || entryOf(entry.value, "()") !== undefined) return null;
  const path = entryOf(entry.value, "class")?.value;
  if (path?.kind !== "string" || path.value !== "logging.handlers.MemoryHandler") return null;
  const target = entryOf(entry.value, "target")?.value;
  return target?.kind === "string" ? target.value : null;
}

import type { DictEntry, Value } from "../../evaluate/value.ts";

/** One way in which the undecided conditions can turn out, and the value then. `when` is "" when there is only one way. */
export interface World {
  readonly when: string;
  readonly value: Value;
}

/** More ways than this are not followed. */
const MAX_WORLDS = 8;
/** LOGGING, its sections, their entries, and the lists in them. */
const MAX_DEPTH = 4;

/**
 * Splits alternatives in the structure of a value (whole dicts, lists, flags) into worlds; the same condition is decided
 * the same way everywhere. Alternatives of scalars below a logger or a handler stay where they are. Null: too many.
 */
export function worldsOf(value: Value): readonly World[] | null {
  let worlds: World[] = [{ when: "", value }];
  for (;;) {
    const split: World[] = [];
    let changed = false;
    for (const world of worlds) {
      const alternatives = firstAlternatives(world.value, 0);
      if (alternatives === null) {
        split.push(world);
        continue;
      }
      changed = true;
      alternatives.forEach((when, index) => {
        const decided = decide(world.value, alternatives, index, 0);
        split.push({ when: world.when === "" ? when : `${world.when} and ${when}`, value: decided });
      });
    }
    if (split.length > MAX_WORLDS) return null;
    if (!changed) return split;
    worlds = split;
  }
}

/** The conditions of the first structural alternative, outermost first. */
function firstAlternatives(value: Value, depth: number): readonly string[] | null {
  if (value.kind === "either") {
    return isStructural(value, depth) ? value.options.map((option) => option.when) : null;
  }
  if (depth >= MAX_DEPTH) return null;
  for (const child of childrenOf(value)) {
    const found = firstAlternatives(child, depth + 1);
    if (found !== null) return found;
  }
  return null;
}

function childrenOf(value: Value): readonly Value[] {
  if (value.kind === "dict") return value.entries.map((entry) => entry.value);
  if (value.kind === "list" || value.kind === "tuple") return value.items;
  return [];
}

/** A dict or list among the options shapes the tree; so does any flag directly in LOGGING. */
function isStructural(value: Extract<Value, { kind: "either" }>, depth: number): boolean {
  if (value.options.some((option) => option.value.kind === "unknown")) return false;
  return (
    depth === 0 ||
    value.options.some(
      ({ value: each }) => each.kind === "dict" || each.kind === "list" || each.kind === "tuple",
    )
  );
}

/** The value in which every alternative with exactly these conditions is decided as `index` says. */
function decide(value: Value, conditions: readonly string[], index: number, depth: number): Value {
  if (depth > MAX_DEPTH + 2) return value;
  switch (value.kind) {
    case "either": {
      const same =
        value.options.length === conditions.length &&
        value.options.every((option, i) => option.when === conditions[i]);
      const chosen = same ? value.options[index]?.value : undefined;
      return chosen === undefined ? value : decide(chosen, conditions, index, depth + 1);
    }
    case "dict": {
      const entries: DictEntry[] = value.entries.map((entry) => ({
        ...entry,
        value: decide(entry.value, conditions, index, depth + 1),
      }));
      return { ...value, entries };
    }
    case "list":
    case "tuple":
      return { ...value, items: value.items.map((item) => decide(item, conditions, index, depth + 1)) };
    default:
      return value;
  }
}

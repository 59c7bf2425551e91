import { ALWAYS, both, isNever, not, renderCondition, type Condition } from "./core/condition.ts";
import type { Value } from "./value.ts";

const MOST_WORLDS = 16;

/**
 * A container whose elements are there under conditions, as one container for each case. With too many cases: the elements
 * that are always there, open.
 */
export function branchless<T extends { readonly when?: Condition }>(
  path: Condition,
  items: readonly T[],
  open: string | undefined,
  make: (items: readonly T[], open: string | undefined) => Value,
): Value {
  const here = items.filter((item) => item.when === undefined || !isNever(both(path, item.when)));
  const certain = (item: T): boolean => item.when === undefined || isNever(both(path, not(item.when)));
  const doubtful = here.filter((item) => !certain(item));
  if (doubtful.length === 0) return make(here, open);
  let worlds: { when: Condition; there: ReadonlySet<T> }[] = [{ when: ALWAYS, there: new Set() }];
  for (const item of doubtful) {
    const presence = item.when ?? ALWAYS;
    const next: typeof worlds = [];
    for (const world of worlds) {
      const [yes, no] = [both(world.when, presence), both(world.when, not(presence))];
      if (!isNever(both(path, yes))) next.push({ when: yes, there: new Set([...world.there, item]) });
      if (!isNever(both(path, no))) next.push({ when: no, there: world.there });
    }
    worlds = next;
    if (worlds.length > MOST_WORLDS)
      return make(here.filter(certain), open ?? "more elements are there under some conditions");
  }
  const [only] = worlds;
  if (worlds.length === 1 && only !== undefined)
    return make(
      here.filter((item) => certain(item) || only.there.has(item)),
      open,
    );
  return {
    kind: "either",
    options: worlds.map(({ when, there }) => ({
      when: renderCondition(when, path) ?? "in every other case",
      value: make(
        here.filter((item) => certain(item) || there.has(item)),
        open,
      ),
    })),
  };
}

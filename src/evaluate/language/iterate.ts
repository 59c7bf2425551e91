import { alternativesOf } from "../core/branch.ts";
import { itemsOf, possibleItems, type Items } from "../core/collections.ts";
import { ALWAYS, both } from "../core/condition.ts";
import type { Item } from "../core/heap.ts";
import { spend, uncertain, type Machine } from "../core/machine.ts";
import type { Val } from "../core/val.ts";

/** Everything an iteration over the value gives; `open` when that is not all of it. */
export function iterate(machine: Machine, value: Val): Items {
  const options = alternativesOf(machine, value);
  const all: Item[] = [];
  let open: string | undefined;
  for (const option of options) {
    const found = itemsOf(machine, option.value);
    if (found === null) {
      uncertain(machine, "an iterable is not known");
      open ??= option.value.kind === "unknown" ? option.value.why : "what is iterated over is not known";
      continue;
    }
    open ??= found.open;
    const here = possibleItems(found.items, machine.path);
    spend(machine, here.length);
    if (option.when === ALWAYS || options.length === 1) for (const item of here) all.push(item);
    else
      for (const item of here) all.push({ value: item.value, when: both(option.when, item.when ?? ALWAYS) });
  }
  return open === undefined ? { items: all } : { items: all, open };
}

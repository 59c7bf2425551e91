import { numberOf } from "../core/arithmetic.ts";
import { lift } from "../core/branch.ts";
import { extendList, listOf } from "../core/collections.ts";
import { equal, orderOf } from "../core/compare.ts";
import type { Item, ListObject } from "../core/heap.ts";
import { Raised, setSequence, spend, uncertain, type Machine } from "../core/machine.ts";
import { truthOf } from "../core/truth.ts";
import { integer, NONE, type Plain, type Val } from "../core/val.ts";
import { callValue } from "../language/functions.ts";
import { iterate } from "../language/iterate.ts";
import { argument, type Call, type MethodCall } from "./call.ts";

/** A list's method; null: not followed, and what the list holds then is not known. */
export function callList(call: MethodCall, list: ListObject): Val | null {
  const { machine, name, args } = call;
  const { items, open } = list.content;
  const certain = open === undefined && items.every((item) => item.when === undefined);
  const forget = (why: string): void => {
    setSequence(machine, list, { items: [], open: open ?? why });
  };
  switch (name) {
    case "append":
      if (args[0] === undefined) throw new Raised("TypeError", "append() takes exactly one argument");
      extendList(machine, list, { items: [{ value: args[0] }] });
      return NONE;
    case "extend":
      extendList(machine, list, iterate(machine, args[0] ?? NONE));
      return NONE;
    case "insert":
      return lift(machine, [args[0] ?? NONE], ([index = NONE]) => {
        refuseInteger(index);
        const at = numberOf(index);
        const value = args[1] ?? NONE;
        spend(machine, items.length >> 2);
        if (at === 0n) setSequence(machine, list, { ...list.content, items: [{ value }, ...items] });
        else if (typeof at !== "bigint" || !certain) forget("an item was inserted at an unknown place");
        else {
          const place = Number(at < 0n ? BigInt(items.length) + at : at);
          const here = Math.max(0, Math.min(items.length, place));
          setSequence(machine, list, { items: [...items.slice(0, here), { value }, ...items.slice(here)] });
        }
        return NONE;
      });
    case "pop": {
      if (args[0] !== undefined && args[0].kind !== "either") refuseInteger(args[0]);
      const index = args[0] === undefined ? -1n : numberOf(args[0].kind === "either" ? NONE : args[0]);
      if (!certain || typeof index !== "bigint") {
        forget("an item was taken from an unknown place");
        return uncertain(machine, "which item is taken is not known");
      }
      const place = Number(index < 0n ? BigInt(items.length) + index : index);
      const item = items[place];
      if (item === undefined || place < 0) throw new Raised("IndexError", "pop from empty list");
      setSequence(machine, list, { items: items.filter((_, at) => at !== place) });
      return item.value;
    }
    case "remove":
      return remove(machine, list, args[0] ?? NONE, certain);
    case "clear":
      setSequence(machine, list, { items: [] });
      return NONE;
    case "copy":
      return listOf(items, open);
    case "reverse":
      setSequence(machine, list, { ...list.content, items: [...items].reverse() });
      return NONE;
    case "sort": {
      const sorted = certain ? sortItems(call, items) : null;
      if (sorted === null) forget("how it is sorted is not known");
      else setSequence(machine, list, { items: sorted });
      return NONE;
    }
    case "index":
    case "count": {
      if (!certain || args.length !== 1) return null;
      let count = 0;
      for (const [at, item] of items.entries()) {
        const found = equal(machine, item.value, args[0] ?? NONE);
        if (found === null) return null;
        if (found && name === "index") return integer(at);
        if (found) count++;
      }
      if (name === "index") throw new Raised("ValueError", "value is not in list");
      return integer(count);
    }
    default:
      forget("it was changed in a way that is not followed");
      return null;
  }
}

function refuseInteger(value: Plain): void {
  if (
    value.kind === "string" ||
    value.kind === "none" ||
    value.kind === "float" ||
    value.kind === "tuple" ||
    value.kind === "path"
  ) {
    throw new Raised("TypeError", "the value cannot be interpreted as an integer");
  }
}

function remove(machine: Machine, list: ListObject, value: Val, certain: boolean): Val {
  const { items, open } = list.content;
  const forget = (): Val => {
    const kept = items.filter((item) => equal(machine, item.value, value) === false);
    setSequence(machine, list, { items: kept, open: open ?? "whether an item was removed is not known" });
    uncertain(machine, "whether the item is in the list is not known");
    return NONE;
  };
  for (const [at, item] of items.entries()) {
    const found = equal(machine, item.value, value);
    if (found === null) return forget();
    if (!found) continue;
    if (item.when !== undefined || open !== undefined) return forget();
    setSequence(machine, list, { items: items.filter((_, here) => here !== at) });
    return NONE;
  }
  if (!certain) return forget();
  throw new Raised("ValueError", "list.remove(x): x not in list");
}

/** `sorted` with its keywords; null when an order is not known. */
export function sortItems(call: Call, items: readonly Item[]): readonly Item[] | null {
  const { machine } = call;
  const key = argument(call, 99, "key");
  const reverse = call.keywords.get("reverse");
  const backwards = reverse === undefined ? false : reverse.kind === "either" ? undefined : truthOf(reverse);
  if (backwards === undefined || items.length > 20_000) return null;
  const keyed = items.map((item) => ({
    item,
    key:
      key === undefined || key.kind === "none"
        ? item.value
        : callValue(machine, key, [item.value], new Map()),
  }));
  const doubts: unknown[] = [];
  const compareKeys = (a: (typeof keyed)[number], b: (typeof keyed)[number]): number => {
    const order = orderOf(machine, a.key, b.key);
    if (order === null || Number.isNaN(order)) doubts.push(a);
    return order === null || Number.isNaN(order) ? 0 : backwards ? -order : order;
  };
  keyed.sort(compareKeys);
  return doubts.length === 0 ? keyed.map(({ item }) => item) : null;
}

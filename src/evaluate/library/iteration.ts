import { binary, numberOf } from "../core/arithmetic.ts";
import { choose, lift } from "../core/branch.ts";
import { iterable, listOf } from "../core/collections.ts";
import { orderOf } from "../core/compare.ts";
import { ALWAYS, both, isNever, not, or, type Condition } from "../core/condition.ts";
import type { Item } from "../core/heap.ts";
import { Raised, spend, uncertain } from "../core/machine.ts";
import { test } from "../core/truth.ts";
import { boolean, integer, NONE, tuple, type Plain, type Val } from "../core/val.ts";
import { callValue } from "../language/functions.ts";
import { iterate } from "../language/iterate.ts";
import { overWorlds } from "../language/subscripts.ts";
import { argument, type Call, type LibraryFunction } from "./call.ts";
import { sortItems } from "./lists.ts";

function range(call: Call): Val {
  return lift(call.machine, call.args, (values) => {
    const numbers = values.map(numberOf);
    if (numbers.some((number) => typeof number !== "bigint"))
      return uncertain(call.machine, "a range is not known");
    const [a = 0n, b, step = 1n] = numbers as bigint[];
    const [start, stop] = b === undefined ? [0n, a] : [a, b];
    if (step === 0n) throw new Raised("ValueError", "range() arg 3 must not be zero");
    const count = step > 0n ? (stop - start + step - 1n) / step : (start - stop - step - 1n) / -step;
    if (count > 100_000n) return uncertain(call.machine, "a very long range");
    const items: Item[] = [];
    for (let at = 0n; at < count; at++) items.push({ value: integer(start + at * step) });
    spend(call.machine, items.length);
    return iterable("range", items);
  });
}

function zip(call: Call): Val {
  const lists = call.args.map((value) => iterate(call.machine, value));
  const open = lists.map((list) => list.open).find((why) => why !== undefined);
  if (open !== undefined || lists.some((list) => list.items.some((item) => item.when !== undefined)))
    return iterable("zip", [], open ?? "what is zipped is not known");
  const length =
    lists.length === 0 ? 0 : lists.reduce((least, list) => Math.min(least, list.items.length), Infinity);
  return iterable(
    "zip",
    Array.from({ length }, (_, at) => ({ value: tuple(lists.map((list) => list.items[at]?.value ?? NONE)) })),
  );
}

function map(call: Call): Val {
  const [callee, source, more] = call.args;
  if (callee === undefined || source === undefined || more !== undefined)
    return iterable("map", [], "a map of several iterables");
  const { items, open } = iterate(call.machine, source);
  return iterable(
    "map",
    items.map((item) => ({
      ...item,
      value: callValue(call.machine, callee, [item.value], new Map(), call.at, undefined, call.frame),
    })),
    open,
  );
}

function filter(call: Call): Val {
  const [callee, source] = call.args;
  if (callee === undefined || source === undefined) return uncertain(call.machine, "filter()");
  const { items, open } = iterate(call.machine, source);
  const kept = items.flatMap((item, index): Item[] => {
    const verdict =
      callee.kind === "none"
        ? item.value
        : callValue(call.machine, callee, [item.value], new Map(), call.at, undefined, call.frame);
    const { yes } = test(call.machine, verdict, `filter (${index + 1})`);
    if (isNever(yes)) return [];
    const when = both(item.when ?? ALWAYS, yes);
    return [
      when === ALWAYS || when.some((conjunction) => conjunction.size === 0)
        ? { value: item.value }
        : { value: item.value, when },
    ];
  });
  return iterable("filter", kept, open);
}

const anyOrAll =
  (stop: boolean): LibraryFunction =>
  (call) => {
    const { items, open } = iterate(call.machine, call.args[0] ?? NONE);
    const stops: Condition[] = [];
    for (const [index, item] of items.entries()) {
      const { yes, no } = test(call.machine, item.value, `item ${index + 1}`);
      const when = both(item.when ?? ALWAYS, stop ? yes : no);
      if (!isNever(when)) stops.push(when);
    }
    const stopped = stops.length === 0 ? [] : or(stops);
    if (open !== undefined && stopped !== ALWAYS) return uncertain(call.machine, open);
    return choose([
      ...(isNever(stopped) ? [] : [{ when: stopped, value: boolean(stop) }]),
      ...(isNever(not(stopped)) ? [] : [{ when: not(stopped), value: boolean(!stop) }]),
    ]);
  };

const extreme =
  (sign: number): LibraryFunction =>
  (call) => {
    const { machine } = call;
    const source =
      call.args.length === 1 && call.args[0] !== undefined
        ? iterate(machine, call.args[0])
        : { items: call.args.map((value) => ({ value })) };
    if (call.keywords.has("key")) return uncertain(machine, "min() or max() with a key");
    return overWorlds(machine, source, (items) =>
      lift(machine, items, (values) => {
        let best: Plain | undefined;
        for (const value of values) {
          const order = best === undefined ? 1 : orderOf(machine, value, best);
          if (order === null || Number.isNaN(order)) return uncertain(machine, "an order is not known");
          if (best === undefined || order * sign > 0) best = value;
        }
        if (best !== undefined) return best;
        const fallback = call.keywords.get("default");
        if (fallback === undefined) throw new Raised("ValueError", "min() or max() arg is an empty sequence");
        return fallback;
      }),
    );
  };

function sum(call: Call): Val {
  const { machine } = call;
  const start = argument(call, 1, "start") ?? integer(0);
  return overWorlds(machine, iterate(machine, call.args[0] ?? NONE), (items) => {
    let total: Val = start;
    for (const item of items)
      total = lift(machine, [total, item], ([a = NONE, b = NONE]) => binary(machine, "+", a, b));
    return total;
  });
}

function sorted(call: Call): Val {
  const { items, open } = iterate(call.machine, call.args[0] ?? NONE);
  if (open !== undefined || items.some((item) => item.when !== undefined))
    return listOf([], open ?? "what is sorted is not known");
  const found = sortItems(call, items);
  return found === null ? listOf([], "how it is sorted is not known") : listOf(found);
}

/** Builtins that take iterables apart or put them together. */
export const ITERATION: Readonly<Record<string, LibraryFunction>> = {
  "builtins.range": range,
  "builtins.zip": zip,
  "builtins.map": map,
  "builtins.filter": filter,
  "builtins.sorted": sorted,
  "builtins.any": anyOrAll(true),
  "builtins.all": anyOrAll(false),
  "builtins.min": extreme(-1),
  "builtins.max": extreme(1),
  "builtins.sum": sum,
};

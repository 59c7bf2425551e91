import { isText, numberOf } from "../core/arithmetic.ts";
import { binary } from "../core/arithmetic.ts";
import { choose, lift } from "../core/branch.ts";
import {
  iterable,
  itemsOf,
  listOf,
  pairsOf,
  setEntry,
  setOf,
  typeName,
  updateDict,
} from "../core/collections.ts";
import { orderOf } from "../core/compare.ts";
import { isNever, both, not, or, type Condition, ALWAYS } from "../core/condition.ts";
import { formatValue } from "../core/format.ts";
import { newDict, type Item } from "../core/heap.ts";
import { Raised, spend, uncertain, type Machine } from "../core/machine.ts";
import { reprOf, strParts } from "../core/text.ts";
import { test } from "../core/truth.ts";
import {
  boolean,
  float,
  fromParts,
  integer,
  NONE,
  reference,
  string,
  tuple,
  type Plain,
  type Val,
} from "../core/val.ts";
import { unknownPiece } from "../language/expressions.ts";
import { callValue } from "../language/functions.ts";
import { iterate } from "../language/iterate.ts";
import { overWorlds } from "../language/subscripts.ts";
import { argument, type Call, type LibraryFunction } from "./call.ts";
import { isInstance } from "./is-instance.ts";
import { sortItems } from "./lists.ts";

const one =
  (compute: (value: Plain, call: Call) => Val): LibraryFunction =>
  (call) => {
    const [value] = call.args;
    if (value === undefined) return uncertain(call.machine, `${call.name} without argument`);
    return lift(call.machine, [value], ([plain = NONE]) => compute(plain, call));
  };

const doubtful = (value: Plain): boolean =>
  value.kind === "unknown" ||
  value.kind === "foreign" ||
  value.kind === "reference" ||
  value.kind === "partial";

/** `int(text)`: ASCII digits with underscores and a sign. */
export function parseInteger(text: string, base = 10n): bigint | null {
  const trimmed = text.trim().replace(/(?<=[0-9a-zA-Z])_(?=[0-9a-zA-Z])/g, "");
  if (base === 10n) return /^[-+]?[0-9]{1,4300}$/.test(trimmed) ? BigInt(trimmed.replace(/^\+/, "")) : null;
  if (!/^[0-9a-zA-Z]{1,1000}$/.test(trimmed) || base < 2n || base > 36n) return null;
  let value = 0n;
  for (const digit of trimmed.toLowerCase()) {
    const worth = BigInt(Number.parseInt(digit, 36));
    if (worth >= base) return null;
    value = value * base + worth;
  }
  return value;
}

export function toInteger(machine: Machine, value: Plain, base?: Plain): Val {
  const number = numberOf(value);
  if (base !== undefined) {
    if (base.kind !== "integer" || value.kind !== "string") return uncertain(machine, "int() with a base");
    const parsed = parseInteger(value.value.replace(/^\s*0[xXoObB]/, ""), base.value);
    return parsed === null ? uncertain(machine, "int() with a base") : integer(parsed);
  }
  if (typeof number === "bigint") return integer(number);
  if (typeof number === "number") {
    if (!Number.isFinite(number))
      throw new Raised(
        Number.isNaN(number) ? "ValueError" : "OverflowError",
        "cannot convert float to integer",
      );
    return integer(BigInt(Math.trunc(number)));
  }
  if (value.kind === "string") {
    if (/[^\0-\x7f]/.test(value.value)) return uncertain(machine, "int() of a text that is not ASCII");
    const parsed = parseInteger(value.value);
    if (parsed === null)
      throw new Raised("ValueError", `invalid literal for int() with base 10: ${reprOf(value) ?? ""}`);
    return integer(parsed);
  }
  if (doubtful(value)) return uncertain(machine, "int() of something that is not known");
  if (value.kind === "object" && value.ref.type === "instance")
    return uncertain(machine, "int() of an object");
  throw new Raised(
    "TypeError",
    `int() argument must be a string, a bytes-like object or a real number, not '${typeName(value)}'`,
  );
}

export function toFloat(machine: Machine, value: Plain): Val {
  const number = numberOf(value);
  if (number !== null)
    return typeof number === "bigint" && (number > 1n << 53n || number < -(1n << 53n))
      ? uncertain(machine, "float() of a large number")
      : float(Number(number));
  if (value.kind === "string") {
    const text = value.value.trim().replace(/(?<=\d)_(?=\d)/g, "");
    if (/^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/.test(text)) return float(Number(text));
    if (/^[-+]?(?:inf|infinity|nan)$/i.test(text) || /[^\0-\x7f]/.test(text))
      return uncertain(machine, "float() of a special text");
    throw new Raised("ValueError", `could not convert string to float: ${reprOf(value) ?? ""}`);
  }
  if (doubtful(value)) return uncertain(machine, "float() of something that is not known");
  throw new Raised("TypeError", "float() argument must be a string or a real number");
}

export function toText(machine: Machine, value: Plain): Val {
  const parts = strParts(value);
  return parts === null ? unknownPiece(machine, value) : fromParts("string", parts);
}

export function toBoolean(machine: Machine, value: Val, text = "the value"): Val {
  const { yes, no } = test(machine, value, text);
  return choose([
    ...(isNever(yes) ? [] : [{ when: yes, value: boolean(true) }]),
    ...(isNever(no) ? [] : [{ when: no, value: boolean(false) }]),
  ]);
}

const collect =
  (make: (machine: Machine, items: { items: readonly Item[]; open?: string }) => Val): LibraryFunction =>
  (call) => {
    const [value] = call.args;
    if (value === undefined) return make(call.machine, { items: [] });
    return lift(call.machine, [value], ([plain = NONE]) => make(call.machine, iterate(call.machine, plain)));
  };

function makeDict(call: Call): Val {
  const { machine } = call;
  const build = (source: Plain | null): Val => {
    const dict = newDict(new Map());
    if (source !== null) {
      if (source.kind === "none" || source.kind === "integer")
        throw new Raised("TypeError", "object is not iterable");
      updateDict(machine, dict, pairsOf(machine, source));
    }
    for (const [key, value] of call.keywords) setEntry(machine, dict, string(key), value, value.at);
    return { kind: "object", ref: dict };
  };
  return call.args[0] === undefined
    ? build(null)
    : lift(machine, [call.args[0]], ([plain = NONE]) => build(plain));
}

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
  const length = lists.length === 0 ? 0 : Math.min(...lists.map((list) => list.items.length));
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

function length(value: Plain, call: Call): Val {
  if (value.kind === "string") return integer([...value.value].length);
  if (value.kind === "bytes") return integer(value.value.length);
  if (value.kind === "tuple") return integer(value.items.length);
  if (value.kind === "object" && (value.ref.type === "dict" || value.ref.type === "set")) {
    const { entries, open } = value.ref.content;
    if (open !== undefined) return uncertain(call.machine, open);
    return overWorlds(
      call.machine,
      { items: [...entries.values()].map((entry) => ({ value: NONE, when: entry.when })) },
      (items) => integer(items.length),
    );
  }
  if (value.kind === "object" && value.ref.type === "list")
    return overWorlds(call.machine, value.ref.content, (items) => integer(items.length));
  if (
    value.kind === "foreign" &&
    value.id === 0 &&
    value.class !== "map" &&
    value.class !== "filter" &&
    value.class !== "zip" &&
    value.class !== "generator"
  ) {
    const found = itemsOf(call.machine, value);
    return found === null
      ? uncertain(call.machine, "a length is not known")
      : overWorlds(call.machine, found, (items) => integer(items.length));
  }
  if (doubtful(value) || value.kind === "object") return uncertain(call.machine, "a length is not known");
  throw new Raised("TypeError", `object of type '${typeName(value)}' has no len()`);
}

function sorted(call: Call): Val {
  const { items, open } = iterate(call.machine, call.args[0] ?? NONE);
  if (open !== undefined || items.some((item) => item.when !== undefined))
    return listOf([], open ?? "what is sorted is not known");
  const found = sortItems(call, items);
  return found === null ? listOf([], "how it is sorted is not known") : listOf(found);
}

const TYPES: Readonly<Partial<Record<Plain["kind"], string>>> = {
  string: "str",
  integer: "int",
  boolean: "bool",
  float: "float",
  none: "NoneType",
  tuple: "tuple",
  bytes: "bytes",
};

export const BUILTINS: Readonly<Record<string, LibraryFunction>> = {
  "builtins.len": one(length),
  "builtins.int": (call) =>
    call.args.length === 0
      ? integer(0)
      : lift(call.machine, call.args, ([value = NONE, base]) => toInteger(call.machine, value, base)),
  "builtins.float": (call) =>
    call.args.length === 0 ? float(0) : one((value) => toFloat(call.machine, value))(call),
  "builtins.str": (call) =>
    call.args.length === 0
      ? string("")
      : call.args.length > 1
        ? uncertain(call.machine, "str() of bytes")
        : one((value) => toText(call.machine, value))(call),
  "builtins.repr": one((value, call) => {
    const text = reprOf(value);
    return text === null ? uncertain(call.machine, "a repr is not known") : string(text);
  }),
  "builtins.bool": (call) =>
    call.args[0] === undefined ? boolean(false) : toBoolean(call.machine, call.args[0]),
  "builtins.list": collect((_, items) => listOf(items.items, items.open)),
  "builtins.tuple": collect((machine, items) =>
    items.open !== undefined
      ? uncertain(machine, items.open)
      : overWorlds(machine, items, (values) => tuple(values)),
  ),
  "builtins.set": collect((machine, items) => setOf(machine, items, false)),
  "builtins.frozenset": collect((machine, items) => setOf(machine, items, true)),
  "builtins.dict": makeDict,
  "builtins.range": range,
  "builtins.enumerate": (call) => {
    const { items, open } = iterate(call.machine, call.args[0] ?? NONE);
    const start = argument(call, 1, "start") ?? integer(0);
    if (open !== undefined || start.kind !== "integer" || items.some((item) => item.when !== undefined))
      return iterable("enumerate", [], open ?? "what is enumerated is not known");
    return iterable(
      "enumerate",
      items.map((item, at) => ({ value: tuple([integer(start.value + BigInt(at)), item.value]) })),
    );
  },
  "builtins.zip": zip,
  "builtins.map": map,
  "builtins.filter": filter,
  "builtins.reversed": one((value, call) => {
    const { items, open } = iterate(call.machine, value);
    return iterable("reversed", [...items].reverse(), open);
  }),
  "builtins.iter": one((value, call) => {
    const { items, open } = iterate(call.machine, value);
    return iterable("iterator", items, open);
  }),
  "builtins.next": (call) => {
    const { items, open } = iterate(call.machine, call.args[0] ?? NONE);
    const [first] = items;
    if (open !== undefined || items.some((item) => item.when !== undefined))
      return uncertain(call.machine, open ?? "which item is first is not known");
    if (first !== undefined)
      return items.length === 1 || call.args[0]?.kind !== "foreign"
        ? first.value
        : rest(call, items, first.value);
    if (call.args[1] === undefined) throw new Raised("StopIteration", "");
    return call.args[1];
  },
  "builtins.sorted": sorted,
  "builtins.any": anyOrAll(true),
  "builtins.all": anyOrAll(false),
  "builtins.min": extreme(-1),
  "builtins.max": extreme(1),
  "builtins.sum": sum,
  "builtins.abs": one((value, call) => {
    const number = numberOf(value);
    if (number === null) return uncertain(call.machine, "abs()");
    return typeof number === "bigint" ? integer(number < 0n ? -number : number) : float(Math.abs(number));
  }),
  "builtins.isinstance": (call) =>
    lift(call.machine, [call.args[0] ?? NONE], ([value = NONE]) =>
      isInstance(call.machine, value, call.args[1] ?? NONE),
    ),
  "builtins.callable": one((value, call) =>
    value.kind === "object"
      ? boolean(value.ref.type === "function" || value.ref.type === "class")
      : doubtful(value) || value.kind === "method"
        ? uncertain(call.machine, "callable()")
        : boolean(false),
  ),
  "builtins.type": one((value, call) => {
    const name = TYPES[value.kind];
    if (name !== undefined) return reference(`builtins.${name}`);
    if (isText(value)) return reference("builtins.str");
    if (value.kind === "object" && ["list", "dict", "set"].includes(value.ref.type))
      return reference(`builtins.${value.ref.type}`);
    return value.kind === "object" && value.ref.type === "instance"
      ? { kind: "object", ref: value.ref.class }
      : uncertain(call.machine, "a type is not known");
  }),
  "builtins.chr": one((value, call) =>
    value.kind === "integer" && value.value >= 0n && value.value < 0xd800n
      ? string(String.fromCodePoint(Number(value.value)))
      : uncertain(call.machine, "chr()"),
  ),
  "builtins.ord": one((value, call) =>
    value.kind === "string" && [...value.value].length === 1
      ? integer(value.value.codePointAt(0) ?? 0)
      : uncertain(call.machine, "ord()"),
  ),
  "builtins.round": one((value, call) =>
    value.kind === "integer" && call.args.length === 1 ? value : uncertain(call.machine, "round()"),
  ),
  "builtins.divmod": (call) =>
    lift(call.machine, call.args, ([a = NONE, b = NONE]) =>
      tuple([binary(call.machine, "//", a, b), binary(call.machine, "%", a, b)]),
    ),
  "builtins.pow": (call) =>
    call.args.length === 2
      ? lift(call.machine, call.args, ([a = NONE, b = NONE]) => binary(call.machine, "**", a, b))
      : uncertain(call.machine, "pow()"),
  "builtins.hex": one((value, call) =>
    value.kind === "integer" && value.value >= 0n
      ? string(`0x${value.value.toString(16)}`)
      : uncertain(call.machine, "hex()"),
  ),
  "builtins.format": (call) =>
    lift(call.machine, call.args, ([value = NONE, spec = string("")]) => {
      const parts = spec.kind === "string" ? formatValue(value, spec.value) : null;
      return parts === null
        ? uncertain(call.machine, "a format that is not followed")
        : fromParts("string", parts);
    }),
  "builtins.object": (call) => uncertain(call.machine, "an object()"),
  "builtins.print": () => NONE,
  "builtins.dict.fromkeys": (call) => {
    const dict = newDict(new Map());
    const { items, open } = iterate(call.machine, call.args[0] ?? NONE);
    if (open !== undefined) return uncertain(call.machine, open);
    for (const item of items)
      if (item.value.kind !== "either")
        setEntry(call.machine, dict, item.value, call.args[1] ?? NONE, undefined, item.when);
    return items.some((item) => item.value.kind === "either")
      ? uncertain(call.machine, "a key is not known")
      : { kind: "object", ref: dict };
  },
};

function rest(call: Call, items: readonly Item[], first: Val): Val {
  const [source] = call.args;
  const list = source?.kind === "foreign" && source.id === 0 ? source.args[0] : undefined;
  if (list?.kind === "object" && list.ref.type === "list") list.ref.content = { items: items.slice(1) };
  return first;
}

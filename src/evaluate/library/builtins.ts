import { binary, isText, numberOf } from "../core/arithmetic.ts";
import { lift } from "../core/branch.ts";
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
import { formatValue } from "../core/format.ts";
import { newDict, type Item } from "../core/heap.ts";
import { Raised, uncertain, type Machine } from "../core/machine.ts";
import { reprOf } from "../core/text.ts";
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
import { iterate } from "../language/iterate.ts";
import { overWorlds } from "../language/subscripts.ts";
import { argument, type Call, type LibraryFunction } from "./call.ts";
import { doubtful, toBoolean, toFloat, toInteger, toText } from "./conversions.ts";
import { ITERATION } from "./iteration.ts";
import { isInstance } from "./is-instance.ts";

const one =
  (compute: (value: Plain, call: Call) => Val): LibraryFunction =>
  (call) => {
    const [value] = call.args;
    if (value === undefined) return uncertain(call.machine, `${call.name} without argument`);
    return lift(call.machine, [value], ([plain = NONE]) => compute(plain, call));
  };
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

function length(value: Plain, call: Call): Val {
  if (value.kind === "string") return integer(Array.from(value.value).length);
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
  ...ITERATION,
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
    value.kind === "string" && Array.from(value.value).length === 1
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

import { numberOf, isText } from "../core/arithmetic.ts";
import { alternativesOf, branch, choose } from "../core/branch.ts";
import {
  deleteEntry,
  getEntry,
  itemsOf,
  listOf,
  possibleItems,
  setEntry,
  typeName,
  type Items,
} from "../core/collections.ts";
import { equal } from "../core/compare.ts";
import { ALWAYS, both, not, type Condition } from "../core/condition.ts";
import type { Entry, Item, ListObject } from "../core/heap.ts";
import { Raised, setMapping, setSequence, uncertain, type Machine } from "../core/machine.ts";
import { undecided } from "../core/truth.ts";
import { reprOf } from "../core/text.ts";
import { string, TRUE, tuple, type Plain, type Val } from "../core/val.ts";
import { isEnvironment, readVariable, writeVariable, deleteVariable } from "../library/environment.ts";
import { callValue } from "./functions.ts";
import { foreignItem } from "../library/foreign.ts";
import { writeName } from "../library/namespaces.ts";
import { namespaceOf } from "../library/scope-functions.ts";

/** `value[index]`. */
export function getItem(machine: Machine, value: Plain, index: Plain): Val {
  if (isEnvironment(value))
    return readVariable(machine, index, (name) => {
      throw new Raised("KeyError", reprOf(name) ?? "a variable");
    });
  if (value.kind === "object" && value.ref.type === "dict") {
    const { ref } = value;
    if (index.kind === "partial") return partialKey(machine, ref, index);
    return getEntry(machine, ref, index, () => {
      if (ref.factory === undefined) throw new Raised("KeyError", reprOf(index) ?? "a key");
      const made = callValue(machine, ref.factory, [], new Map());
      setEntry(machine, ref, index, made);
      return made;
    });
  }
  if (value.kind === "object" && value.ref.type === "set")
    throw new Raised("TypeError", "'set' object is not subscriptable");
  if (value.kind === "foreign") return foreignItem(machine, value, index);
  if (value.kind === "reference" && value.name === "sys.modules") return loadedModule(machine, index);
  const sequence = sequenceOf(machine, value);
  if (sequence === null) {
    if (
      value.kind === "none" ||
      value.kind === "integer" ||
      value.kind === "boolean" ||
      value.kind === "float" ||
      value.kind === "path"
    )
      throw new Raised("TypeError", `'${typeName(value)}' object is not subscriptable`);
    return uncertain(machine, value.kind === "unknown" ? value.why : "what is subscripted is not known");
  }
  if (index.kind === "slice") return sliced(machine, value, sequence, index);
  const at = numberOf(index);
  if (typeof at !== "bigint") {
    if (index.kind === "string" || index.kind === "none" || index.kind === "float" || index.kind === "tuple")
      throw new Raised(
        "TypeError",
        `${typeName(value)} indices must be integers or slices, not ${typeName(index)}`,
      );
    return uncertain(machine, "the index is not known");
  }
  return overWorlds(machine, sequence, (items) => {
    const place = at < 0n ? BigInt(items.length) + at : at;
    const item = place < 0n ? undefined : items[Number(place)];
    if (item === undefined) throw new Raised("IndexError", `${typeName(value)} index out of range`);
    return item;
  });
}

/** Raises for what no list takes as an index. */
function refuseIndex(index: Plain): void {
  const isData =
    index.kind === "string" ||
    index.kind === "none" ||
    index.kind === "float" ||
    index.kind === "tuple" ||
    isText(index);
  const isContainer =
    index.kind === "object" &&
    ["list", "dict", "set", "function", "class", "module"].includes(index.ref.type);
  if (isData || isContainer)
    throw new Raised("TypeError", `indices must be integers or slices, not ${typeName(index)}`);
}

/** `sys.modules[name]`, where that is a module of the project. */
function loadedModule(machine: Machine, name: Plain): Val {
  for (const { value } of machine.modules.names.values()) {
    if (
      name.kind === "string" &&
      value.kind === "object" &&
      value.ref.type === "module" &&
      value.ref.name === name.value
    )
      return value;
  }
  return uncertain(machine, "a module in sys.modules is not known");
}

/** A key that is partly known text: each of the keys it may be. */
function partialKey(
  machine: Machine,
  ref: Extract<Extract<Plain, { kind: "object" }>["ref"], { type: "dict" }>,
  index: Plain,
): Val {
  const entries = [...ref.content.entries.values()];
  if (ref.content.open !== undefined || entries.length > 12 || ref.factory !== undefined)
    return uncertain(machine, "the key is not known");
  const options: { when: Condition; run: () => Val }[] = [];
  let rest: Condition = ALWAYS;
  for (const entry of entries) {
    if (entry.key.kind !== "string" || entry.when !== undefined)
      return uncertain(machine, "the key is not known");
    if (equal(machine, entry.key, index) === false) continue;
    const when = keyIs(index, entry.key.value);
    options.push({ when, run: () => entry.value });
    rest = both(rest, not(when));
  }
  options.push({
    when: rest,
    run: () => {
      throw new Raised("KeyError", "a key");
    },
  });
  return choose(branch(machine, options));
}

/** The condition that a partly known text is `text`. */
export function keyIs(index: Plain, text: string): Condition {
  if (index.kind !== "partial") return ALWAYS;
  const key = JSON.stringify(index.parts);
  const [only] = index.parts;
  const name =
    index.parts.length === 1 && only !== undefined && typeof only !== "string" && only.symbol.startsWith("$")
      ? only.symbol.slice(1)
      : "the key";
  const answer = undecided(
    `is:${key}:${text}`,
    `${name} is ${JSON.stringify(text)}`,
    `${name} is not ${JSON.stringify(text)}`,
    `is:${key}`,
  );
  return answer.kind === "either"
    ? (answer.options.find((option) => option.value === TRUE)?.when ?? ALWAYS)
    : ALWAYS;
}

function sequenceOf(machine: Machine, value: Plain): Items | null {
  if (value.kind === "tuple" || value.kind === "string") return itemsOf(machine, value);
  return value.kind === "object" && value.ref.type === "list" ? value.ref.content : null;
}

/** Computes on every list that the conditional items allow. */
export function overWorlds(machine: Machine, sequence: Items, compute: (items: readonly Val[]) => Val): Val {
  if (sequence.open !== undefined) return uncertain(machine, sequence.open);
  const worlds = worldsOf(possibleItems(sequence.items, machine.path));
  if (worlds === null) return uncertain(machine, "there are too many possible lists");
  return choose(
    branch(
      machine,
      worlds.map(({ when, items }) => ({ when, run: () => compute(items) })),
    ),
  );
}

/** Each list that may be, with its condition; null when there are too many. */
export function worldsOf(
  items: readonly Item[],
): { readonly when: Condition; readonly items: readonly Val[] }[] | null {
  if (items.every((item) => item.when === undefined))
    return [{ when: ALWAYS, items: items.map((item) => item.value) }];
  let worlds: { when: Condition; items: Val[] }[] = [{ when: ALWAYS, items: [] }];
  for (const { value, when } of items) {
    if (when === undefined) {
      for (const world of worlds) world.items.push(value);
      continue;
    }
    worlds = worlds.flatMap((world) => {
      const [here, away] = [both(world.when, when), both(world.when, not(when))];
      return [
        ...(here.length === 0 ? [] : [{ when: here, items: [...world.items, value] }]),
        ...(away.length === 0 ? [] : [{ when: away, items: world.items }]),
      ];
    });
    worlds = worlds.map((world) => ({ when: world.when, items: [...world.items] }));
    if (worlds.length > 16) return null;
  }
  return worlds;
}

function sliced(
  machine: Machine,
  value: Plain,
  sequence: Items,
  slice: Extract<Plain, { kind: "slice" }>,
): Val {
  if (slice.bounds.some((bound) => ["string", "float", "tuple", "path"].includes(bound.kind))) {
    throw new Raised("TypeError", "slice indices must be integers or None");
  }
  const bounds = slice.bounds.map((bound) =>
    bound.kind === "none" ? null : bound.kind === "either" ? undefined : numberOf(bound),
  );
  const [lower, upper, step] = bounds;
  if (
    lower === undefined ||
    upper === undefined ||
    step === undefined ||
    [lower, upper, step].some((bound) => typeof bound === "number")
  )
    return uncertain(machine, "a slice is not known");
  if (slice.bounds.some((bound, at) => bound.kind !== "none" && bounds[at] === null))
    return uncertain(machine, "a slice is not known");
  if (step === 0n) throw new Raised("ValueError", "slice step cannot be zero");
  if (lower === null && upper === null && step === null && value.kind === "object")
    return listOf(sequence.items, sequence.open);
  return overWorlds(machine, sequence, (items) => {
    const picked = slicePlaces(
      items.length,
      lower as bigint | null,
      upper as bigint | null,
      (step as bigint | null) ?? 1n,
    ).map((place) => items[place] ?? TRUE);
    if (value.kind === "tuple") return tuple(picked);
    if (value.kind === "string")
      return string(picked.map((item) => (item.kind === "string" ? item.value : "")).join(""));
    return listOf(picked.map((item) => ({ value: item })));
  });
}

/** The places a slice picks (`PySlice_AdjustIndices`). */
export function slicePlaces(
  length: number,
  lower: bigint | null,
  upper: bigint | null,
  step: bigint,
): number[] {
  const size = BigInt(length);
  const clamp = (bound: bigint, low: bigint, high: bigint): bigint => {
    const place = bound < 0n ? bound + size : bound;
    return place < low ? low : place > high ? high : place;
  };
  const places: number[] = [];
  if (step > 0n) {
    const end = upper === null ? size : clamp(upper, 0n, size);
    for (let at = lower === null ? 0n : clamp(lower, 0n, size); at < end; at += step) places.push(Number(at));
  } else {
    const end = upper === null ? -1n : clamp(upper, -1n, size - 1n);
    for (let at = lower === null ? size - 1n : clamp(lower, -1n, size - 1n); at > end; at += step)
      places.push(Number(at));
  }
  return places;
}

/** `container[index] = value`. */
export function setItem(
  machine: Machine,
  container: Plain,
  index: Plain,
  value: Val,
  at?: Entry["at"],
): void {
  if (isEnvironment(container)) {
    writeVariable(machine, index, value);
    return;
  }
  const scope = namespaceOf(container);
  if (scope !== null) {
    writeName(machine, scope, index, value, at);
    return;
  }
  if (container.kind === "object" && container.ref.type === "dict") {
    setEntry(machine, container.ref, index, value, at);
    return;
  }
  if (container.kind === "object" && container.ref.type === "list") {
    setListItem(machine, container.ref, index, value);
    return;
  }
  if (
    container.kind === "tuple" ||
    container.kind === "string" ||
    container.kind === "none" ||
    container.kind === "integer" ||
    container.kind === "boolean" ||
    (container.kind === "object" && container.ref.type === "set")
  ) {
    throw new Raised("TypeError", `'${typeName(container)}' object does not support item assignment`);
  }
  uncertain(machine, "an item of something unknown is set");
}

function setListItem(machine: Machine, list: ListObject, index: Plain, value: Val): void {
  const { items, open } = list.content;
  const at = numberOf(index);
  if (index.kind === "slice") {
    const found = alternativesOf(machine, value);
    const whole = index.bounds.every((bound) => bound.kind === "none");
    const [only] = found;
    const added = whole && found.length === 1 && only !== undefined ? itemsOf(machine, only.value) : null;
    setSequence(
      machine,
      list,
      added === null ? { items: [], open: "a slice was assigned" } : { ...added, items: [...added.items] },
    );
    return;
  }
  if (typeof at !== "bigint" || open !== undefined || items.some((item) => item.when !== undefined)) {
    refuseIndex(index);
    uncertain(machine, "whether there is such an item is not known");
    setSequence(machine, list, { items: [], open: open ?? "an item at an unknown place was set" });
    return;
  }
  const place = Number(at < 0n ? BigInt(items.length) + at : at);
  if (place < 0 || place >= items.length)
    throw new Raised("IndexError", "list assignment index out of range");
  setSequence(machine, list, { items: items.map((item, here) => (here === place ? { value } : item)) });
}

/** `del container[index]`. */
export function deleteItem(machine: Machine, container: Plain, index: Plain): void {
  if (isEnvironment(container)) {
    deleteVariable(machine, index);
    return;
  }
  if (container.kind !== "object") {
    if (isText(container) || container.kind === "tuple" || container.kind === "none")
      throw new Raised("TypeError", `'${typeName(container)}' object doesn't support item deletion`);
    uncertain(machine, "an item of something unknown is deleted");
    return;
  }
  const { ref } = container;
  if (ref.type === "dict") {
    const there = getEntry(machine, ref, index, () => {
      throw new Raised("KeyError", reprOf(index) ?? "a key");
    });
    if (there.kind === "unknown" && ref.content.open === undefined)
      setMapping(machine, ref, { entries: new Map(), open: "a key that was deleted is not known" });
    else deleteEntry(machine, ref, index);
    return;
  }
  if (ref.type !== "list") return;
  const { items, open } = ref.content;
  const at = numberOf(index);
  if (typeof at !== "bigint") refuseIndex(index);
  if (
    open !== undefined ||
    items.some((item) => item.when !== undefined) ||
    (typeof at !== "bigint" && index.kind !== "slice")
  ) {
    uncertain(machine, "whether there is such an item is not known");
    setSequence(machine, ref, { items: [], open: open ?? "an item at an unknown place was deleted" });
    return;
  }
  let places: number[];
  if (index.kind === "slice") {
    const [lower, upper, step] = index.bounds.map((bound) => (bound.kind === "integer" ? bound.value : null));
    if (index.bounds.some((bound) => bound.kind !== "none" && bound.kind !== "integer") || step === 0n) {
      setSequence(machine, ref, { items: [], open: "an unknown slice was deleted" });
      return;
    }
    places = slicePlaces(items.length, lower ?? null, upper ?? null, step ?? 1n);
  } else {
    const place = Number(typeof at === "bigint" && at < 0n ? BigInt(items.length) + at : at);
    if (place < 0 || place >= items.length)
      throw new Raised("IndexError", "list assignment index out of range");
    places = [place];
  }
  const gone = new Set(places);
  setSequence(machine, ref, { items: items.filter((_, here) => !gone.has(here)) });
}

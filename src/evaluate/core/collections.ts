import { ALWAYS, both, isNever, literal, NEVER, not, or, type Condition } from "./condition.ts";
import { branch, choose } from "./branch.ts";
import {
  newDict,
  newList,
  newSet,
  type DictObject,
  type Entry,
  type Item,
  type ListObject,
  type Mapping,
  type SetObject,
} from "./heap.ts";
import { Raised, setMapping, setSequence, spend, uncertain, type Machine } from "./machine.ts";
import { isUnhashable, keyOf } from "./sameness.ts";
import { string, unknown, type Plain, type Val } from "./val.ts";

export function listOf(items: readonly Item[], open?: string): Plain {
  return { kind: "object", ref: newList(items, open) };
}

export function listOfValues(values: readonly Val[]): Plain {
  return listOf(values.map((value) => ({ value })));
}

export function dictOf(pairs: readonly (readonly [string, Val])[]): Plain {
  const entries = new Map<string, Entry>();
  for (const [key, value] of pairs) entries.set(`s${key}`, { key: string(key), value });
  return { kind: "object", ref: newDict(entries) };
}

const ITERATORS = new Set(["map", "filter", "zip", "enumerate", "reversed", "generator", "iterator"]);

/** A view or iterator over items that are known already: `dict_items`, `map`, `range`. */
export function iterable(name: string, items: readonly Item[], open?: string): Plain {
  return { kind: "foreign", class: name, args: [listOf(items, open)], keywords: new Map(), id: 0 };
}

export interface Items {
  readonly items: readonly Item[];
  readonly open?: string;
}

/** What a `for` loop over the value would see; null when that is not known. */
export function itemsOf(machine: Machine, value: Plain): Items | null {
  switch (value.kind) {
    case "tuple":
      return { items: value.items.map((item) => ({ value: item })) };
    case "string":
      spend(machine, value.value.length);
      return { items: Array.from(value.value).map((character) => ({ value: string(character) })) };
    case "foreign": {
      const [list] = value.args;
      if (value.id !== 0 || list?.kind !== "object" || list.ref.type !== "list") return null;
      const content = list.ref.content;
      if (ITERATORS.has(value.class)) setSequence(machine, list.ref, { items: [] });
      return content;
    }
    case "object":
      if (value.ref.type === "list") return value.ref.content;
      if (value.ref.type === "dict" || value.ref.type === "set") return keysOf(value.ref.content);
      return null;
    case "none":
    case "boolean":
    case "integer":
    case "float":
    case "path":
    case "slice":
      throw new Raised("TypeError", `'${typeName(value)}' object is not iterable`);
    default:
      return null;
  }
}

export function keysOf(content: Mapping): Items {
  const items = [...content.entries.values()].map((entry): Item =>
    entry.when === undefined ? { value: entry.key } : { value: entry.key, when: entry.when },
  );
  return content.open === undefined ? { items } : { items, open: content.open };
}

export function typeName(value: Plain): string {
  const names: Partial<Record<Plain["kind"], string>> = {
    none: "NoneType",
    boolean: "bool",
    integer: "int",
    string: "str",
    path: "PosixPath",
  };
  if (value.kind === "object") return value.ref.type;
  if (value.kind === "partial") return value.makes === "path" ? "PosixPath" : "str";
  return value.kind === "foreign" ? value.class : (names[value.kind] ?? value.kind);
}

/** The entry's value; `missing` says what a key that is not there gives. */
export function getEntry(
  machine: Machine,
  mapping: DictObject | SetObject,
  key: Plain,
  missing: () => Val,
): Val {
  if (isUnhashable(key)) throw new Raised("TypeError", `unhashable type: '${typeName(key)}'`);
  const { entries, open } = mapping.content;
  const hash = keyOf(key);
  if (hash === null)
    return entries.size === 0 && open === undefined ? missing() : uncertain(machine, "the key is not known");
  const entry = entries.get(hash);
  if (entry !== undefined && entry.when === undefined) return entry.value;
  if (open !== undefined)
    return entry === undefined
      ? uncertain(machine, open)
      : choose([
          { when: entry.when ?? ALWAYS, value: entry.value },
          { when: not(entry.when ?? ALWAYS), value: unknown(open) },
        ]);
  if (entry?.when === undefined) return missing();
  const { when, value } = entry;
  return choose(
    branch<Val>(machine, [
      { when, run: () => value },
      { when: not(when), run: missing },
    ]),
  );
}

/** `mapping[key] = value`. An unknown key may be any of those that are there, or a new one. */
export function setEntry(
  machine: Machine,
  mapping: DictObject | SetObject,
  key: Plain,
  value: Val,
  at?: Entry["at"],
  when?: Condition,
): void {
  if (isUnhashable(key)) throw new Raised("TypeError", `unhashable type: '${typeName(key)}'`);
  const { entries, open } = mapping.content;
  const hash = keyOf(key);
  const next = own(machine, entries, entries.size, () => new Map(entries)) as Map<string, Entry>;
  if (hash === null) {
    for (const [name, entry] of entries) {
      const written = literal({
        id: `key:${machine.context}:${name}:${at?.start ?? 0}`,
        truth: true,
        yes: "an unknown key is this one",
        no: "an unknown key is not this one",
      });
      next.set(name, {
        ...entry,
        value: choose([
          { when: written, value },
          { when: not(written), value: entry.value },
        ]),
      });
    }
    setMapping(machine, mapping, { entries: next, open: open ?? "a key is not known" });
    return;
  }
  const before = entries.get(hash);
  if (when !== undefined && before !== undefined) {
    const joined = choose([
      { when, value },
      { when: not(when), value: before.value },
    ]);
    if (before.when === undefined) next.set(hash, { ...before, value: joined });
    else
      next.set(hash, {
        ...before,
        when: or([before.when, when]),
        value: choose([
          { when, value },
          { when: both(not(when), before.when), value: before.value },
        ]),
      });
  } else next.set(hash, { key: before?.key ?? key, value, at, ...(when === undefined ? {} : { when }) });
  setMapping(machine, mapping, open === undefined ? { entries: next } : { entries: next, open });
}

/** Which fork made a map or array: it may be changed in place until the next fork. */
const owners = new WeakMap<object, object>();

function own<T extends object>(machine: Machine, content: T, size: number, copy: () => T): T {
  const owner = machine.journal ?? machine.root;
  if (owners.get(content) === owner) return content;
  spend(machine, size >> 2);
  const copied = copy();
  owners.set(copied, owner);
  return copied;
}

export function deleteEntry(machine: Machine, mapping: DictObject | SetObject, key: Plain): boolean {
  const hash = keyOf(key);
  const { entries, open } = mapping.content;
  if (hash === null) {
    const maybe = [...entries].map(([name, entry]): [string, Entry] => {
      const kept = literal({
        id: `kept:${machine.context}:${name}`,
        truth: true,
        yes: "an unknown key is another",
        no: "an unknown key is this one",
      });
      return [name, { ...entry, when: both(entry.when ?? ALWAYS, kept) }];
    });
    setMapping(machine, mapping, {
      entries: new Map(maybe),
      open: open ?? "a key that was removed is not known",
    });
    return true;
  }
  if (!entries.has(hash)) return false;
  const next = own(machine, entries, entries.size, () => new Map(entries)) as Map<string, Entry>;
  next.delete(hash);
  setMapping(machine, mapping, open === undefined ? { entries: next } : { entries: next, open });
  return true;
}

/** Adds items at the end. */
export function extendList(machine: Machine, list: ListObject, added: Items): void {
  const { items, open } = list.content;
  spend(machine, added.items.length);
  if (items.length + added.items.length > 200_000) {
    setSequence(machine, list, { items, open: "the list is very long" });
    return;
  }
  const why = open ?? added.open;
  const joined = own(machine, items, items.length, () => [...items]) as Item[];
  for (const item of added.items === joined ? [...joined] : added.items) joined.push(item);
  setSequence(machine, list, why === undefined ? { items: joined } : { items: joined, open: why });
}

/** Items that are there under the present path, with conditions that are still undecided. */
export function possibleItems(items: readonly Item[], path: Condition): readonly Item[] {
  if (items.every((item) => item.when === undefined)) return items;
  return items.flatMap((item) => {
    if (item.when === undefined) return [item];
    if (isNever(both(path, item.when))) return [];
    return isNever(both(path, not(item.when))) ? [{ value: item.value }] : [item];
  });
}

export function setOf(machine: Machine, values: Items, frozen: boolean): Plain {
  const set = newSet(new Map(), frozen, values.open);
  for (const { value, when } of values.items) addToSet(machine, set, value, when);
  return { kind: "object", ref: set };
}

/** `set.add(value)`, under `when`. */
export function addToSet(machine: Machine, set: SetObject, value: Val, when?: Condition): void {
  if (value.kind === "either") {
    for (const option of value.options)
      addToSet(machine, set, option.value, both(when ?? ALWAYS, option.when));
    return;
  }
  if (isUnhashable(value)) throw new Raised("TypeError", `unhashable type: '${typeName(value)}'`);
  const hash = keyOf(value);
  if (hash === null) {
    setMapping(machine, set, {
      entries: set.content.entries,
      open: set.content.open ?? "an element is not known",
    });
    return;
  }
  const before = set.content.entries.get(hash);
  if (before !== undefined && before.when === undefined) return;
  setEntry(
    machine,
    set,
    value,
    value,
    undefined,
    when === undefined ? undefined : or([when, before?.when ?? NEVER]),
  );
}

/** The pairs of `dict(...)`, `.update(...)` and `**`: of a mapping, or of an iterable of pairs. Null: not known. */
export function pairsOf(
  machine: Machine,
  value: Plain,
): { readonly pairs: readonly Entry[]; readonly open?: string } | null {
  if (value.kind === "object" && value.ref.type === "dict") {
    const { entries, open } = value.ref.content;
    return open === undefined ? { pairs: [...entries.values()] } : { pairs: [...entries.values()], open };
  }
  if (value.kind === "foreign" && value.id !== 0) return null;
  const found = itemsOf(machine, value);
  if (found === null) return null;
  const pairs: Entry[] = [];
  let open = found.open;
  found.items.forEach(({ value: item, when }, index) => {
    const two = item.kind === "either" || item.kind === "foreign" ? null : itemsOf(machine, item);
    if (two === null || two.open !== undefined || two.items.some((one) => one.when !== undefined)) {
      open ??= "a pair is not known";
      return;
    }
    const [key, second] = two.items;
    if (two.items.length !== 2 || key === undefined || second === undefined) {
      throw new Raised(
        "ValueError",
        `dictionary update sequence element #${index} has length ${two.items.length}; 2 is required`,
      );
    }
    pairs.push({ key: key.value, value: second.value, ...(when === undefined ? {} : { when }) });
  });
  return open === undefined ? { pairs } : { pairs, open };
}

/** Writes every pair; `null` pairs make the mapping open and its values doubtful. */
export function updateDict(
  machine: Machine,
  dict: DictObject,
  added: { readonly pairs: readonly Entry[]; readonly open?: string } | null,
): void {
  if (added === null || added.open !== undefined) {
    const why = added?.open ?? "it was updated from something unknown";
    setEntry(machine, dict, { kind: "unknown", why, id: -1 }, unknown(why));
    setMapping(machine, dict, { entries: dict.content.entries, open: dict.content.open ?? why });
  }
  for (const { key, value, at, when } of added?.pairs ?? []) {
    if (key.kind === "either") {
      for (const option of key.options)
        setEntry(machine, dict, option.value, value, at, both(when ?? ALWAYS, option.when));
    } else setEntry(machine, dict, key, value, at, when);
  }
}

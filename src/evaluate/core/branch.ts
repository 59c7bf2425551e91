import { ALWAYS, both, compatible, isNever, or, renderCondition, type Condition } from "./condition.ts";
import {
  nextId,
  type Binding,
  type DictObject,
  type Item,
  type ListObject,
  type Mapping,
  type Scope,
  type Sequence,
  type SetObject,
} from "./heap.ts";
import {
  addGap,
  ANY_EXCEPTION,
  bind,
  mayRaise,
  openScope,
  Raised,
  setMapping,
  setSequence,
  spend,
  uncertain,
  type Journal,
  type Machine,
} from "./machine.ts";
import { same } from "./sameness.ts";
import { UNBOUND, unknown, type Option, type Plain, type Val } from "./val.ts";

const MOST_OPTIONS = 16;

export interface Outcome<T> {
  readonly when: Condition;
  readonly value: T;
}

/**
 * Runs each alternative from the same state, under its condition, and joins what they leave behind.
 * The conditions cover every case. An alternative that raises falls out: an enclosing `try` is told.
 */
export function branch<T>(
  machine: Machine,
  alternatives: readonly { readonly when: Condition; readonly run: () => T }[],
): Outcome<T>[] {
  const live = alternatives.filter((alternative) => compatible(machine.path, alternative.when));
  const [only] = live.length === 0 ? alternatives : live;
  if (only !== undefined && live.length <= 1) return [{ when: ALWAYS, value: only.run() }];
  const { journal: outer, path } = machine;
  const done: { when: Condition; value: T; changes: Changes; path: Condition }[] = [];
  const raised: { when: Condition; error: Raised; changes: Changes }[] = [];
  for (const { when, run } of live) {
    const journal: Journal = {
      start: nextId(),
      lists: new Map(),
      mappings: new Map(),
      names: new Map(),
      opened: new Map(),
    };
    machine.journal = journal;
    machine.path = both(path, when);
    try {
      const value = run();
      done.push({ when, value, changes: rollBack(machine, journal), path: machine.path });
    } catch (error) {
      if (!(error instanceof Raised)) throw error;
      raised.push({ when, error, changes: rollBack(machine, journal) });
    } finally {
      machine.journal = outer;
      machine.path = path;
    }
  }
  const [first] = done;
  if (first === undefined) {
    apply(machine, raised);
    throw raised[0]?.error ?? new Raised("Exception", "no alternative");
  }
  for (const { when, error } of raised) {
    if (machine.tries.length === 0)
      addGap(
        machine,
        "the module stops",
        `${error.exception}: ${error.message}, when ${renderCondition(when) ?? "it runs"}`,
        error.at,
      );
    mayRaise(machine, error.exception === ANY_EXCEPTION ? null : error.exception, when);
  }
  apply(machine, done);
  if (done.length === 1) machine.path = first.path;
  return done.length === 1
    ? [{ when: ALWAYS, value: first.value }]
    : done.map(({ when, value }) => ({ when, value }));
}

/** The options of a value that are possible here. */
export function alternativesOf(machine: Machine, value: Val): readonly Option[] {
  if (value.kind !== "either") return [{ when: ALWAYS, value }];
  const possible = value.options.filter((option) => compatible(machine.path, option.when));
  return possible.length === 0 ? value.options : possible;
}

/** One value out of several, each under its condition. */
export function choose(options: readonly { readonly when: Condition; readonly value: Val }[]): Val {
  const [only] = options;
  if (options.length === 1 && only !== undefined) return only.value;
  const flat: { when: Condition[]; value: Plain }[] = [];
  const add = (when: Condition, value: Plain): void => {
    if (isNever(when)) return;
    const known = flat.find((option) => same(option.value, value));
    if (known === undefined) flat.push({ when: [when], value });
    else known.when.push(when);
  };
  for (const { when, value } of options) {
    if (value.kind === "either")
      for (const option of value.options) add(both(when, option.when), option.value);
    else add(when, value);
    if (flat.length > MOST_OPTIONS) return unknown("there are too many possible values");
  }
  const [first] = flat;
  if (first === undefined) return only?.value ?? unknown("no value is possible");
  if (flat.length === 1) return first.value;
  return { kind: "either", options: flat.map(({ when, value }) => ({ when: or(when), value })) };
}

/** Computes with plain values: every possible combination, joined. `compute` may raise and may change the heap. */
export function lift(
  machine: Machine,
  values: readonly Val[],
  compute: (values: readonly Plain[]) => Val,
): Val {
  let combinations: { when: Condition; values: Plain[] }[] = [{ when: ALWAYS, values: [] }];
  for (const value of values) {
    if (value.kind !== "either") {
      for (const combination of combinations) combination.values.push(value);
      continue;
    }
    const next: typeof combinations = [];
    for (const option of alternativesOf(machine, value)) {
      for (const { when, values: before } of combinations) {
        const joint = both(when, option.when);
        if (!isNever(joint) && compatible(machine.path, joint))
          next.push({ when: joint, values: [...before, option.value] });
      }
    }
    combinations = next;
    if (combinations.length > 2 * MOST_OPTIONS || combinations.length === 0)
      return uncertain(machine, "there are too many possible values");
  }
  spend(machine, combinations.length);
  const [only] = combinations;
  if (combinations.length === 1 && only !== undefined) return compute(only.values);
  return choose(
    branch(
      machine,
      combinations.map((one) => ({ when: one.when, run: () => compute(one.values) })),
    ),
  );
}

interface Changes {
  readonly lists: ReadonlyMap<ListObject, Sequence>;
  readonly mappings: ReadonlyMap<DictObject | SetObject, Mapping>;
  readonly names: ReadonlyMap<Scope, ReadonlyMap<string, Binding | undefined>>;
  readonly opened: ReadonlyMap<Scope, string | undefined>;
}

/** Takes back what was done since the fork, and returns it. */
export function rollBack(machine: Machine, journal: Journal): Changes {
  const lists = new Map<ListObject, Sequence>();
  const mappings = new Map<DictObject | SetObject, Mapping>();
  const names = new Map<Scope, Map<string, Binding | undefined>>();
  const opened = new Map<Scope, string | undefined>();
  for (const [list, before] of journal.lists) {
    lists.set(list, list.content);
    list.content = before;
  }
  for (const [mapping, before] of journal.mappings) {
    mappings.set(mapping, mapping.content);
    mapping.content = before;
  }
  for (const [scope, saved] of journal.names) {
    const now = new Map<string, Binding | undefined>();
    for (const [name, before] of saved) {
      now.set(name, scope.names.get(name));
      if (before === undefined) scope.names.delete(name);
      else scope.names.set(name, before);
    }
    names.set(scope, now);
    spend(machine, saved.size);
  }
  for (const [scope, before] of journal.opened) {
    opened.set(scope, scope.open);
    if (before === undefined) delete scope.open;
    else scope.open = before;
  }
  return { lists, mappings, names, opened };
}

function apply(
  machine: Machine,
  outcomes: readonly { readonly when: Condition; readonly changes: Changes }[],
): void {
  const all = outcomes.map(({ changes }) => changes);
  for (const list of new Set(all.flatMap((changes) => [...changes.lists.keys()]))) {
    setSequence(
      machine,
      list,
      mergeSequences(
        machine,
        outcomes.map(({ when, changes }) => ({ when, value: changes.lists.get(list) ?? list.content })),
      ),
    );
  }
  for (const mapping of new Set(all.flatMap((changes) => [...changes.mappings.keys()]))) {
    setMapping(
      machine,
      mapping,
      mergeMappings(
        machine,
        outcomes.map(({ when, changes }) => ({
          when,
          value: changes.mappings.get(mapping) ?? mapping.content,
        })),
      ),
    );
  }
  for (const scope of new Set(all.flatMap((changes) => [...changes.names.keys()]))) {
    const touched = new Set(all.flatMap((changes) => [...(changes.names.get(scope)?.keys() ?? [])]));
    for (const name of touched) {
      const bindings = outcomes.map(({ when, changes }) => {
        const names = changes.names.get(scope);
        return { when, value: names?.has(name) === true ? names.get(name) : scope.names.get(name) };
      });
      bind(machine, scope, name, mergeBindings(bindings));
    }
  }
  for (const changes of all)
    for (const [scope, why] of changes.opened) if (why !== undefined) openScope(machine, scope, why);
}

function mergeBindings(bindings: readonly Outcome<Binding | undefined>[]): Binding | undefined {
  const [first] = bindings;
  if (bindings.every(({ value }) => value === first?.value)) return first?.value;
  const bound = bindings.map(({ value }) => value).find((value) => value !== undefined);
  const options = bindings.map(({ when, value }) => ({
    when,
    value: value === undefined ? UNBOUND : originOf(value),
  }));
  const value = choose(options);
  if (value.kind === "unbound") return undefined;
  return { ...bound, value };
}

/** An option remembers where it was assigned and what it came through. */
function originOf(binding: Binding): Val {
  const { value, at, via } = binding;
  if (value.kind === "either" || (via === undefined && value.at !== undefined)) return value;
  const origin = { ...value, at: value.at ?? at };
  return via === undefined || via.length === 0 ? origin : { ...origin, via: [...(value.via ?? []), ...via] };
}

function mergeMappings(machine: Machine, contents: readonly Outcome<Mapping>[]): Mapping {
  const entries = new Map<string, Mapping["entries"] extends ReadonlyMap<string, infer E> ? E : never>();
  const open = contents.map(({ value }) => value.open).find((why) => why !== undefined);
  for (const { value: content } of contents) {
    spend(machine, content.entries.size);
    for (const [key, entry] of content.entries) {
      if (entries.has(key)) continue;
      const found = contents.map(({ when, value }) => ({ when, entry: value.entries.get(key) }));
      if (found.every((one) => one.entry === entry)) {
        entries.set(key, entry);
        continue;
      }
      const here = found.flatMap(({ when, entry: one }) =>
        one === undefined ? [] : [{ when: both(when, one.when ?? ALWAYS), value: one.value }],
      );
      const always = found.every((one) => one.entry !== undefined && one.entry.when === undefined);
      const value = choose(here);
      entries.set(
        key,
        always
          ? { key: entry.key, value, at: entry.at }
          : { key: entry.key, value, at: entry.at, when: or(here.map((one) => one.when)) },
      );
    }
  }
  return open === undefined ? { entries } : { entries, open };
}

function mergeSequences(machine: Machine, contents: readonly Outcome<Sequence>[]): Sequence {
  const open = contents.map(({ value }) => value.open).find((why) => why !== undefined);
  const all = contents.map(({ value }) => value.items);
  for (const items of all) spend(machine, items.length);
  const [first = []] = all;
  const shortest = Math.min(...all.map((items) => items.length));
  const agree = (at: (items: readonly Item[]) => Item | undefined): boolean => {
    const item = at(first);
    return item !== undefined && all.every((items) => sameItem(item, at(items)));
  };
  let start = 0;
  while (start < shortest && agree((items) => items[start])) start++;
  let end = 0;
  while (end < shortest - start && agree((items) => items[items.length - 1 - end])) end++;
  const middle = contents.flatMap(({ when, value }) =>
    value.items
      .slice(start, value.items.length - end)
      .map((item): Item => ({ value: item.value, when: both(when, item.when ?? ALWAYS) })),
  );
  const items = [
    ...first.slice(0, start),
    ...middle.filter((item) => item.when === undefined || !isNever(item.when)),
    ...first.slice(first.length - end),
  ];
  return open === undefined ? { items } : { items, open };
}

function sameItem(a: Item, b: Item | undefined): boolean {
  return a === b || (b !== undefined && a.when === b.when && same(a.value, b.value));
}

import { branchless } from "./snapshot-worlds.ts";
import { certainFacts, renderCondition, type Condition } from "./core/condition.ts";
import { isNever, both } from "./core/condition.ts";
import type { HeapObject, Scope } from "./core/heap.ts";
import type { Origin, Plain, Val } from "./core/val.ts";
import type { DictEntry, Value } from "./value.ts";

/** The largest number of nodes that a value shows; beyond it pieces are unknown. */
const MOST_NODES = 300_000;

/** Turns values of the machine into plain data; `path` is what is known where the module ends. */
export class Snapshots {
  private readonly path: Condition;
  private readonly known = new Map<HeapObject, { value: Value; size: number }>();
  private readonly open = new Set<HeapObject>();
  private size = 0;

  constructor(path: Condition) {
    this.path = certainFacts(path).size === 0 ? path : [certainFacts(path)];
  }

  take(value: Val, depth = 0): Value {
    this.size++;
    if (depth > 100) return { kind: "unknown", why: "it is nested too deeply" };
    if (this.size > MOST_NODES) return { kind: "unknown", why: "the value is too large" };
    if (value.kind !== "either") return this.plain(value, depth);
    const options = value.options.filter((option) => !isNever(both(this.path, option.when)));
    const [only] = options;
    if (options.length === 1 && only !== undefined) return this.plain(only.value, depth);
    const kept = options.length === 0 ? value.options : options;
    return {
      kind: "either",
      options: kept.map((option) => ({
        when: renderCondition(option.when, this.path) ?? "in every other case",
        value: this.plain(option.value, depth + 1),
      })),
      ...originOf(value),
    };
  }

  /** Attributes and locals: for the classes of class-based settings. */
  scope(scope: Scope): ReadonlyMap<string, Value> {
    return new Map([...scope.names].map(([name, binding]) => [name, this.take(binding.value)]));
  }

  private plain(value: Plain, depth: number): Value {
    const origin = originOf(value);
    switch (value.kind) {
      case "none":
        return { kind: "none", ...origin };
      case "boolean":
        return { kind: "boolean", value: value.value, ...origin };
      case "integer":
        return { kind: "integer", value: value.value, ...origin };
      case "float":
        return { kind: "float", value: value.value, ...origin };
      case "string":
      case "bytes":
      case "path":
        return { kind: value.kind, value: value.value, ...origin };
      case "partial":
        return { kind: "partial", makes: value.makes, parts: value.parts, ...origin };
      case "tuple":
        return { kind: "tuple", items: value.items.map((item) => this.take(item, depth + 1)), ...origin };
      case "reference":
        return { kind: "reference", name: value.name.replace(/^builtins\./, ""), ...origin };
      case "foreign":
        return this.foreign(value, depth);
      case "unknown":
        return { kind: "unknown", why: value.why, ...origin };
      case "unbound":
        return { kind: "unknown", why: "not defined", notDefined: true, ...origin };
      case "method":
        return { kind: "unknown", why: `the method ${value.name}`, ...origin };
      case "slice":
        return { kind: "unknown", why: "a slice", ...origin };
      case "object":
        return this.object(value.ref, origin, depth);
    }
  }

  private foreign(value: Extract<Plain, { kind: "foreign" }>, depth: number): Value {
    const origin = originOf(value);
    if (value.id <= 0)
      return {
        kind: "unknown",
        why: value.id === 0 ? `a ${value.class} object` : `a ${value.class}`,
        ...origin,
      };
    const keywords: Record<string, Value> = Object.create(null) as Record<string, Value>;
    for (const [name, item] of value.keywords) keywords[name] = this.take(item, depth + 1);
    return {
      kind: "instance",
      class: value.class.replace(/^builtins\./, ""),
      args: value.args.map((item) => this.take(item, depth + 1)),
      keywords,
      ...origin,
    };
  }

  private object(ref: HeapObject, origin: Origin, depth: number): Value {
    const known = this.known.get(ref);
    if (known !== undefined) {
      this.size += known.size;
      return this.size > MOST_NODES
        ? { kind: "unknown", why: "the value is too large" }
        : { ...known.value, ...origin };
    }
    if (this.open.has(ref)) return { kind: "unknown", why: "it holds itself" };
    this.open.add(ref);
    const before = this.size;
    const value = this.container(ref, depth);
    this.open.delete(ref);
    if (this.open.size === 0 || this.size - before < 1000)
      this.known.set(ref, { value, size: this.size - before });
    return { ...value, ...origin };
  }

  private container(ref: HeapObject, depth: number): Value {
    switch (ref.type) {
      case "list":
        return branchless(this.path, ref.content.items, ref.content.open, (items, open): Value =>
          withOpen({ kind: "list", items: items.map((item) => this.take(item.value, depth + 1)) }, open),
        );
      case "set":
        return branchless(
          this.path,
          [...ref.content.entries.values()],
          ref.content.open,
          (items, open): Value =>
            withOpen({ kind: "set", items: items.map((item) => this.take(item.value, depth + 1)) }, open),
        );
      case "dict":
        return branchless(
          this.path,
          [...ref.content.entries.values()],
          ref.content.open,
          (items, open): Value => {
            const entries = items.map((item): DictEntry => {
              const entry = { key: this.take(item.key, depth + 1), value: this.take(item.value, depth + 1) };
              return item.at === undefined ? entry : { ...entry, at: item.at };
            });
            return open === undefined ? { kind: "dict", entries } : { kind: "dict", entries, open };
          },
        );
      case "function":
        return { kind: "function", name: `${ref.module.name}.${ref.name}` };
      case "class":
        return { kind: "class", name: `${ref.module.name}.${ref.name}` };
      case "module":
        return { kind: "reference", name: ref.name };
      case "instance":
        return {
          kind: "instance",
          class: `${ref.class.module.name}.${ref.class.name}`,
          args: ref.args.map((item) => this.take(item, depth + 1)),
          keywords: Object.fromEntries(
            [...ref.keywords].map(([name, item]) => [name, this.take(item, depth + 1)]),
          ),
        };
      case "scope":
        return { kind: "unknown", why: "a namespace" };
    }
  }
}

function withOpen(value: { kind: "list" | "set"; items: readonly Value[] }, open: string | undefined): Value {
  return open === undefined ? value : { ...value, open };
}

export function originOf(value: Origin): Origin {
  const origin: { -readonly [K in keyof Origin]: Origin[K] } = {};
  if (value.at !== undefined) origin.at = value.at;
  if (value.via !== undefined && value.via.length > 0) origin.via = value.via;
  return origin;
}

import type { FileSpan } from "../../text/span.ts";
import type { PythonModule, Statement, Expression, Parameters } from "../../read/python/tree.ts";
import type { SourceFile } from "../../text/source-file.ts";
import type { Condition } from "./condition.ts";
import type { Val } from "./val.ts";

/** Anything with an identity: two names may hold the same one, and a change through one is seen through the other. */
export type HeapObject =
  ListObject | SetObject | DictObject | Scope | FunctionObject | ClassObject | InstanceObject | ModuleObject;

/** An element; absent `when`: always there. */
export interface Item {
  readonly value: Val;
  readonly when?: Condition;
}

export interface Entry {
  readonly key: Val;
  readonly value: Val;
  readonly at?: FileSpan;
  readonly when?: Condition;
}

/** `open` says why there may be more items than these, at any place. */
export interface Sequence {
  readonly items: readonly Item[];
  readonly open?: string;
}

export interface Mapping {
  /** By the key's hash (see `keyOf`), in insertion order. */
  readonly entries: ReadonlyMap<string, Entry>;
  readonly open?: string;
}

export interface ListObject {
  readonly type: "list";
  readonly id: number;
  content: Sequence;
}

export interface SetObject {
  readonly type: "set";
  readonly id: number;
  readonly frozen: boolean;
  content: Mapping;
}

export interface DictObject {
  readonly type: "dict";
  readonly id: number;
  /** collections.defaultdict: what makes the value of a missing key. */
  readonly factory?: Val;
  content: Mapping;
}

export interface Binding {
  readonly value: Val;
  /** The right-hand side, or the import. */
  readonly at?: FileSpan;
  readonly via?: readonly FileSpan[];
}

/** Names with their values: module globals, locals of a call, attributes of a class or an instance, the environment. */
export interface Scope {
  readonly type: "scope";
  readonly id: number;
  readonly names: Map<string, Binding>;
  /** Set when other names may be bound too. */
  open?: string;
}

export interface ModuleObject {
  readonly type: "module";
  readonly id: number;
  /** Dotted name as the importer knows it. */
  readonly name: string;
  /** Dotted name of the package that relative imports start from. */
  readonly package: string;
  readonly file: string;
  /** True for `__init__.py`. */
  readonly isPackage: boolean;
  readonly source: SourceFile;
  readonly tree: PythonModule;
  readonly scope: Scope;
  /** Every place where a name was bound at module level, in order. */
  readonly assignments: Map<string, FileSpan[]>;
}

export interface FunctionObject {
  readonly type: "function";
  readonly id: number;
  readonly name: string;
  readonly module: ModuleObject;
  readonly parameters: Parameters;
  readonly defaults: ReadonlyMap<string, Val>;
  /** A lambda's expression, or the statements. */
  readonly body: Expression | readonly Statement[];
  /** Scopes of the functions around it, innermost last. */
  readonly closure: readonly Scope[];
  /** Set when calling it cannot be followed: a generator, async, decorated by something unknown. */
  readonly opaque?: string;
  readonly role?: "property" | "static" | "class";
  /** The class it was written in, for super(). */
  owner?: ClassObject;
}

export interface ClassObject {
  readonly type: "class";
  readonly id: number;
  readonly name: string;
  readonly module: ModuleObject;
  readonly bases: readonly Val[];
  readonly attributes: Scope;
  /** Set when attribute access may not give what the class body says (an enum, a metaclass, a decorator). */
  readonly opaque?: string;
}

export interface InstanceObject {
  readonly type: "instance";
  readonly id: number;
  readonly class: ClassObject;
  readonly attributes: Scope;
  readonly args: readonly Val[];
  readonly keywords: ReadonlyMap<string, Val>;
}

let objects = 0;

/** A number larger than that of every object so far. */
export function nextId(): number {
  objects++;
  return objects;
}

export function newList(items: readonly Item[], open?: string): ListObject {
  return {
    type: "list",
    id: nextId(),
    content: open === undefined ? { items: [...items] } : { items: [...items], open },
  };
}

export function newDict(entries: ReadonlyMap<string, Entry>, open?: string, factory?: Val): DictObject {
  const content: Mapping = open === undefined ? { entries } : { entries, open };
  return factory === undefined
    ? { type: "dict", id: nextId(), content }
    : { type: "dict", id: nextId(), factory, content };
}

export function newSet(entries: ReadonlyMap<string, Entry>, frozen: boolean, open?: string): SetObject {
  return { type: "set", id: nextId(), frozen, content: open === undefined ? { entries } : { entries, open } };
}

export function newScope(): Scope {
  return { type: "scope", id: nextId(), names: new Map<string, Binding>() };
}

import type { FileSpan, Span } from "../../text/span.ts";
import type { EvaluationGap, EvaluationRequest } from "../evaluation.ts";
import { both, compatible, literal, not, takeConditionWork, type Condition } from "./condition.ts";
import type {
  Binding,
  DictObject,
  ListObject,
  Mapping,
  ModuleObject,
  Scope,
  Sequence,
  SetObject,
} from "./heap.ts";
import { unknown, type Plain, type Val } from "./val.ts";

/** The class of an exception of which only is known that it may be raised. */
export const ANY_EXCEPTION = "*";

/** A Python exception on its way up. `exception` is the class's dotted name. */
export class Raised extends Error {
  readonly exception: string;
  readonly at: FileSpan | undefined;
  readonly value: Val | undefined;
  constructor(exception: string, message: string, at?: FileSpan, value?: Val) {
    super(message);
    this.exception = exception;
    this.at = at;
    this.value = value;
  }
}

/** The budget is spent: nothing that would come after is known. */
export class OutOfSteps extends Error {}

/** What was changed since a fork, as it was before. */
export interface Journal {
  /** Objects with a larger id were made after the fork. */
  readonly start: number;
  readonly lists: Map<ListObject, Sequence>;
  readonly mappings: Map<DictObject | SetObject, Mapping>;
  readonly names: Map<Scope, Map<string, Binding | undefined>>;
  readonly opened: Map<Scope, string | undefined>;
}

/** A try statement around what runs now. */
export interface TryFrame {
  /** What may be raised; `exception` null: anything. */
  readonly events: { readonly exception: string | null; readonly when: Condition }[];
}

/** A call to something outside, or a directory made, before it is rendered. */
export interface PendingEffect {
  readonly kind: "make-directory" | "call";
  readonly callee: string;
  readonly args: readonly Val[];
  readonly keywords: ReadonlyMap<string, Val>;
  readonly at: FileSpan;
  readonly when: Condition;
}

/** The state of one evaluation. */
export interface Machine {
  readonly request: EvaluationRequest;
  steps: number;
  depth: number;
  /** What holds of the world where execution is now. */
  path: Condition;
  journal: Journal | null;
  /** Stands for the time outside every fork. */
  readonly root: object;
  tries: TryFrame[];
  /** Tells the iterations of loops and the calls of functions apart. */
  context: string;
  /** Modules by file, `sys.modules` of the inspected code. */
  readonly modules: Scope;
  /** Environment variables written by the inspected code or read from `.env` files. */
  readonly environment: Scope;
  readonly entry: { module: ModuleObject | null };
  readonly files: string[];
  readonly gaps: Map<string, EvaluationGap>;
  readonly effects: Map<string, PendingEffect>;
  readonly syntaxErrors: { readonly file: string; readonly message: string; readonly span: FileSpan }[];
}

/** Where execution is: whose text the spans belong to, and which names are in reach. */
export interface Frame {
  readonly module: ModuleObject;
  /** Where names are bound: the module's globals, a call's locals, a class body. */
  readonly scope: Scope;
  /** Scopes of enclosing functions, innermost last. */
  readonly closure: readonly Scope[];
  /** Names declared global (true: module) or nonlocal. */
  readonly outside: Map<string, "global" | "nonlocal">;
  readonly owner?: import("./heap.ts").ClassObject;
  readonly self?: Val;
}

/** Takes `count` steps of the budget. */
export function spend(machine: Machine, count = 1): void {
  machine.steps -= count + takeConditionWork();
  if (machine.steps < 0) throw new OutOfSteps("step budget spent");
}

export function spanIn(frame: Frame, node: { readonly span: Span }): FileSpan {
  return { file: frame.module.file, start: node.span.start, end: node.span.end };
}

/** The text of a node on one line, for conditions and reasons. */
export function textOf(frame: Frame, node: { readonly span: Span }): string {
  const text = frame.module.source.text.slice(
    node.span.start,
    Math.min(node.span.end, node.span.start + 200),
  );
  const line = text.replaceAll(/\s+/g, " ");
  return line.length > 70 ? `${line.slice(0, 67)}...` : line;
}

export function addGap(machine: Machine, what: string, why: string, at?: FileSpan): void {
  const key = `${what}\n${why}\n${at?.file ?? ""}:${at?.start ?? 0}`;
  if (!machine.gaps.has(key) && machine.gaps.size < 1000)
    machine.gaps.set(key, at === undefined ? { what, why } : { what, why, at });
}

/** The result of something that cannot be followed; inside `try` it may have raised instead. */
export function uncertain(machine: Machine, why: string): Plain {
  const frame = machine.tries.at(-1);
  if (frame !== undefined) {
    const id = `raises:${machine.context}:${why}`;
    mayRaise(
      machine,
      null,
      literal({
        id,
        truth: true,
        yes: `an exception is raised (${why})`,
        no: `no exception is raised (${why})`,
      }),
    );
  }
  return unknown(why);
}

/** Notes that `exception` is raised under `when`; execution goes on as if it was not. */
export function mayRaise(machine: Machine, exception: string | null, when: Condition): void {
  if (!compatible(machine.path, when)) return;
  const frame = machine.tries.at(-1);
  frame?.events.push({ exception, when: both(machine.path, when) });
  const rest = both(machine.path, not(when));
  if (exception !== null && rest.length > 0) machine.path = rest;
}

/** Writes a name, so that a fork can take it back. */
export function bind(machine: Machine, scope: Scope, name: string, binding: Binding | undefined): void {
  const journal = machine.journal;
  if (journal !== null && scope.id <= journal.start) {
    let saved = journal.names.get(scope);
    if (saved === undefined) journal.names.set(scope, (saved = new Map<string, Binding | undefined>()));
    if (!saved.has(name)) saved.set(name, scope.names.get(name));
  }
  if (binding === undefined) scope.names.delete(name);
  else scope.names.set(name, binding);
}

export function openScope(machine: Machine, scope: Scope, why: string): void {
  const journal = machine.journal;
  if (journal !== null && scope.id <= journal.start && !journal.opened.has(scope))
    journal.opened.set(scope, scope.open);
  scope.open ??= why;
}

export function setSequence(machine: Machine, list: ListObject, content: Sequence): void {
  const journal = machine.journal;
  if (journal !== null && list.id <= journal.start && !journal.lists.has(list))
    journal.lists.set(list, list.content);
  list.content = content;
}

export function setMapping(machine: Machine, mapping: DictObject | SetObject, content: Mapping): void {
  const journal = machine.journal;
  if (journal !== null && mapping.id <= journal.start && !journal.mappings.has(mapping))
    journal.mappings.set(mapping, mapping.content);
  mapping.content = content;
}

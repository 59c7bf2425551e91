import type { ComprehensionClause, Expression } from "../../read/python/tree.ts";
import { alternativesOf } from "../core/branch.ts";
import { addToSet, iterable, setEntry } from "../core/collections.ts";
import { ALWAYS, both, isAlways, isNever, type Condition } from "../core/condition.ts";
import {
  newDict,
  newList,
  newScope,
  newSet,
  type DictObject,
  type Item,
  type SetObject,
} from "../core/heap.ts";
import {
  mayRaise,
  Raised,
  setMapping,
  setSequence,
  spanIn,
  spend,
  textOf,
  type Frame,
  type Machine,
} from "../core/machine.ts";
import { test } from "../core/truth.ts";
import { type Val } from "../core/val.ts";
import { extendList } from "../core/collections.ts";
import { assign } from "./assign.ts";
import { evaluate } from "./expressions.ts";
import { iterate } from "./iterate.ts";

type Comprehension = Extract<Expression, { kind: "comprehension" }>;

/** List, set and dict comprehensions and generator expressions (evaluated at once, seen as an iterator). */
export function comprehend(machine: Machine, frame: Frame, expression: Comprehension): Val {
  const scope = newScope();
  const isClassBody = frame.owner !== undefined && frame.scope === frame.owner.attributes;
  const closure =
    frame.scope === frame.module.scope || isClassBody ? frame.closure : [...frame.closure, frame.scope];
  const inner: Frame = { ...frame, scope, closure, outside: frame.outside };
  const list = newList([]);
  const mapping: DictObject | SetObject =
    expression.makes === "dict" ? newDict(new Map()) : newSet(new Map(), false);
  const { context } = machine;
  const add = (when: Condition): void => {
    const presence = isAlways(when) ? undefined : when;
    const value = evaluate(machine, inner, expression.element);
    if (expression.key !== null && mapping.type === "dict") {
      const key = evaluate(machine, inner, expression.key);
      for (const option of alternativesOf(machine, key)) {
        const joint = option.when === ALWAYS ? presence : both(presence ?? ALWAYS, option.when);
        setEntry(machine, mapping, option.value, value, spanIn(frame, expression.key), joint);
      }
    } else if (expression.makes === "set" && mapping.type === "set")
      addToSet(machine, mapping, value, presence);
    else
      extendList(machine, list, { items: [presence === undefined ? { value } : { value, when: presence }] });
  };
  const open = (why: string): void => {
    setSequence(machine, list, { ...list.content, open: list.content.open ?? why });
    setMapping(machine, mapping, { ...mapping.content, open: mapping.content.open ?? why });
  };
  const run = (clauses: readonly ComprehensionClause[], when: Condition): void => {
    const [clause, ...rest] = clauses;
    if (clause === undefined) {
      add(when);
      return;
    }
    // The first iterable belongs to the scope around the comprehension.
    const outermost = clause === expression.clauses[0];
    const items = iterate(machine, evaluate(machine, outermost ? frame : inner, clause.iterable));
    if (items.open !== undefined) open(items.open);
    for (const [index, item] of items.items.entries()) {
      spend(machine);
      machine.context = `${context}/${index}`.slice(-2000);
      const { path } = machine;
      try {
        step(clause, rest, item, when);
      } catch (error) {
        const here = both(when, item.when ?? ALWAYS);
        if (!(error instanceof Raised) || isAlways(here)) throw error;
        machine.path = path;
        mayRaise(machine, error.exception, here);
      }
    }
    machine.context = context;
  };
  const step = (
    clause: ComprehensionClause,
    rest: readonly ComprehensionClause[],
    item: Item,
    when: Condition,
  ): void => {
    const here = both(when, item.when ?? ALWAYS);
    if (isNever(both(machine.path, here))) return;
    const { path } = machine;
    machine.path = both(path, here);
    assign(machine, inner, clause.target, item.value, spanIn(frame, clause.target));
    let passes = here;
    for (const condition of clause.conditions) {
      const { yes } = test(machine, evaluate(machine, inner, condition), textOf(frame, condition));
      passes = both(passes, yes);
      if (isNever(yes)) {
        machine.path = path;
        return;
      }
      machine.path = both(path, passes);
    }
    run(rest, passes);
    machine.path = path;
  };
  run(expression.clauses, ALWAYS);
  if (expression.makes === "list") return { kind: "object", ref: list };
  if (expression.makes === "generator") return iterable("generator", list.content.items, list.content.open);
  return { kind: "object", ref: mapping };
}

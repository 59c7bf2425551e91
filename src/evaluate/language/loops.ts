import type { Statement } from "../../read/python/tree.ts";
import { alternativesOf, branch, rollBack } from "../core/branch.ts";
import { itemsOf, possibleItems } from "../core/collections.ts";
import { ALWAYS, both, isAlways, isNever, not, or, type Condition } from "../core/condition.ts";
import { nextId, type Item } from "../core/heap.ts";
import {
  bind,
  openScope,
  setMapping,
  setSequence,
  spanIn,
  spend,
  textOf,
  uncertain,
  type Frame,
  type Journal,
  type Machine,
} from "../core/machine.ts";
import { same } from "../core/sameness.ts";
import { test } from "../core/truth.ts";
import { unknown, type Val } from "../core/val.ts";
import { assign } from "./assign.ts";
import { evaluate } from "./expressions.ts";
import { goesOn, NEXT, under, type Flow } from "./flow.ts";
import { runBlock, runUnder } from "./statements.ts";

type For = Extract<Statement, { kind: "for" }>;
type While = Extract<Statement, { kind: "while" }>;

export function runFor(machine: Machine, frame: Frame, statement: For): readonly Flow[] {
  const value = evaluate(machine, frame, statement.iterable);
  const options = alternativesOf(machine, value);
  const outcomes = branch(
    machine,
    options.map((option) => ({
      when: option.when,
      run: () => {
        const found = statement.isAsync ? null : itemsOf(machine, option.value);
        if (found === null) uncertain(machine, "an iterable is not known");
        const why =
          found === null
            ? option.value.kind === "unknown"
              ? option.value.why
              : "what is iterated over is not known"
            : found.open;
        if (why !== undefined || found === null)
          return runUnknownLoop(machine, frame, statement, why ?? "it is not known", found?.items ?? []);
        return runItems(machine, frame, statement, possibleItems(found.items, machine.path));
      },
    })),
  );
  return outcomes.every((outcome) => outcome.value === NEXT)
    ? NEXT
    : outcomes.flatMap((outcome) => under(outcome.when, outcome.value));
}

/** One iteration after the other; `alive` is the condition under which no `break` or `return` was met. */
function runItems(machine: Machine, frame: Frame, statement: For, items: readonly Item[]): readonly Flow[] {
  const ended: Flow[] = [];
  const broken: Condition[] = [];
  let alive: Condition = ALWAYS;
  const { context } = machine;
  let index = 0;
  for (const { value, when } of items) {
    spend(machine);
    machine.context = `${context}/${index++}`.slice(-2000);
    const here = when === undefined ? alive : both(alive, when);
    if (isNever(here)) continue;
    const flows = runUnder(machine, here, () => {
      assign(machine, frame, statement.target, value, spanIn(frame, statement.iterable));
      return runBlock(machine, frame, statement.body);
    });
    if (flows === NEXT) continue;
    for (const flow of flows) {
      if (flow.kind === "return") ended.push(flow);
      else if (flow.kind === "break") broken.push(flow.when);
    }
    const stopped = or(
      flows.filter((flow) => flow.kind === "break" || flow.kind === "return").map((flow) => flow.when),
    );
    if (!isNever(stopped)) alive = both(alive, not(stopped));
    if (isNever(alive)) break;
  }
  machine.context = context;
  return finish(machine, frame, statement, alive, ended, broken);
}

function finish(
  machine: Machine,
  frame: Frame,
  statement: For | While,
  alive: Condition,
  ended: readonly Flow[],
  broken: readonly Condition[],
): readonly Flow[] {
  const otherwise =
    statement.otherwise.length === 0 || isNever(alive)
      ? null
      : runUnder(machine, alive, () => runBlock(machine, frame, statement.otherwise));
  if (ended.length === 0 && (otherwise === null || otherwise === NEXT)) return NEXT;
  const after =
    otherwise === null ? (isNever(alive) ? [] : [{ kind: "next" as const, when: alive }]) : otherwise;
  const out = or(broken);
  return [...ended, ...after, ...(isNever(out) ? [] : [{ kind: "next" as const, when: out }])];
}

export function runWhile(machine: Machine, frame: Frame, statement: While): readonly Flow[] {
  const ended: Flow[] = [];
  const broken: Condition[] = [];
  const { context } = machine;
  for (let index = 0; ; index++) {
    spend(machine);
    machine.context = `${context}/${index}`.slice(-2000);
    const { yes, no } = test(
      machine,
      evaluate(machine, frame, statement.test),
      textOf(frame, statement.test),
    );
    if (isNever(yes)) break;
    if (!isNever(no)) {
      machine.context = context;
      return runUnknownLoop(machine, frame, statement, `how often the loop runs is not known`, []);
    }
    const flows = runBlock(machine, frame, statement.body);
    const goes = or([
      goesOn(flows),
      or(flows.filter((flow) => flow.kind === "continue").map((flow) => flow.when)),
    ]);
    if (flows === NEXT || isAlways(goes)) continue;
    machine.context = context;
    for (const flow of flows) {
      if (flow.kind === "return") ended.push(flow);
      else if (flow.kind === "break") broken.push(flow.when);
    }
    if (!isNever(goes))
      return runUnknownLoop(machine, frame, statement, "when the loop ends is not known", []);
    return finish(machine, frame, statement, [], ended, broken);
  }
  machine.context = context;
  return finish(machine, frame, statement, ALWAYS, ended, broken);
}

/**
 * A loop of which the number or the values of the iterations are not known: runs it a few times to see what it changes, and
 * forgets that. A `return` or `break` inside makes everything after it in the function doubtful too.
 */
function runUnknownLoop(
  machine: Machine,
  frame: Frame,
  statement: For | While,
  why: string,
  items: readonly Item[],
): readonly Flow[] {
  const { journal: outer, path, context } = machine;
  const journal: Journal = {
    start: nextId(),
    lists: new Map(),
    mappings: new Map(),
    names: new Map(),
    opened: new Map(),
  };
  machine.journal = journal;
  const returns: Val[] = [];
  const samples: Val[] = [...items.slice(0, 8).map((item) => item.value), unknown(why), unknown(why)];
  for (const [index, sample] of samples.entries()) {
    machine.context = `${context}/?${index}`;
    const once = test(machine, unknown(why), "the loop runs once more").yes;
    const flows = runUnder(machine, once, () => {
      if (statement.kind === "for")
        assign(machine, frame, statement.target, sample, spanIn(frame, statement.iterable));
      return runBlock(machine, frame, statement.body);
    });
    for (const flow of flows) if (flow.kind === "return") returns.push(flow.value);
  }
  machine.context = context;
  const changes = rollBack(machine, journal);
  machine.journal = outer;
  machine.path = path;
  for (const [list, after] of changes.lists) {
    const kept: Item[] = [];
    for (const [at, item] of list.content.items.entries()) {
      const now = after.items[at];
      if (now === undefined || now.when !== item.when || !same(now.value, item.value)) break;
      kept.push(item);
    }
    setSequence(machine, list, { items: kept, open: why });
  }
  for (const [mapping, after] of changes.mappings) {
    const entries = new Map(
      [...mapping.content.entries].map(([key, entry]) => {
        const now = after.entries.get(key);
        return [
          key,
          now === undefined || now.when !== entry.when || !same(now.value, entry.value)
            ? {
                ...entry,
                value: unknown(why),
                ...(now?.when === undefined && now !== undefined
                  ? {}
                  : { when: test(machine, unknown(why), "the loop keeps it").yes }),
              }
            : entry,
        ];
      }),
    );
    setMapping(machine, mapping, { entries, open: why });
  }
  for (const [scope, names] of changes.names)
    for (const name of names.keys()) bind(machine, scope, name, { value: unknown(why) });
  for (const [scope, opened] of changes.opened) openScope(machine, scope, opened ?? why);
  if (statement.otherwise.length > 0)
    runUnder(machine, test(machine, unknown(why), "the loop ends by itself").yes, () =>
      runBlock(machine, frame, statement.otherwise),
    );
  if (returns.length === 0) return NEXT;
  const returned = test(machine, unknown(why), "the loop returns").yes;
  return [
    { kind: "return", when: returned, value: unknown(why) },
    { kind: "next", when: not(returned) },
  ];
}

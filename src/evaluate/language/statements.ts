import type { Expression, Statement } from "../../read/python/tree.ts";
import { branch } from "../core/branch.ts";
import { ALWAYS, isAlways, isNever, not, type Condition } from "../core/condition.ts";
import { Raised, spanIn, spend, textOf, uncertain, type Frame, type Machine } from "../core/machine.ts";
import { test } from "../core/truth.ts";
import { NONE, unknown } from "../core/val.ts";
import { assign, bindName, remove } from "./assign.ts";
import { augment } from "./augmented.ts";
import { defineClass } from "./classes.ts";
import { defineFunction } from "./definitions.ts";
import { evaluate } from "./expressions.ts";
import { goesOn, NEXT, under, type Flow } from "./flow.ts";
import { importFrom, importNames } from "./imports.ts";
import { runFor, runWhile } from "./loops.ts";
import { raise } from "./raise.ts";
import { runTry } from "./tries.ts";

/** Runs statements in order; a statement after a conditional `return`, `break` or `continue` runs under the rest of the conditions. */
export function runBlock(machine: Machine, frame: Frame, statements: readonly Statement[]): readonly Flow[] {
  const ended: Flow[] = [];
  let alive: Condition = ALWAYS;
  for (const statement of statements) {
    const flows = runUnder(machine, alive, () => runStatement(machine, frame, statement));
    if (flows === NEXT) continue;
    for (const flow of flows) if (flow.kind !== "next") ended.push(flow);
    alive = goesOn(flows);
    if (isNever(alive)) return ended;
  }
  return ended.length === 0 ? NEXT : [...ended, { kind: "next", when: alive }];
}

/** Runs a part under a condition; elsewhere nothing happens. */
export function runUnder(machine: Machine, when: Condition, run: () => readonly Flow[]): readonly Flow[] {
  if (when === ALWAYS || isAlways(when)) return run();
  const outcomes = branch<readonly Flow[]>(machine, [
    { when, run },
    { when: not(when), run: () => [] },
  ]);
  return outcomes.flatMap((outcome) => under(outcome.when, outcome.value));
}

function runStatement(machine: Machine, frame: Frame, statement: Statement): readonly Flow[] {
  spend(machine);
  switch (statement.kind) {
    case "assign": {
      const value = evaluate(machine, frame, statement.value);
      for (const target of statement.targets)
        assign(machine, frame, target, value, spanIn(frame, statement.value));
      return NEXT;
    }
    case "annotated-assign":
      if (statement.value !== null)
        assign(
          machine,
          frame,
          statement.target,
          evaluate(machine, frame, statement.value),
          spanIn(frame, statement.value),
        );
      return NEXT;
    case "augmented-assign":
      augment(machine, frame, statement);
      return NEXT;
    case "expression":
      evaluate(machine, frame, statement.value);
      return NEXT;
    case "if":
      return runIf(machine, frame, statement);
    case "while":
      return runWhile(machine, frame, statement);
    case "for":
      return runFor(machine, frame, statement);
    case "try":
      return runTry(machine, frame, statement);
    case "with":
      return runWith(machine, frame, statement);
    case "match":
      return runMatch(machine, frame, statement);
    case "import":
      importNames(machine, frame, statement);
      return NEXT;
    case "import-from":
      importFrom(machine, frame, statement);
      return NEXT;
    case "function":
      defineFunction(machine, frame, statement);
      return NEXT;
    case "class":
      defineClass(machine, frame, statement);
      return NEXT;
    case "return":
      return [
        {
          kind: "return",
          when: ALWAYS,
          value: statement.value === null ? NONE : evaluate(machine, frame, statement.value),
        },
      ];
    case "delete":
      for (const target of statement.targets) remove(machine, frame, target);
      return NEXT;
    case "raise":
      return raise(machine, frame, statement);
    case "assert":
      return runAssert(machine, frame, statement);
    case "global":
    case "nonlocal":
      for (const name of statement.names) frame.outside.set(name, statement.kind);
      return NEXT;
    case "pass":
      return NEXT;
    case "break":
    case "continue":
      return [{ kind: statement.kind, when: ALWAYS }];
    case "opaque":
      for (const name of statement.binds)
        bindName(machine, frame, name, unknown("a statement that is not followed"), spanIn(frame, statement));
      return NEXT;
  }
}

/** An `if` with its `elif`s, without recursion on the chain. */
function runIf(
  machine: Machine,
  frame: Frame,
  statement: Extract<Statement, { kind: "if" }>,
): readonly Flow[] {
  let current = statement;
  for (;;) {
    const { yes, no } = test(machine, evaluate(machine, frame, current.test), textOf(frame, current.test));
    const { body, otherwise } = current;
    if (isNever(no)) return runBlock(machine, frame, body);
    const [only] = otherwise;
    const chained = otherwise.length === 1 && only?.kind === "if" ? only : null;
    if (isNever(yes)) {
      if (chained === null) return runBlock(machine, frame, otherwise);
      current = chained;
      continue;
    }
    if (machine.depth > 200) {
      uncertain(machine, "conditions are nested too deeply");
    }
    machine.depth += 1;
    try {
      const outcomes = branch(machine, [
        { when: yes, run: () => runBlock(machine, frame, body) },
        { when: no, run: () => (otherwise.length === 0 ? NEXT : runBlock(machine, frame, otherwise)) },
      ]);
      if (outcomes.every((outcome) => outcome.value === NEXT)) return NEXT;
      return outcomes.flatMap((outcome) => under(outcome.when, outcome.value));
    } finally {
      machine.depth -= 1;
    }
  }
}

function runAssert(
  machine: Machine,
  frame: Frame,
  statement: Extract<Statement, { kind: "assert" }>,
): readonly Flow[] {
  const { yes, no } = test(machine, evaluate(machine, frame, statement.test), textOf(frame, statement.test));
  if (isNever(no)) return NEXT;
  const fail = (): readonly Flow[] => {
    throw new Raised("AssertionError", textOf(frame, statement.test), spanIn(frame, statement));
  };
  if (isNever(yes)) return fail();
  branch(machine, [
    { when: yes, run: () => NEXT },
    { when: no, run: fail },
  ]);
  return NEXT;
}

/** The context manager is not followed; it may swallow an exception, so what the body raises may or may not end the module. */
function runWith(
  machine: Machine,
  frame: Frame,
  statement: Extract<Statement, { kind: "with" }>,
): readonly Flow[] {
  for (const { context, target } of statement.items) {
    const suppressed = suppressedBy(machine, frame, context);
    if (suppressed !== null && statement.items.length === 1)
      return runTry(machine, frame, {
        kind: "try",
        span: statement.span,
        body: statement.body,
        handlers: [{ span: context.span, type: suppressed, name: null, isStar: false, body: [] }],
        otherwise: [],
        final: [],
      });
    evaluate(machine, frame, context);
    if (target !== null)
      assign(
        machine,
        frame,
        target,
        unknown(`what ${textOf(frame, context)} gives is not known`),
        spanIn(frame, context),
      );
    uncertain(machine, `${textOf(frame, context)} may fail`);
  }
  return runBlock(machine, frame, statement.body);
}

/** The exceptions of `contextlib.suppress(...)`, which is a `try` with handlers that do nothing; null for another manager. */
function suppressedBy(machine: Machine, frame: Frame, context: Expression): Expression | null {
  if (context.kind !== "call" || context.keywords.length > 0 || context.args.length === 0) return null;
  if (context.args.some(({ kind }) => kind === "starred")) return null;
  const callee = evaluate(machine, frame, context.callee);
  if (callee.kind !== "reference" || callee.name !== "contextlib.suppress") return null;
  const [only, ...others] = context.args;
  if (only === undefined || others.length === 0) return only ?? null;
  return { kind: "tuple", items: context.args, span: context.span };
}

/** Patterns are not followed: any case may be the one, or none. */
function runMatch(
  machine: Machine,
  frame: Frame,
  statement: Extract<Statement, { kind: "match" }>,
): readonly Flow[] {
  evaluate(machine, frame, statement.subject);
  const alternatives: { when: Condition; run: () => readonly Flow[] }[] = [];
  let rest: Condition = ALWAYS;
  for (const [index, one] of statement.cases.entries()) {
    const text = `${textOf(frame, statement.subject)} matches case ${index + 1}`;
    const { yes, no } = test(machine, unknown(text), text);
    alternatives.push({
      when: yes.length === 0 || isAlways(rest) ? yes : conjoin(rest, yes),
      run: () => {
        for (const name of one.binds)
          bindName(
            machine,
            frame,
            name,
            unknown("it is bound by a pattern"),
            spanIn(frame, statement.subject),
          );
        return runBlock(machine, frame, one.body);
      },
    });
    rest = conjoin(rest, no);
  }
  alternatives.push({ when: rest, run: () => NEXT });
  return branch(machine, alternatives).flatMap((outcome) => under(outcome.when, outcome.value));
}

function conjoin(a: Condition, b: Condition): Condition {
  return isAlways(a) ? b : (under(a, [{ kind: "next", when: b }])[0]?.when ?? []);
}

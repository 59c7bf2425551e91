import type { ExceptHandler, Statement } from "../../read/python/tree.ts";
import { branch, rollBack } from "../core/branch.ts";
import { ALWAYS, both, isNever, literal, NEVER, not, or, type Condition } from "../core/condition.ts";
import { nextId } from "../core/heap.ts";
import {
  bind,
  ANY_EXCEPTION,
  mayRaise,
  Raised,
  spanIn,
  type Frame,
  type Journal,
  type Machine,
  type TryFrame,
} from "../core/machine.ts";
import { foreign, type Val } from "../core/val.ts";
import { bindName } from "./assign.ts";
import { evaluate } from "./expressions.ts";
import { goesOn, NEXT, under, type Flow } from "./flow.ts";
import { isSubclass } from "./exceptions.ts";
import { runBlock, runUnder } from "./statements.ts";

type Try = Extract<Statement, { kind: "try" }>;
type Event = TryFrame["events"][number];

/** `try`: what the body may raise is found out statement by statement; the handler runs from the state before that statement. */
export function runTry(machine: Machine, frame: Frame, statement: Try): readonly Flow[] {
  const final = (): readonly Flow[] =>
    statement.final.length === 0 ? NEXT : runBlock(machine, frame, statement.final);
  let flows: readonly Flow[];
  try {
    flows = runBody(machine, frame, statement, 0);
  } catch (error) {
    if (error instanceof Raised) {
      const after = final();
      if (after !== NEXT && isNever(goesOn(after))) return after;
    }
    throw error;
  }
  const after = final();
  if (after === NEXT) return flows;
  const ended = after.filter((flow) => flow.kind !== "next");
  const rest = goesOn(after);
  return [...ended, ...(isNever(rest) ? [] : under(rest, flows))];
}

function runBody(machine: Machine, frame: Frame, statement: Try, from: number): readonly Flow[] {
  const ended: Flow[] = [];
  let alive: Condition = ALWAYS;
  for (let at = from; at < statement.body.length; at++) {
    const one = statement.body[at];
    if (one === undefined) break;
    const attempt = runGuarded(machine, frame, statement, () =>
      runUnder(machine, alive, () => runBlock(machine, frame, [one])),
    );
    if (attempt.kind === "raised") return [...ended, ...attempt.flows];
    if (attempt.kind === "doubtful") {
      const again = (): readonly Flow[] => [...runBody(machine, frame, statement, at)];
      const outcomes = branch(machine, [...attempt.handled, { when: not(attempt.when), run: again }]);
      return [
        ...ended,
        ...under(
          alive,
          outcomes.flatMap((outcome) => under(outcome.when, outcome.value)),
        ),
      ];
    }
    if (attempt.flows === NEXT) continue;
    for (const flow of attempt.flows) if (flow.kind !== "next") ended.push(flow);
    alive = goesOn(attempt.flows);
    if (isNever(alive)) return ended;
  }
  const otherwise =
    statement.otherwise.length === 0
      ? NEXT
      : runUnder(machine, alive, () => runBlock(machine, frame, statement.otherwise));
  if (ended.length === 0) return otherwise;
  return [...ended, ...(otherwise === NEXT ? [{ kind: "next" as const, when: alive }] : otherwise)];
}

type Attempt =
  | { readonly kind: "done"; readonly flows: readonly Flow[] }
  | { readonly kind: "raised"; readonly flows: readonly Flow[] }
  | {
      readonly kind: "doubtful";
      readonly when: Condition;
      readonly handled: { when: Condition; run: () => readonly Flow[] }[];
    };

/** Runs one statement of the body, and takes it back when it may have raised something that is handled here. */
function runGuarded(machine: Machine, frame: Frame, statement: Try, run: () => readonly Flow[]): Attempt {
  const { journal: outer, path, depth, context } = machine;
  const tries = machine.tries;
  const guard: TryFrame = { events: [] };
  const journal: Journal = {
    start: nextId(),
    lists: new Map(),
    mappings: new Map(),
    names: new Map(),
    opened: new Map(),
  };
  machine.tries = [...tries, guard];
  machine.journal = journal;
  let flows: readonly Flow[] = NEXT;
  let error: Raised | null = null;
  try {
    flows = run();
  } catch (thrown) {
    if (!(thrown instanceof Raised)) throw thrown;
    error = thrown;
    machine.depth = depth;
    machine.context = context;
  }
  machine.tries = tries;
  machine.journal = outer;
  const handled: { when: Condition; run: () => readonly Flow[] }[] = [];
  const passed: Event[] = [];
  const taken: Condition[] = [];
  for (const event of guard.events) {
    const handlers = handlersFor(machine, frame, statement, event.exception);
    if (handlers.length === 0) passed.push(event);
    const left = both(event.when, not(or(taken)));
    if (handlers.length === 0 || isNever(left)) continue;
    taken.push(event.when);
    let rest = left;
    for (const [index, handler] of handlers.entries()) {
      // Which handler takes an exception of unknown class is not known, unless it takes all.
      const last =
        index === handlers.length - 1 && (event.exception !== null || takesAll(machine, frame, handler));
      const when = last ? rest : both(rest, pick(context, index));
      rest = last ? NEVER : both(rest, not(pick(context, index)));
      const raised = new Raised(event.exception ?? ANY_EXCEPTION, "raised in try", spanIn(frame, handler));
      handled.push({ when, run: () => handle(machine, frame, handler, raised) });
    }
    if (isNever(rest)) continue;
    handled.push({
      when: rest,
      run: () => {
        throw new Raised(ANY_EXCEPTION, "an exception that is not known", spanIn(frame, statement));
      },
    });
  }
  if (taken.length > 0) {
    rollBack(machine, journal);
    machine.path = path;
    return { kind: "doubtful", when: or(taken), handled };
  }
  commit(machine, journal);
  for (const event of passed) mayRaise(machine, event.exception, event.when);
  if (error === null) return { kind: "done", flows };
  const raised = error;
  const [handler] = handlersFor(machine, frame, statement, raised.exception);
  if (handler === undefined) throw raised;
  return { kind: "raised", flows: handle(machine, frame, handler, raised) };
}

function pick(context: string, index: number): Condition {
  const which = String(index + 1);
  return literal({
    id: `handler:${context}:${which}`,
    truth: true,
    yes: `handler ${which} takes it`,
    no: `handler ${which} does not take it`,
  });
}

function takesAll(machine: Machine, frame: Frame, handler: ExceptHandler): boolean {
  if (handler.type === null) return true;
  const caught = evaluate(machine, frame, handler.type);
  const classes: readonly Val[] = caught.kind === "tuple" ? caught.items : [caught];
  return classes.some((one) => one.kind === "reference" && /^builtins\.(?:Base)?Exception$/.test(one.name));
}

/** Keeps what was done, and tells the outer fork how it was before. */
function commit(machine: Machine, journal: Journal): void {
  const outer = machine.journal;
  if (outer === null) return;
  for (const [list, before] of journal.lists)
    if (list.id <= outer.start && !outer.lists.has(list)) outer.lists.set(list, before);
  for (const [mapping, before] of journal.mappings)
    if (mapping.id <= outer.start && !outer.mappings.has(mapping)) outer.mappings.set(mapping, before);
  for (const [scope, names] of journal.names) {
    if (scope.id > outer.start) continue;
    const saved = outer.names.get(scope) ?? new Map<string, ReturnType<typeof names.get>>();
    outer.names.set(scope, saved);
    for (const [name, before] of names) if (!saved.has(name)) saved.set(name, before);
  }
  for (const [scope, before] of journal.opened)
    if (scope.id <= outer.start && !outer.opened.has(scope)) outer.opened.set(scope, before);
}

function handle(machine: Machine, frame: Frame, handler: ExceptHandler, error: Raised): readonly Flow[] {
  if (handler.name !== null)
    bindName(
      machine,
      frame,
      handler.name,
      error.value ?? foreign(error.exception, [], new Map()),
      spanIn(frame, handler),
    );
  let flows: readonly Flow[];
  try {
    flows = runBlock(machine, frame, handler.body);
  } catch (thrown) {
    if (thrown instanceof Raised && thrown.message === "raised again")
      throw new Raised(error.exception, error.message, error.at, error.value);
    throw thrown;
  }
  if (handler.name !== null) bind(machine, frame.scope, handler.name, undefined);
  return flows;
}

/** The handlers that may take the exception: one when that is certain. `exception` null: any exception. */
function handlersFor(
  machine: Machine,
  frame: Frame,
  statement: Try,
  raised: string | null,
): readonly ExceptHandler[] {
  const exception = raised === ANY_EXCEPTION ? null : raised;
  const found: ExceptHandler[] = [];
  for (const handler of statement.handlers) {
    if (handler.type === null) return [...found, handler];
    const caught = evaluate(machine, frame, handler.type);
    const classes: readonly Val[] = caught.kind === "tuple" ? caught.items : [caught];
    if (exception === null) {
      // An import that fails is an event of its own; that any other operation raises ImportError is not worth a case.
      if (
        classes.every(
          (one) => one.kind === "reference" && /^builtins\.(ImportError|ModuleNotFoundError)$/.test(one.name),
        )
      )
        continue;
      found.push(handler);
      continue;
    }
    const answers = classes.map((one) => isSubclass(machine, exception, one));
    if (answers.includes(true)) return [...found, handler];
    if (answers.includes(null)) found.push(handler);
  }
  return found;
}

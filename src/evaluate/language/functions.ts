import type { Expression, Parameters, Statement } from "../../read/python/tree.ts";
import type { FileSpan } from "../../text/span.ts";
import { choose, lift } from "../core/branch.ts";
import { nextId, newDict, newScope, type Entry, type FunctionObject } from "../core/heap.ts";
import {
  bind,
  OutOfSteps,
  Raised,
  setMapping,
  setSequence,
  spend,
  uncertain,
  type Frame,
  type Machine,
} from "../core/machine.ts";
import { NONE, string, tuple, type Plain, type Val } from "../core/val.ts";
import { callLibrary } from "../library/library.ts";
import { callMethod } from "../library/methods.ts";
import { construct, instanceAttribute } from "./classes.ts";
import { evaluate } from "./expressions.ts";
import { runBlock } from "./statements.ts";

const DEEPEST_CALL = 60;

/** A function or lambda as a value; defaults are evaluated now. */
export function makeFunction(
  machine: Machine,
  frame: Frame,
  name: string,
  parameters: Parameters,
  body: Expression | readonly Statement[],
  opaque: string | null,
  role?: FunctionObject["role"],
): Plain {
  const defaults = new Map<string, Val>();
  for (const parameter of parameters.parameters) {
    if (parameter.default !== null) defaults.set(parameter.name, evaluate(machine, frame, parameter.default));
  }
  const isClassBody = frame.owner !== undefined && frame.scope === frame.owner.attributes;
  const closure =
    frame.scope === frame.module.scope || isClassBody ? frame.closure : [...frame.closure, frame.scope];
  const ref: FunctionObject = {
    type: "function",
    id: nextId(),
    name,
    module: frame.module,
    parameters,
    defaults,
    body,
    closure,
    ...(opaque === null ? {} : { opaque }),
    ...(role === undefined ? {} : { role }),
  };
  if (frame.owner !== undefined) ref.owner = frame.owner;
  return { kind: "object", ref };
}

/** Calls any value. `open` arguments came from something unknown. */
export function callValue(
  machine: Machine,
  callee: Val,
  args: readonly Val[],
  keywords: ReadonlyMap<string, Val>,
  at?: FileSpan,
  open?: string,
  frame?: Frame,
): Val {
  return lift(machine, [callee], ([plain = NONE]) =>
    callPlain(machine, plain, args, keywords, at, open, frame),
  );
}

function callPlain(
  machine: Machine,
  callee: Plain,
  args: readonly Val[],
  keywords: ReadonlyMap<string, Val>,
  at?: FileSpan,
  open?: string,
  frame?: Frame,
): Val {
  switch (callee.kind) {
    case "reference":
      return callLibrary({ machine, name: callee.name, args, keywords, at, open, frame });
    case "method":
      return callMethod({ machine, self: callee.self, name: callee.name, args, keywords, at, open, frame });
    case "object": {
      const { ref } = callee;
      if (ref.type === "function") return callFunction(machine, ref, args, keywords, open);
      if (ref.type === "class") return construct(machine, ref, args, keywords, open, at);
      if (ref.type === "instance" && frame !== undefined && at !== undefined)
        return callValue(
          machine,
          instanceAttribute(machine, frame, ref, "__call__", at),
          args,
          keywords,
          at,
          open,
          frame,
        );
      if (ref.type === "instance") return uncertain(machine, "a call of an object");
      throw new Raised("TypeError", `'${ref.type}' object is not callable`);
    }
    case "foreign":
      if (callee.class === "environ.Env" || callee.class === "environs.Env")
        return callMethod({ machine, self: callee, name: "__call__", args, keywords, at, open, frame });
      if (callee.class === "functools.partial" && callee.args[0] !== undefined)
        return callValue(
          machine,
          callee.args[0],
          [...callee.args.slice(1), ...args],
          new Map([...callee.keywords, ...keywords]),
          at,
          open,
          frame,
        );
      spoil(machine, args);
      return uncertain(machine, "a call of something outside the project");
    case "unknown":
    case "unbound":
      spoil(machine, args);
      return uncertain(machine, callee.kind === "unknown" ? callee.why : "it is not known");
    default:
      throw new Raised("TypeError", `'${callee.kind}' object is not callable`);
  }
}

/** What an unknown callee may have changed. */
export function spoil(machine: Machine, args: readonly Val[]): void {
  for (const argument of args) {
    if (argument.kind !== "object") continue;
    const { ref } = argument;
    const why = "it was given to a function that is not known";
    if (ref.type === "list") setSequence(machine, ref, { items: [], open: why });
    else if (ref.type === "dict") setMapping(machine, ref, { entries: new Map(), open: why });
  }
}

export function callFunction(
  machine: Machine,
  ref: FunctionObject,
  args: readonly Val[],
  keywords: ReadonlyMap<string, Val>,
  open?: string,
  self?: Val,
): Val {
  if (ref.opaque !== undefined || open !== undefined) {
    if (open !== undefined && ref.opaque === undefined) return uncertain(machine, open);
    spoil(machine, args);
    return uncertain(machine, ref.opaque ?? "it is not known");
  }
  if (machine.depth > DEEPEST_CALL * 4) throw new OutOfSteps("calls are nested too deeply");
  const scope = newScope();
  const frame: Frame = {
    module: ref.module,
    scope,
    closure: ref.closure,
    outside: new Map(),
    ...(ref.owner === undefined ? {} : { owner: ref.owner }),
    ...(self === undefined ? {} : { self }),
  };
  bindArguments(machine, ref, scope, args, keywords);
  spend(machine, 5);
  const { context } = machine;
  machine.context = `${context}>${ref.id}`.slice(-2000);
  machine.depth += 3;
  try {
    if (!Array.isArray(ref.body)) return evaluate(machine, frame, ref.body as Expression);
    const flows = runBlock(machine, frame, ref.body as readonly Statement[]);
    return choose(
      flows.map((flow) => ({ when: flow.when, value: flow.kind === "return" ? flow.value : NONE })),
    );
  } finally {
    machine.depth -= 3;
    machine.context = context;
  }
}

function bindArguments(
  machine: Machine,
  ref: FunctionObject,
  scope: Frame["scope"],
  args: readonly Val[],
  keywords: ReadonlyMap<string, Val>,
): void {
  const left = new Map(keywords);
  let position = 0;
  const set = (name: string, value: Val): void => {
    bind(machine, scope, name, { value });
  };
  const fail = (message: string): never => {
    throw new Raised("TypeError", `${ref.name}() ${message}`);
  };
  for (const parameter of ref.parameters.parameters) {
    const { name, kind } = parameter;
    if (kind === "rest") {
      set(name, tuple(args.slice(position)));
      position = Math.max(position, args.length);
      continue;
    }
    if (kind === "keyword-rest") continue;
    const positional = kind !== "keyword-only" && position < args.length ? args[position] : undefined;
    const named = kind === "positional-only" ? undefined : left.get(name);
    if (positional !== undefined) {
      position++;
      if (named !== undefined) fail(`got multiple values for argument '${name}'`);
      set(name, positional);
    } else if (named !== undefined) {
      left.delete(name);
      set(name, named);
    } else {
      const value = ref.defaults.get(name);
      set(name, value ?? fail(`missing a required argument: '${name}'`));
    }
  }
  if (position < args.length) fail("got too many positional arguments");
  const rest = ref.parameters.parameters.find((parameter) => parameter.kind === "keyword-rest");
  if (rest === undefined) {
    if (left.size > 0) fail(`got an unexpected keyword argument '${[...left.keys()][0] ?? ""}'`);
    return;
  }
  const entries = new Map<string, Entry>();
  for (const [name, value] of left) entries.set(`s${name}`, { key: string(name), value });
  set(rest.name, { kind: "object", ref: newDict(entries) });
}

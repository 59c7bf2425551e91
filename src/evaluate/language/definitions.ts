import type { Statement } from "../../read/python/tree.ts";
import type { FunctionObject } from "../core/heap.ts";
import { spanIn, textOf, type Frame, type Machine } from "../core/machine.ts";
import { bindName } from "./assign.ts";
import { evaluate } from "./expressions.ts";
import { makeFunction } from "./functions.ts";

type FunctionStatement = Extract<Statement, { kind: "function" }>;

const ROLES: Readonly<Record<string, FunctionObject["role"]>> = {
  "builtins.property": "property",
  "functools.cached_property": "property",
  "django.utils.functional.cached_property": "property",
  "builtins.staticmethod": "static",
  "builtins.classmethod": "class",
};

/** Decorators that leave what a call returns as it is. */
const TRANSPARENT = new Set([
  "functools.lru_cache",
  "functools.cache",
  "typing.no_type_check",
  "typing.final",
  "typing.override",
]);

/** `def`: calls can be followed unless it is a generator, a coroutine, or decorated by something unknown. */
export function defineFunction(machine: Machine, frame: Frame, statement: FunctionStatement): void {
  let opaque = statement.isAsync ? `${statement.name} is a coroutine` : null;
  let role: FunctionObject["role"];
  for (const decorator of statement.decorators) {
    const value = evaluate(machine, frame, decorator);
    const name = value.kind === "reference" ? value.name : value.kind === "foreign" ? value.class : "";
    const known = Object.hasOwn(ROLES, name) ? ROLES[name] : undefined;
    if (known !== undefined) role = known;
    else if (!TRANSPARENT.has(name))
      opaque ??= `${statement.name} is decorated by ${textOf(frame, decorator)}`;
  }
  if (isGenerator(frame, statement)) opaque ??= `${statement.name} may be a generator`;
  const value = makeFunction(
    machine,
    frame,
    statement.name,
    statement.parameters,
    statement.body,
    opaque,
    role,
  );
  bindName(machine, frame, statement.name, value, spanIn(frame, { span: statement.nameSpan }));
}

/** The word `yield` anywhere in the text, also in a comment: too many rather than too few. */
function isGenerator(frame: Frame, statement: FunctionStatement): boolean {
  const { start, end } = statement.span;
  const at = frame.module.source.text.indexOf("yield", start);
  return at >= 0 && at < end;
}

import type { Statement } from "../../read/python/tree.ts";
import { Raised, spanIn, textOf, type Frame, type Machine } from "../core/machine.ts";
import { choose } from "../core/branch.ts";
import type { ClassObject } from "../core/heap.ts";
import type { Val } from "../core/val.ts";
import { strOf } from "../core/text.ts";
import { evaluate } from "./expressions.ts";

/** Always throws. */
export function raise(
  machine: Machine,
  frame: Frame,
  statement: Extract<Statement, { kind: "raise" }>,
): never {
  const at = spanIn(frame, statement);
  if (statement.exception === null) throw new Raised("Exception", "raised again", at);
  const value = evaluate(machine, frame, statement.exception);
  throw new Raised(
    exceptionName(value) ?? "Exception",
    messageOf(value) ?? textOf(frame, statement.exception),
    at,
    value,
  );
}

/** The dotted class of an exception or exception class, without `builtins.`. */
export function exceptionName(value: Val): string | null {
  if (value.kind === "either") {
    const only = choose(value.options);
    return only.kind === "either" ? null : exceptionName(only);
  }
  if (value.kind === "reference") return value.name.replace(/^builtins\./, "");
  if (value.kind === "foreign") return value.class.replace(/^builtins\./, "");
  if (value.kind !== "object") return null;
  if (value.ref.type === "class") return classException(value.ref);
  return value.ref.type === "instance" ? classException(value.ref.class) : null;
}

export function classException(ref: ClassObject): string {
  return `${ref.module.name}.${ref.name}#${ref.id}`;
}

function messageOf(value: Val): string | null {
  if (value.kind !== "foreign") return null;
  const [first] = value.args;
  return first === undefined ? "" : strOf(first);
}

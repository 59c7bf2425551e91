import type { FileSpan } from "../../text/span.ts";
import type { Frame, Machine } from "../core/machine.ts";
import type { Plain, Val } from "../core/val.ts";

/** A call of something outside the project, by its dotted name. */
export interface Call {
  readonly machine: Machine;
  readonly name: string;
  readonly args: readonly Val[];
  readonly keywords: ReadonlyMap<string, Val>;
  readonly at?: FileSpan;
  /** Set when `*` or `**` of something unknown was among the arguments. */
  readonly open?: string;
  readonly frame?: Frame;
}

/** A call of a method of `self`. */
export interface MethodCall extends Call {
  readonly self: Plain;
}

/** The argument at a position or by its name. */
export function argument(call: Call, position: number, name?: string): Val | undefined {
  return call.args[position] ?? (name === undefined ? undefined : call.keywords.get(name));
}

export type LibraryFunction = (call: Call) => Val;

import type { Expression } from "../../read/python/tree.ts";
import { alternativesOf, lift } from "../core/branch.ts";
import { pairsOf } from "../core/collections.ts";
import { Raised, spanIn, type Frame, type Machine } from "../core/machine.ts";
import { NONE, type Val } from "../core/val.ts";
import { callScopeFunction } from "../library/scope-functions.ts";
import { evaluate } from "./expressions.ts";
import { iterate } from "./iterate.ts";
import { callValue } from "./functions.ts";

type CallExpression = Extract<Expression, { kind: "call" }>;

/** Arguments of a call; `open` when `*` or `**` of something unknown is among them. */
export interface Arguments {
  readonly args: readonly Val[];
  readonly keywords: ReadonlyMap<string, Val>;
  readonly open?: string;
}

export function evaluateCall(machine: Machine, frame: Frame, call: CallExpression): Val {
  const callee = evaluate(machine, frame, call.callee);
  const { args, keywords, open } = evaluateArguments(machine, frame, call);
  const at = spanIn(frame, call);
  return lift(machine, [callee], ([plain = NONE]) => {
    const special =
      plain.kind === "reference" ? callScopeFunction(machine, frame, plain.name, args, keywords, at) : null;
    return special ?? callValue(machine, plain, args, keywords, at, open, frame);
  });
}

export function evaluateArguments(
  machine: Machine,
  frame: Frame,
  call: Pick<CallExpression, "args" | "keywords">,
): Arguments {
  const args: Val[] = [];
  const keywords = new Map<string, Val>();
  let open: string | undefined;
  for (const argument of call.args) {
    if (argument.kind !== "starred") {
      args.push(evaluate(machine, frame, argument));
      continue;
    }
    const spread = iterate(machine, evaluate(machine, frame, argument.value));
    for (const { value, when } of spread.items) {
      args.push(value);
      if (when !== undefined) open ??= "an argument may be missing";
    }
    open ??= spread.open;
  }
  for (const { name, value } of call.keywords) {
    const held = evaluate(machine, frame, value);
    if (name !== null) {
      keywords.set(name, held);
      continue;
    }
    const options = alternativesOf(machine, held);
    const [only] = options;
    const spread = options.length === 1 && only !== undefined ? pairsOf(machine, only.value) : null;
    if (spread === null || spread.open !== undefined)
      open ??= spread?.open ?? "its keyword arguments are not known";
    for (const { key, value: item, when } of spread?.pairs ?? []) {
      if (when !== undefined || key.kind === "either" || key.kind === "partial" || key.kind === "unknown")
        open ??= "a keyword argument may be missing";
      else if (key.kind !== "string") throw new Raised("TypeError", "keywords must be strings");
      else if (keywords.has(key.value))
        throw new Raised("TypeError", `got multiple values for keyword argument '${key.value}'`);
      else keywords.set(key.value, item);
    }
  }
  return open === undefined ? { args, keywords } : { args, keywords, open };
}

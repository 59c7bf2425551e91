import type { Statement } from "../../read/python/tree.ts";
import { lift } from "../core/branch.ts";
import { extendList, pairsOf, updateDict } from "../core/collections.ts";
import { Raised, setMapping, spanIn, type Frame, type Machine } from "../core/machine.ts";
import { combineSets } from "../core/arithmetic.ts";
import { NONE, type Val } from "../core/val.ts";
import { getAttribute, setAttribute } from "./attributes.ts";
import { bindName } from "./assign.ts";
import { binaryValue, evaluate } from "./expressions.ts";
import { iterate } from "./iterate.ts";
import { lookUp } from "./names.ts";
import { getItem, setItem } from "./subscripts.ts";

type Augmented = Extract<Statement, { kind: "augmented-assign" }>;

/** `target op= value`: lists, dicts and sets change in place. */
export function augment(machine: Machine, frame: Frame, statement: Augmented): void {
  const { target, operator } = statement;
  const at = spanIn(frame, statement.value);
  if (target.kind === "name") {
    const before = lookUp(machine, frame, target.id, spanIn(frame, target));
    const value = evaluate(machine, frame, statement.value);
    bindName(machine, frame, target.id, inPlace(machine, operator, before, value), at);
  } else if (target.kind === "attribute") {
    const owner = evaluate(machine, frame, target.value);
    const before = getAttribute(machine, frame, owner, target.name, spanIn(frame, target));
    const result = inPlace(machine, operator, before, evaluate(machine, frame, statement.value));
    lift(machine, [owner], ([plain = NONE]) => {
      setAttribute(machine, frame, plain, target.name, result, at);
      return NONE;
    });
  } else if (target.kind === "subscript") {
    const [owner, index] = [evaluate(machine, frame, target.value), evaluate(machine, frame, target.index)];
    const value = evaluate(machine, frame, statement.value);
    lift(machine, [owner, index], ([container = NONE, key = NONE]) => {
      const result = inPlace(machine, operator, getItem(machine, container, key), value);
      setItem(machine, container, key, result, spanIn(frame, target.index));
      return NONE;
    });
  }
}

function inPlace(machine: Machine, operator: Augmented["operator"], before: Val, value: Val): Val {
  return lift(machine, [before, value], ([a = NONE, b = NONE]) => {
    if (a.kind !== "object") return binaryValue(machine, operator, a, b);
    const { ref } = a;
    if (ref.type === "list" && operator === "+") {
      extendList(machine, ref, iterate(machine, b));
      return a;
    }
    if (ref.type === "dict" && operator === "|") {
      const pairs = b.kind === "none" ? raiseOperand() : pairsOf(machine, b);
      updateDict(machine, ref, pairs);
      return a;
    }
    if (ref.type === "set" && !ref.frozen && b.kind === "object" && b.ref.type === "set") {
      const result = combineSets(machine, operator, ref, b.ref);
      if (result?.kind === "object" && result.ref.type === "set")
        setMapping(machine, ref, result.ref.content);
      else
        setMapping(machine, ref, { entries: new Map(), open: "the result of a set operation is not known" });
      return a;
    }
    return binaryValue(machine, operator, a, b);
  });
}

function raiseOperand(): never {
  throw new Raised("TypeError", "unsupported operand type(s) for |=");
}

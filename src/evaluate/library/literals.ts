import { readPython } from "../../read/python/read-python.ts";
import type { Expression } from "../../read/python/tree.ts";
import { listOfValues, setOf, updateDict } from "../core/collections.ts";
import { newDict } from "../core/heap.ts";
import { Raised, spend, uncertain, type Machine } from "../core/machine.ts";
import { boolean, float, integer, NONE, string, tuple, type Val } from "../core/val.ts";

/** `ast.literal_eval` of a text. */
export function literalValue(machine: Machine, text: string): Val {
  spend(machine, text.length);
  const { body, errors } = readPython(text.trim());
  const [only] = body;
  if (errors.length > 0 || body.length !== 1 || only?.kind !== "expression")
    throw new Raised(errors.length > 0 ? "SyntaxError" : "ValueError", "malformed node or string");
  return valueOf(machine, only.value, 0);
}

function valueOf(machine: Machine, node: Expression, depth: number): Val {
  if (depth > 100) return uncertain(machine, "a literal is nested too deeply");
  switch (node.kind) {
    case "string":
      return node.exact ? string(node.value) : uncertain(machine, "a \\N{...} escape");
    case "bytes":
      return { kind: "bytes", value: node.value };
    case "integer":
      return integer(node.value);
    case "float":
      return float(node.value);
    case "boolean":
      return boolean(node.value);
    case "none":
      return NONE;
    case "unary": {
      const value = valueOf(machine, node.operand, depth + 1);
      if (node.operator === "-" && value.kind === "integer") return integer(-value.value);
      if (node.operator === "-" && value.kind === "float") return float(-value.value);
      return uncertain(machine, "a literal that is not followed");
    }
    case "list":
      return listOfValues(node.items.map((item) => valueOf(machine, item, depth + 1)));
    case "tuple":
      return tuple(node.items.map((item) => valueOf(machine, item, depth + 1)));
    case "set":
      return setOf(
        machine,
        { items: node.items.map((item) => ({ value: valueOf(machine, item, depth + 1) })) },
        false,
      );
    case "dict": {
      const dict = newDict(new Map());
      for (const { key, value } of node.entries) {
        if (key === null) throw new Raised("ValueError", "malformed node or string");
        updateDict(machine, dict, {
          pairs: [{ key: valueOf(machine, key, depth + 1), value: valueOf(machine, value, depth + 1) }],
        });
      }
      return { kind: "object", ref: dict };
    }
    case "name":
    case "attribute":
    case "call":
    case "subscript":
    case "formatted":
      throw new Raised("ValueError", "malformed node or string");
    default:
      return uncertain(machine, "a literal that is not followed");
  }
}

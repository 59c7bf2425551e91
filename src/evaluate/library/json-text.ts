import { lift } from "../core/branch.ts";
import { itemsOf, pairsOf } from "../core/collections.ts";
import { spend, uncertain, type Machine } from "../core/machine.ts";
import { floatRepr } from "../core/text.ts";
import { NONE, string, type Val } from "../core/val.ts";
import type { Call } from "./call.ts";

/** `json.dumps` of a value that is wholly known, with the defaults of CPython's json/encoder.py (3.8-3.14). */
export function dumps(call: Call): Val {
  return lift(call.machine, [call.args[0] ?? NONE], ([value = NONE]) => {
    const text = call.keywords.size > 0 || call.args.length !== 1 ? null : encode(call.machine, value, 0);
    return text === null ? uncertain(call.machine, "the JSON text is not known") : string(text);
  });
}

function encode(machine: Machine, value: Val, depth: number): string | null {
  spend(machine);
  if (depth > 50) return null;
  switch (value.kind) {
    case "none":
      return "null";
    case "boolean":
      return String(value.value);
    case "integer":
      return value.value.toString();
    case "float":
      return Number.isFinite(value.value) ? floatRepr(value.value) : null;
    case "string":
      spend(machine, value.value.length);
      return quoted(value.value);
    case "tuple":
      return sequence(machine, value.items, depth);
    case "object":
      if (value.ref.type === "dict") return mapping(machine, value, depth);
      if (value.ref.type !== "list") return null;
      return known(machine, value, depth);
    default:
      return null;
  }
}

function known(machine: Machine, value: Extract<Val, { kind: "object" }>, depth: number): string | null {
  const found = itemsOf(machine, value);
  if (found?.open !== undefined || found === null || found.items.some(({ when }) => when !== undefined)) {
    return null;
  }
  return sequence(
    machine,
    found.items.map((item) => item.value),
    depth,
  );
}

function sequence(machine: Machine, items: readonly Val[], depth: number): string | null {
  const texts = items.map((item) => encode(machine, item, depth + 1));
  return texts.includes(null) ? null : `[${texts.join(", ")}]`;
}

function mapping(machine: Machine, value: Extract<Val, { kind: "object" }>, depth: number): string | null {
  const found = pairsOf(machine, value);
  if (found?.open !== undefined || found === null) return null;
  const texts: string[] = [];
  for (const { key, value: held, when } of found.pairs) {
    const text = encode(machine, held, depth + 1);
    if (key.kind !== "string" || when !== undefined || text === null) return null;
    texts.push(`${quoted(key.value)}: ${text}`);
  }
  return `{${texts.join(", ")}}`;
}

/** `ensure_ascii`: everything but printable ASCII is written as UTF-16 escapes. */
function quoted(text: string): string {
  return JSON.stringify(text).replace(
    /[^ -~]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

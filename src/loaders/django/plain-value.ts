import type { Value } from "../../evaluate/value.ts";
import type { Fact } from "../../model/fact.ts";
import type { FileSpan } from "../../text/span.ts";
import { isSequence, shownText, valueFact } from "./value-facts.ts";

const MAX_DEPTH = 20;

/** A value as JSON-able fact: integers as numbers, references as their dotted name. */
export function plainFact(value: Value, at: FileSpan): Fact<unknown> {
  return valueFact<unknown>(value, at, (each) => plain(each, 0));
}

function plain(value: Value, depth: number): unknown {
  if (depth > MAX_DEPTH) return undefined;
  switch (value.kind) {
    case "none":
      return null;
    case "boolean":
    case "float":
    case "string":
    case "bytes":
    case "path":
      return value.value;
    case "integer":
      return Number(value.value);
    case "reference":
    case "function":
    case "class":
      return value.name;
    case "partial":
      return shownText(value)?.text;
    case "dict":
      return undefined;
    case "list":
    case "tuple":
    case "set": {
      if (!isSequence(value) || value.open !== undefined) return undefined;
      const items = value.items.map((item) => plain(item, depth + 1));
      return items.includes(undefined) ? undefined : items;
    }
    case "instance":
    case "either":
    case "unknown":
      return undefined;
  }
}

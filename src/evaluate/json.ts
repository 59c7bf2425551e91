import type { Value } from "./value.ts";

/**
 * The value as JSON: tuples and sets become arrays, paths strings, integers numbers where exact, else strings, bytes `{"bytes": latin-1}`.
 * Anything not wholly known is an object with "unknown": the reason; beside it "partial", "either", "reference", "items" or
 * "entries" say what is known. A dict becomes an object only when every key is a string or a number written in one way.
 */
export function toJson(value: Value): unknown {
  switch (value.kind) {
    case "none":
      return null;
    case "boolean":
    case "string":
    case "path":
      return value.value;
    case "integer":
      return value.value >= BigInt(Number.MIN_SAFE_INTEGER) && value.value <= BigInt(Number.MAX_SAFE_INTEGER)
        ? Number(value.value)
        : value.value.toString();
    case "float":
      return Number.isFinite(value.value)
        ? value.value
        : { unknown: "a number that JSON cannot hold", float: String(value.value) };
    case "bytes":
      return { bytes: value.value };
    case "list":
    case "tuple":
    case "set": {
      const items = value.items.map(toJson);
      return value.open === undefined ? items : { unknown: value.open, items };
    }
    case "dict":
      return dictJson(value);
    case "reference":
    case "function":
    case "class":
      return {
        unknown: `the ${value.kind === "reference" ? "object" : value.kind} ${value.name}`,
        reference: value.name,
      };
    case "instance":
      return {
        unknown: `an object made by ${value.class}`,
        reference: value.class,
        args: value.args.map(toJson),
        keywords: record(Object.entries(value.keywords).map(([name, item]) => [name, toJson(item)])),
      };
    case "partial":
      return {
        unknown: value.parts.find((part) => typeof part !== "string")?.why ?? "it is partly known",
        partial: value.parts.map((part) => (typeof part === "string" ? part : `{${part.symbol}}`)).join(""),
      };
    case "either":
      return {
        unknown: "it depends",
        either: value.options.map(({ when, value: option }) => ({ when, value: toJson(option) })),
      };
    case "unknown":
      return { unknown: value.why };
  }
}

function dictJson(value: Extract<Value, { kind: "dict" }>): unknown {
  const pairs: [string, unknown][] = [];
  const seen = new Set<string>();
  let plain = true;
  for (const entry of value.entries) {
    const key = keyText(entry.key);
    if (key === null || seen.has(key)) plain = false;
    else seen.add(key);
    pairs.push([key ?? "", toJson(entry.value)]);
  }
  // An object with an "unknown" key of its own would look like a value that is not known.
  if (!plain || seen.has("unknown"))
    return {
      unknown: "a dict that JSON cannot hold",
      entries: value.entries.map((entry) => [toJson(entry.key), toJson(entry.value)]),
    };
  return value.open === undefined ? record(pairs) : { unknown: value.open, entries: pairs };
}

function record(pairs: readonly (readonly [string, unknown])[]): Record<string, unknown> {
  const made: Record<string, unknown> = {};
  for (const [key, item] of pairs)
    Object.defineProperty(made, key, { value: item, enumerable: true, configurable: true, writable: true });
  return made;
}

/** As Python's `json.dumps` writes keys. */
function keyText(key: Value): string | null {
  if (key.kind === "string") return key.value;
  if (key.kind === "integer") return key.value.toString();
  if (key.kind === "boolean") return key.value ? "true" : "false";
  return key.kind === "none" ? "null" : null;
}

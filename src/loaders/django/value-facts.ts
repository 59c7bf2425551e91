import type { DictEntry, Value } from "../../evaluate/value.ts";
import type { FileSpan } from "../../text/span.ts";
import { defaultFact, setFact, unknownFact, type Fact } from "../../model/fact.ts";

export type Dict = Extract<Value, { kind: "dict" }>;
export type Sequence = Extract<Value, { kind: "list" | "tuple" | "set" }>;

/** How deep alternatives inside alternatives are followed. */
const MAX_DEPTH = 8;

/**
 * A value as a fact. `read` gives what a single known value means, or undefined when that is not known;
 * `fallback` is the place used when the value carries none.
 */
export function valueFact<T>(
  value: Value,
  fallback: FileSpan,
  read: (value: Value) => T | undefined,
  depth = 0,
): Fact<T> {
  const at = value.at ?? fallback;
  if (value.kind === "unknown") return unknownFact(value.why, at);
  if (value.kind === "either") {
    if (depth >= MAX_DEPTH) return unknownFact("too many alternatives", at);
    return {
      state: "either",
      options: value.options.map((option) => ({
        when: option.when,
        fact: valueFact(option.value, at, read, depth + 1),
      })),
      at,
    };
  }
  const known = read(value);
  if (known === undefined) return unknownFact(whyUnknown(value), at);
  return setFact(known, at, (value.via?.length ?? 0) > 0 ? "import" : "file", value.via ?? []);
}

function whyUnknown(value: Value): string {
  if (value.kind === "partial") {
    const piece = value.parts.find((part) => typeof part !== "string");
    if (piece !== undefined) return piece.why;
  }
  return "its value is not known without running the settings";
}

/** Python's truth of a value; undefined when it cannot be known. */
export function truth(value: Value): boolean | undefined {
  switch (value.kind) {
    case "none":
      return false;
    case "boolean":
      return value.value;
    case "integer":
      return value.value !== 0n;
    case "float":
      return value.value !== 0;
    case "string":
    case "bytes":
      return value.value !== "";
    case "path":
    case "reference":
    case "function":
    case "class":
      return true;
    case "list":
    case "tuple":
    case "set":
      return value.items.length > 0 ? true : value.open === undefined ? false : undefined;
    case "dict":
      return value.entries.length > 0 ? true : value.open === undefined ? false : undefined;
    case "partial":
      return value.makes === "path" || value.parts.some((part) => typeof part === "string" && part !== "")
        ? true
        : undefined;
    case "either": {
      const truths = new Set(value.options.map((option) => truth(option.value)));
      return truths.size === 1 ? [...truths][0] : undefined;
    }
    case "instance":
    case "unknown":
      return undefined;
  }
}

export function booleanFact(value: Value, fallback: FileSpan): Fact<boolean> {
  return valueFact(value, fallback, truth);
}

export function stringFact(value: Value, fallback: FileSpan): Fact<string> {
  return valueFact(value, fallback, (each) =>
    each.kind === "string" || each.kind === "path" ? each.value : undefined,
  );
}

/** A setting that is not written has the default of the program. */
export function entryFact<T>(
  value: Value | undefined,
  fallback: FileSpan,
  otherwise: T,
  since: string,
  make: (value: Value, fallback: FileSpan) => Fact<T>,
): Fact<T> {
  return value === undefined ? defaultFact(otherwise, since) : make(value, fallback);
}

/** The last entry with this string key. */
export function entryOf(dict: Dict, key: string): DictEntry | undefined {
  return dict.entries.findLast((entry) => entry.key.kind === "string" && entry.key.value === key);
}

/** True when the dict may hold keys that are not listed. */
export function isOpen(dict: Dict): boolean {
  return dict.open !== undefined || dict.entries.some((entry) => !isConstant(entry.key));
}

export function isConstant(value: Value): boolean {
  return value.kind !== "unknown" && value.kind !== "either" && value.kind !== "partial";
}

export function isSequence(value: Value): value is Sequence {
  return value.kind === "list" || value.kind === "tuple" || value.kind === "set";
}

/** Text of a string or path with its unknown pieces as `{piece}`; undefined for anything else. */
export function shownText(value: Value): { readonly text: string; readonly exact: boolean } | undefined {
  if (value.kind === "string" || value.kind === "path") return { text: value.value, exact: true };
  if (value.kind !== "partial") return undefined;
  const text = value.parts.map((part) => (typeof part === "string" ? part : `{${part.symbol}}`)).join("");
  return { text, exact: value.parts.every((part) => typeof part === "string") };
}

/** How Python's repr shows a string, for messages in Python's words. */
export function pythonRepr(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text
    .replaceAll("\\", "\\\\")
    .replaceAll("\n", "\\n")
    .replaceAll("\r", "\\r")
    .replaceAll("\t", "\\t");
  return quote + (quote === "'" ? escaped.replaceAll("'", "\\'") : escaped) + quote;
}

/** Python's name of a value's type, as error messages say it; null when not known. */
export function pythonType(value: Value): string | null {
  switch (value.kind) {
    case "none":
      return "NoneType";
    case "boolean":
      return "bool";
    case "integer":
      return "int";
    case "string":
      return "str";
    case "float":
    case "bytes":
    case "list":
    case "tuple":
    case "set":
    case "dict":
    case "function":
      return value.kind;
    case "path":
    case "class":
    case "reference":
    case "instance":
    case "partial":
    case "either":
    case "unknown":
      return null;
  }
}

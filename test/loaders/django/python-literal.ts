import type { Value } from "../../../src/evaluate/value.ts";

/** A Python literal that tests can write as source and give as a value. */
export type Literal =
  | null
  | boolean
  | number
  | string
  | readonly Literal[]
  | { readonly dict: readonly (readonly [Literal, Literal])[] }
  | { readonly tuple: readonly Literal[] }
  | { readonly reference: string };

export function dict(entries: Readonly<Record<string, Literal>>): Literal {
  return { dict: Object.entries(entries) };
}

export function toPython(literal: Literal): string {
  if (literal === null) return "None";
  if (typeof literal === "boolean") return literal ? "True" : "False";
  if (typeof literal === "number") return String(literal);
  if (typeof literal === "string") return JSON.stringify(literal);
  if (isList(literal)) return `[${literal.map(toPython).join(", ")}]`;
  if ("dict" in literal)
    return `{${literal.dict.map(([key, value]) => `${toPython(key)}: ${toPython(value)}`).join(", ")}}`;
  if ("tuple" in literal) return `(${literal.tuple.map((item) => `${toPython(item)},`).join(" ")})`;
  return literal.reference;
}

export function toValue(literal: Literal): Value {
  const at = { file: "settings.py", start: 0, end: 1 };
  if (literal === null) return { kind: "none", at };
  if (typeof literal === "boolean") return { kind: "boolean", value: literal, at };
  if (typeof literal === "number") {
    return Number.isInteger(literal)
      ? { kind: "integer", value: BigInt(literal), at }
      : { kind: "float", value: literal, at };
  }
  if (typeof literal === "string") return { kind: "string", value: literal, at };
  if (isList(literal)) return { kind: "list", items: literal.map(toValue), at };
  if ("dict" in literal) {
    return {
      kind: "dict",
      entries: literal.dict.map(([key, value]) => ({ key: toValue(key), value: toValue(value), at })),
      at,
    };
  }
  if ("tuple" in literal) return { kind: "tuple", items: literal.tuple.map(toValue), at };
  return { kind: "reference", name: literal.reference, at };
}

function isList(literal: Literal): literal is readonly Literal[] {
  return Array.isArray(literal);
}

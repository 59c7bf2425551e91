import type { EnvPart } from "./tree.ts";

/** What a lookup knows of a variable: its value, that it is unset, or neither. */
export type Lookup = (name: string) => { readonly value: string } | "unset" | "unknown";

/**
 * The text of a value with its variables looked up, or the name of the first variable that decides and is not known.
 * An unset variable without a default is empty, and so is one that is required (`?`), where the program stops.
 */
export function resolveParts(
  parts: readonly EnvPart[],
  lookup: Lookup,
): { value: string } | { unknown: string } {
  let value = "";
  for (const part of parts) {
    const piece = part.kind === "text" ? part : resolveVariable(part, lookup);
    if ("unknown" in piece) return piece;
    value += piece.value;
  }
  return { value };
}

type Variable = Extract<EnvPart, { kind: "variable" }>;

// Nests as deep as the operands do, which the readers bound.
function resolveVariable(part: Variable, lookup: Lookup): { value: string } | { unknown: string } {
  const found = lookup(part.name);
  if (found === "unknown") return { unknown: part.name };
  const value = found === "unset" ? "" : found.value;
  const isSet = part.operator?.startsWith(":") === true ? value !== "" : found !== "unset";
  switch (part.operator) {
    case null:
    case "?":
    case ":?":
      return { value };
    case "-":
    case ":-":
      return isSet ? { value } : resolveParts(part.operand, lookup);
    case "+":
    case ":+":
      return isSet ? resolveParts(part.operand, lookup) : { value: "" };
  }
}

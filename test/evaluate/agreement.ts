import type { Value } from "../../src/evaluate/value.ts";

/** What run_modules.py prints for a value. */
export type Real =
  | readonly ["none" | "cycle" | "deep"]
  | readonly ["bool", boolean]
  | readonly ["int" | "float" | "str" | "bytes" | "path" | "other", string]
  | readonly ["list" | "tuple" | "set", readonly Real[]]
  | readonly ["dict", readonly (readonly [Real, Real])[]];

/** Counts of leaves that are known and of those that are not. */
export interface Tally {
  known: number;
  unknown: number;
}

/**
 * Is the computed value true of the real one? Null when it is, else where and how it is not. Unknown is always true;
 * `either` is true when an option is; partly known text when its pieces are there.
 */
export function disagreement(value: Value, real: Real, tally: Tally, place = ""): string | null {
  const wrong = (): string =>
    `${place || "value"}: computed ${show(value)}, real ${JSON.stringify(real).slice(0, 300)}`;
  switch (value.kind) {
    case "unknown":
      tally.unknown++;
      return value.notDefined === true ? wrong() : null;
    case "either": {
      tally.unknown++;
      const tries = value.options.map((option) =>
        disagreement(option.value, real, { known: 0, unknown: 0 }, place),
      );
      return tries.some((found) => found === null) ? null : wrong();
    }
    case "partial":
      tally.unknown++;
      if (real[0] !== (value.makes === "path" ? "path" : "str")) return wrong();
      return piecesFit(value.parts, real[1]) ? null : wrong();
    case "reference":
    case "instance":
    case "function":
    case "class":
      tally.unknown++;
      return value.kind === "reference" ||
        real[0] === "other" ||
        (value.kind === "instance" && real[0] !== "none")
        ? null
        : wrong();
    case "none":
      tally.known++;
      return real[0] === "none" ? null : wrong();
    case "boolean":
      tally.known++;
      return real[0] === "bool" && real[1] === value.value ? null : wrong();
    case "integer":
      tally.known++;
      return real[0] === "int" && real[1] === value.value.toString() ? null : wrong();
    case "float":
      tally.known++;
      return real[0] === "float" &&
        (Number(real[1]) === value.value ||
          (Number.isNaN(value.value) && real[1] === "nan") ||
          real[1] === String(value.value).replace("Infinity", "inf")) &&
        Object.is(Math.sign(Number(real[1])) === 0 && real[1].startsWith("-"), Object.is(value.value, -0))
        ? null
        : wrong();
    case "string":
    case "bytes":
    case "path":
      tally.known++;
      return real[0] === (value.kind === "string" ? "str" : value.kind) && real[1] === value.value
        ? null
        : wrong();
    case "list":
    case "tuple":
      if (real[0] !== value.kind) return wrong();
      if (value.open !== undefined) {
        tally.unknown++;
        return null;
      }
      if (real[1].length !== value.items.length) return wrong();
      return firstOf(
        value.items.map((item, at) => disagreement(item, real[1][at]!, tally, `${place}[${at}]`)),
      );
    case "set": {
      if (real[0] !== "set") return wrong();
      if (value.open === undefined && real[1].length !== value.items.length) return wrong();
      if (value.open !== undefined) tally.unknown++;
      const missing = value.items.find(
        (item) => !real[1].some((one) => disagreement(item, one, { known: 0, unknown: 0 }) === null),
      );
      return missing === undefined ? null : wrong();
    }
    case "dict": {
      if (real[0] !== "dict") return wrong();
      if (value.open !== undefined) tally.unknown++;
      else if (real[1].length !== value.entries.length) return wrong();
      return firstOf(
        value.entries.map((entry) => {
          const found = real[1].find(
            ([key]) => disagreement(entry.key, key, { known: 0, unknown: 0 }) === null,
          );
          if (found === undefined)
            return value.open === undefined ? `${place}: key ${show(entry.key)} is not there` : null;
          return disagreement(entry.value, found[1], tally, `${place}[${show(entry.key)}]`);
        }),
      );
    }
  }
}

function firstOf(found: readonly (string | null)[]): string | null {
  return found.find((one) => one !== null) ?? null;
}

function piecesFit(parts: readonly (string | { symbol: string })[], text: string): boolean {
  let at = 0;
  for (const [index, part] of parts.entries()) {
    if (typeof part !== "string") continue;
    if (index === parts.length - 1) return text.length - part.length >= at && text.endsWith(part);
    const found = index === 0 ? (text.startsWith(part) ? 0 : -1) : text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return true;
}

export function show(value: Value): string {
  return JSON.stringify(value, (key, item: unknown) =>
    typeof item === "bigint" ? `${item}n` : key === "at" || key === "via" ? undefined : item,
  ).slice(0, 400);
}

import { numberOf } from "../core/arithmetic.ts";
import { choose } from "../core/branch.ts";
import { typeName } from "../core/collections.ts";
import { isNever } from "../core/condition.ts";
import { Raised, uncertain, type Machine } from "../core/machine.ts";
import { reprOf, strParts } from "../core/text.ts";
import { test } from "../core/truth.ts";
import { boolean, float, fromParts, integer, type Plain, type Val } from "../core/val.ts";
import { unknownPiece } from "../language/expressions.ts";

/** A value of which the type or the contents are not known. */
export const doubtful = (value: Plain): boolean =>
  value.kind === "unknown" ||
  value.kind === "foreign" ||
  value.kind === "reference" ||
  value.kind === "partial";

/** `int(text)`: ASCII digits with underscores and a sign. */
export function parseInteger(text: string, base = 10n): bigint | null {
  const trimmed = text.trim().replace(/(?<=[0-9a-zA-Z])_(?=[0-9a-zA-Z])/g, "");
  if (base === 10n) return /^[-+]?[0-9]{1,4300}$/.test(trimmed) ? BigInt(trimmed.replace(/^\+/, "")) : null;
  if (!/^[0-9a-zA-Z]{1,1000}$/.test(trimmed) || base < 2n || base > 36n) return null;
  let value = 0n;
  for (const digit of trimmed.toLowerCase()) {
    const worth = BigInt(Number.parseInt(digit, 36));
    if (worth >= base) return null;
    value = value * base + worth;
  }
  return value;
}

/** `int(value)`. */
export function toInteger(machine: Machine, value: Plain, base?: Plain): Val {
  const number = numberOf(value);
  if (base !== undefined) {
    if (base.kind !== "integer" || value.kind !== "string") return uncertain(machine, "int() with a base");
    const parsed = parseInteger(value.value.replace(/^\s*0[xXoObB]/, ""), base.value);
    return parsed === null ? uncertain(machine, "int() with a base") : integer(parsed);
  }
  if (typeof number === "bigint") return integer(number);
  if (typeof number === "number") {
    if (!Number.isFinite(number))
      throw new Raised(
        Number.isNaN(number) ? "ValueError" : "OverflowError",
        "cannot convert float to integer",
      );
    return integer(BigInt(Math.trunc(number)));
  }
  if (value.kind === "string") {
    if (/[^\0-\x7f]/.test(value.value)) return uncertain(machine, "int() of a text that is not ASCII");
    const parsed = parseInteger(value.value);
    if (parsed === null)
      throw new Raised("ValueError", `invalid literal for int() with base 10: ${reprOf(value) ?? ""}`);
    return integer(parsed);
  }
  if (doubtful(value)) return uncertain(machine, "int() of something that is not known");
  if (value.kind === "object" && value.ref.type === "instance")
    return uncertain(machine, "int() of an object");
  throw new Raised(
    "TypeError",
    `int() argument must be a string, a bytes-like object or a real number, not '${typeName(value)}'`,
  );
}

/** `float(value)`. */
export function toFloat(machine: Machine, value: Plain): Val {
  const number = numberOf(value);
  if (number !== null)
    return typeof number === "bigint" && (number > 1n << 53n || number < -(1n << 53n))
      ? uncertain(machine, "float() of a large number")
      : float(Number(number));
  if (value.kind === "string") {
    const text = value.value.trim().replace(/(?<=\d)_(?=\d)/g, "");
    if (/^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?$/.test(text)) return float(Number(text));
    if (/^[-+]?(?:inf|infinity|nan)$/i.test(text) || /[^\0-\x7f]/.test(text))
      return uncertain(machine, "float() of a special text");
    throw new Raised("ValueError", `could not convert string to float: ${reprOf(value) ?? ""}`);
  }
  if (doubtful(value)) return uncertain(machine, "float() of something that is not known");
  throw new Raised("TypeError", "float() argument must be a string or a real number");
}

/** `str(value)`. */
export function toText(machine: Machine, value: Plain): Val {
  const parts = strParts(value);
  return parts === null ? unknownPiece(machine, value) : fromParts("string", parts);
}

/** `bool(value)`; `text` names the value in conditions. */
export function toBoolean(machine: Machine, value: Val, text = "the value"): Val {
  const { yes, no } = test(machine, value, text);
  return choose([
    ...(isNever(yes) ? [] : [{ when: yes, value: boolean(true) }]),
    ...(isNever(no) ? [] : [{ when: no, value: boolean(false) }]),
  ]);
}

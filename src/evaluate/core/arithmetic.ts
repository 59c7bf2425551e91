import type { BinaryOperator } from "../../read/python/tree.ts";
import { newDict, newSet, type Entry } from "./heap.ts";
import { addToSet, listOf, typeName, updateDict, pairsOf } from "./collections.ts";
import { Raised, spend, uncertain, type Machine } from "./machine.ts";
import { boolean, float, fromParts, integer, partsOf, string, tuple, type Plain, type Val } from "./val.ts";
import { joinPaths } from "./paths.ts";

const MOST_CHARACTERS = 1_000_000;
const MOST_ITEMS = 100_000;

/** `a op b` of known operands. `%` of strings is done by the caller. */
export function binary(machine: Machine, operator: BinaryOperator, a: Plain, b: Plain): Val {
  if (isUndecided(a) || isUndecided(b)) return uncertain(machine, "an operand is not known");
  const [x, y] = [numberOf(a), numberOf(b)];
  if (x !== null && y !== null)
    return arithmetic(machine, operator, x, y, a.kind === "boolean" && b.kind === "boolean");
  const found =
    operator === "+"
      ? concatenate(machine, a, b)
      : operator === "*"
        ? repeat(machine, a, b)
        : other(machine, operator, a, b);
  if (found !== null) return found;
  if (a.kind === "object" && a.ref.type === "instance") return uncertain(machine, "an operator of an object");
  if (b.kind === "object" && b.ref.type === "instance") return uncertain(machine, "an operator of an object");
  throw new Raised(
    "TypeError",
    `unsupported operand type(s) for ${operator}: '${typeName(a)}' and '${typeName(b)}'`,
  );
}

function isUndecided(value: Plain): boolean {
  return (
    value.kind === "unknown" ||
    value.kind === "foreign" ||
    value.kind === "reference" ||
    value.kind === "unbound"
  );
}

export type Numeric = bigint | number;

export function numberOf(value: Plain): Numeric | null {
  if (value.kind === "integer" || value.kind === "float") return value.value;
  return value.kind === "boolean" ? (value.value ? 1n : 0n) : null;
}

function arithmetic(
  machine: Machine,
  operator: BinaryOperator,
  a: Numeric,
  b: Numeric,
  booleans: boolean,
): Plain {
  if (typeof a === "bigint" && typeof b === "bigint") return integers(machine, operator, a, b, booleans);
  const [x, y] = [Number(a), Number(b)];
  switch (operator) {
    case "+":
      return float(x + y);
    case "-":
      return float(x - y);
    case "*":
      return float(x * y);
    case "/":
      if (y === 0) throw new Raised("ZeroDivisionError", "float division by zero");
      return float(x / y);
    case "//":
    case "%":
      if (y === 0) throw new Raised("ZeroDivisionError", "float divmod()");
      return floatDivision(machine, operator, x, y);
    case "**":
      return x >= 0 && x === Math.trunc(x) && y === Math.trunc(y) && Math.abs(y) < 20 && Math.abs(x) < 1000
        ? float(x ** y)
        : uncertain(machine, "a power of floats");
    default:
      throw new Raised("TypeError", `unsupported operand type(s) for ${operator}: 'float'`);
  }
}

/** As `float_divmod` of CPython's floatobject.c: the remainder takes the divisor's sign. */
function floatDivision(machine: Machine, operator: "//" | "%", x: number, y: number): Plain {
  if (!Number.isFinite(x) || !Number.isFinite(y)) return uncertain(machine, "a division of infinities");
  let remainder = x % y;
  let quotient = (x - remainder) / y;
  if (remainder !== 0) {
    if (y < 0 !== remainder < 0) {
      remainder += y;
      quotient -= 1;
    }
  } else remainder = y < 0 ? -0 : 0;
  if (operator === "%") return float(remainder);
  if (quotient === 0) return float(x / y < 0 ? -0 : 0);
  const floor = Math.floor(quotient);
  return float(quotient - floor > 0.5 ? floor + 1 : floor);
}

function integers(
  machine: Machine,
  operator: BinaryOperator,
  a: bigint,
  b: bigint,
  booleans: boolean,
): Plain {
  switch (operator) {
    case "+":
      return integer(a + b);
    case "-":
      return integer(a - b);
    case "*":
      return bits(a) + bits(b) > 100_000 ? uncertain(machine, "a very large number") : integer(a * b);
    case "/":
      if (b === 0n) throw new Raised("ZeroDivisionError", "division by zero");
      return isExact(a) && isExact(b)
        ? float(Number(a) / Number(b))
        : uncertain(machine, "a division of large numbers");
    case "//":
    case "%": {
      if (b === 0n) throw new Raised("ZeroDivisionError", "integer division or modulo by zero");
      const remainder = a % b;
      const adjust = remainder !== 0n && remainder < 0n !== b < 0n;
      return integer(operator === "//" ? a / b - (adjust ? 1n : 0n) : adjust ? remainder + b : remainder);
    }
    case "**":
      if (b < 0n) return uncertain(machine, "a negative power");
      return bits(a) * Number(b) > 100_000 ? uncertain(machine, "a very large number") : integer(a ** b);
    case "<<":
      if (b < 0n) throw new Raised("ValueError", "negative shift count");
      return b > 100_000n || bits(a) > 100_000 ? uncertain(machine, "a very large number") : integer(a << b);
    case ">>":
      if (b < 0n) throw new Raised("ValueError", "negative shift count");
      return b > 1_000_000n ? integer(a < 0n ? -1n : 0n) : integer(a >> b);
    case "&":
      return booleans ? boolean((a & b) !== 0n) : integer(a & b);
    case "|":
      return booleans ? boolean((a | b) !== 0n) : integer(a | b);
    case "^":
      return booleans ? boolean((a ^ b) !== 0n) : integer(a ^ b);
    case "@":
      throw new Raised("TypeError", "unsupported operand type(s) for @: 'int' and 'int'");
  }
}

function bits(value: bigint): number {
  return value.toString(16).length * 4;
}

function isExact(value: bigint): boolean {
  return value <= 9007199254740992n && value >= -9007199254740992n;
}

function concatenate(machine: Machine, a: Plain, b: Plain): Val | null {
  if (isText(a) && isText(b)) {
    const parts = [...(partsOf(a) ?? []), ...(partsOf(b) ?? [])];
    const length = parts.reduce((sum, part) => sum + (typeof part === "string" ? part.length : 1), 0);
    if (length > MOST_CHARACTERS) return uncertain(machine, "a very long string");
    spend(machine, length >> 6);
    return fromParts("string", parts);
  }
  if (a.kind === "bytes" && b.kind === "bytes") return { kind: "bytes", value: a.value + b.value };
  if (a.kind === "tuple" && b.kind === "tuple") {
    spend(machine, a.items.length + b.items.length);
    return a.items.length + b.items.length > MOST_ITEMS
      ? uncertain(machine, "a very long tuple")
      : tuple([...a.items, ...b.items]);
  }
  if (a.kind !== "object" || b.kind !== "object" || a.ref.type !== "list" || b.ref.type !== "list")
    return null;
  const { items, open } = a.ref.content;
  spend(machine, items.length + b.ref.content.items.length);
  if (items.length + b.ref.content.items.length > MOST_ITEMS) return uncertain(machine, "a very long list");
  return listOf([...items, ...b.ref.content.items], open ?? b.ref.content.open);
}

export function isText(value: Plain): boolean {
  return value.kind === "string" || (value.kind === "partial" && value.makes === "string");
}

export function isPath(value: Plain): boolean {
  return value.kind === "path" || (value.kind === "partial" && value.makes === "path");
}

function repeat(machine: Machine, a: Plain, b: Plain): Val | null {
  const count = a.kind === "integer" || a.kind === "boolean" ? a : b;
  const value = count === a ? b : a;
  if (count.kind !== "integer" && count.kind !== "boolean") return null;
  const times =
    count.kind === "boolean"
      ? Number(count.value)
      : count.value < 0n
        ? 0
        : count.value > 10_000_000n
          ? 10_000_000
          : Number(count.value);
  const parts = partsOf(value);
  if (parts !== null && isText(value)) {
    const length = parts.reduce((sum, part) => sum + (typeof part === "string" ? part.length : 1), 0);
    if (length * times > MOST_CHARACTERS) return uncertain(machine, "a very long string");
    spend(machine, (length * times) >> 6);
    if (value.kind === "string") return string(value.value.repeat(times));
    return fromParts("string", Array.from({ length: times }, () => parts).flat());
  }
  if (value.kind === "bytes")
    return value.value.length * times > MOST_CHARACTERS
      ? uncertain(machine, "very many bytes")
      : { kind: "bytes", value: value.value.repeat(times) };
  const items =
    value.kind === "tuple"
      ? value.items.map((item) => ({ value: item }))
      : value.kind === "object" && value.ref.type === "list"
        ? value.ref.content.items
        : null;
  if (items === null) return null;
  if (items.length * times > MOST_ITEMS) return uncertain(machine, "a very long list");
  spend(machine, items.length * times);
  const repeated = Array.from({ length: times }, () => items).flat();
  if (value.kind === "tuple") return tuple(repeated.map((item) => item.value));
  return listOf(
    repeated,
    value.kind === "object" && value.ref.type === "list" ? value.ref.content.open : undefined,
  );
}

function other(machine: Machine, operator: BinaryOperator, a: Plain, b: Plain): Val | null {
  if (operator === "/" && (isPath(a) || isPath(b)) && partsOf(a) !== null && partsOf(b) !== null)
    return joinPaths("path", [a, b]) ?? uncertain(machine, "a path is not known");
  if (a.kind !== "object" || b.kind !== "object") return null;
  if (a.ref.type === "dict" && b.ref.type === "dict" && operator === "|") {
    const dict = newDict(new Map(a.ref.content.entries), a.ref.content.open);
    updateDict(machine, dict, pairsOf(machine, b));
    return { kind: "object", ref: dict };
  }
  if (a.ref.type === "set" && b.ref.type === "set") return combineSets(machine, operator, a.ref, b.ref);
  return null;
}

type SetRef = Extract<Extract<Plain, { kind: "object" }>["ref"], { type: "set" }>;

/** `|`, `&`, `-` and `^` of sets. */
export function combineSets(machine: Machine, operator: string, a: SetRef, b: SetRef): Val | null {
  const [left, right] = [a.content, b.content];
  const doubtful = [...left.entries.values(), ...right.entries.values()].some(
    (entry) => entry.when !== undefined,
  );
  spend(machine, left.entries.size + right.entries.size);
  if (operator === "|") {
    const set = newSet(new Map(left.entries), a.frozen, left.open ?? right.open);
    for (const entry of right.entries.values()) addToSet(machine, set, entry.value, entry.when);
    return { kind: "object", ref: set };
  }
  if (operator !== "&" && operator !== "-" && operator !== "^") return null;
  if (doubtful || left.open !== undefined || right.open !== undefined)
    return uncertain(machine, "a set is not wholly known");
  const entries = new Map<string, Entry>();
  for (const [key, entry] of left.entries)
    if (right.entries.has(key) === (operator === "&")) entries.set(key, entry);
  if (operator === "^")
    for (const [key, entry] of right.entries) if (!left.entries.has(key)) entries.set(key, entry);
  return { kind: "object", ref: newSet(entries, a.frozen) };
}

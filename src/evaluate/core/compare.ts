import type { CompareOperator } from "../../read/python/tree.ts";
import { numberOf, isPath, isText } from "./arithmetic.ts";
import { choose } from "./branch.ts";
import { ALWAYS, not } from "./condition.ts";
import { typeName } from "./collections.ts";
import { variable } from "../library/environment.ts";
import { hasName } from "../library/namespaces.ts";
import { namespaceOf } from "../library/scope-functions.ts";
import { Raised, spend, type Machine } from "./machine.ts";
import { isUnhashable, keyOf, same } from "./sameness.ts";
import { questionKey } from "./text.ts";
import { undecided } from "./truth.ts";
import { boolean, FALSE, partsOf, TRUE, type Part, type Plain, type Val } from "./val.ts";

/** `a op b`; a boolean that nobody can decide becomes either True or False, under a condition worded after `text`. */
export function compare(machine: Machine, operator: CompareOperator, a: Plain, b: Plain, text: string): Val {
  switch (operator) {
    case "==":
      return equality(machine, a, b, text);
    case "!=":
      return negate(equality(machine, a, b, text));
    case "is":
      return identity(machine, a, b, text);
    case "is not":
      return negate(identity(machine, a, b, text));
    case "in":
      return membership(machine, a, b, text);
    case "not in":
      return negate(membership(machine, a, b, text));
    default: {
      const order = orderOf(machine, a, b);
      if (order === null) return question(machine, operator, a, b, text);
      if (Number.isNaN(order)) return FALSE;
      return boolean(
        operator === "<"
          ? order < 0
          : operator === "<="
            ? order <= 0
            : operator === ">"
              ? order > 0
              : order >= 0,
      );
    }
  }
}

function negate(value: Val): Val {
  if (value.kind !== "either") return boolean(!(value.kind === "boolean" && value.value));
  return {
    kind: "either",
    options: value.options.map(({ when, value: option }) => ({
      when,
      value: boolean(!(option.kind === "boolean" && option.value)),
    })),
  };
}

function question(machine: Machine, operator: string, a: Plain, b: Plain, text: string): Val {
  const [left, right] = [questionKey(a), questionKey(b)];
  const id = left === null || right === null ? `${machine.context}:${text}` : `${operator}:${left}:${right}`;
  return undecided(id, text, `not (${text})`);
}

function equality(machine: Machine, a: Plain, b: Plain, text: string): Val {
  const known = equal(machine, a, b);
  if (known !== null) return boolean(known);
  const [partial, other] = a.kind === "partial" ? [a, b] : [b, a];
  if (partial.kind === "partial" && other.kind === "string") {
    const key = JSON.stringify(partial.parts);
    const [only] = partial.parts;
    const name =
      partial.parts.length === 1 &&
      only !== undefined &&
      typeof only !== "string" &&
      only.symbol.startsWith("$")
        ? only.symbol.slice(1)
        : (text.split(" == ")[0] ?? text);
    const shown = JSON.stringify(other.value);
    return undecided(
      `is:${key}:${other.value}`,
      `${name} is ${shown}`,
      `${name} is not ${shown}`,
      `is:${key}`,
    );
  }
  return question(machine, "==", a, b, text);
}

/** `a == b`; null when that is not known. */
export function equal(machine: Machine, a: Val, b: Val, depth = 0): boolean | null {
  spend(machine);
  if (a.kind === "either" || b.kind === "either") return same(a, b) ? true : null;
  if (isOpen(a) || isOpen(b)) return same(a, b) ? true : null;
  const [x, y] = [numberOf(a), numberOf(b)];
  if (x !== null || y !== null) return x !== null && y !== null && x == y;
  if (a.kind === "partial" || b.kind === "partial") return partialEqual(a, b);
  if (a.kind === "tuple" && b.kind === "tuple") return everyEqual(machine, a.items, b.items, depth);
  if (a.kind === "object" && b.kind === "object") return objectsEqual(machine, a.ref, b.ref, depth);
  return same(a, b);
}

function isOpen(value: Plain): boolean {
  return (
    value.kind === "unknown" ||
    value.kind === "foreign" ||
    (value.kind === "reference" && value.module !== true) ||
    (value.kind === "object" && value.ref.type === "instance")
  );
}

function partialEqual(a: Plain, b: Plain): boolean | null {
  if (same(a, b)) return true;
  const [left, right] = [partsOf(a), partsOf(b)];
  if (left === null || right === null || isPath(a) !== isPath(b)) return false;
  return mayAgree(left, right) && mayAgree([...left].reverse(), [...right].reverse(), true) ? null : false;
}

/** Could the two texts begin (or end) alike? */
function mayAgree(a: readonly Part[], b: readonly Part[], ends = false): boolean {
  const [x, y] = [a[0], b[0]];
  if (typeof x !== "string" || typeof y !== "string") return true;
  const length = Math.min(x.length, y.length);
  return ends
    ? length === 0 || x.slice(-length) === y.slice(-length)
    : x.slice(0, length) === y.slice(0, length);
}

function everyEqual(machine: Machine, a: readonly Val[], b: readonly Val[], depth: number): boolean | null {
  if (a.length !== b.length) return false;
  if (depth > 50) return null;
  let sure: boolean | null = true;
  for (const [at, item] of a.entries()) {
    const other = b[at];
    const found = other === undefined ? false : equal(machine, item, other, depth + 1);
    if (found === false) return false;
    if (found === null) sure = null;
  }
  return sure;
}

type Ref = Extract<Plain, { kind: "object" }>["ref"];

function objectsEqual(machine: Machine, a: Ref, b: Ref, depth: number): boolean | null {
  if (a === b) return true;
  if (a.type !== b.type) return false;
  if (a.type === "list" && b.type === "list") {
    const [left, right] = [a.content, b.content];
    if (
      left.open !== undefined ||
      right.open !== undefined ||
      [...left.items, ...right.items].some((item) => item.when !== undefined)
    )
      return null;
    return everyEqual(
      machine,
      left.items.map((item) => item.value),
      right.items.map((item) => item.value),
      depth,
    );
  }
  if ((a.type === "dict" && b.type === "dict") || (a.type === "set" && b.type === "set")) {
    const [left, right] = [a.content, b.content];
    if (left.open !== undefined || right.open !== undefined) return null;
    if ([...left.entries.values(), ...right.entries.values()].some((entry) => entry.when !== undefined))
      return null;
    if (left.entries.size !== right.entries.size) return false;
    if (depth > 50) return null;
    let sure: boolean | null = true;
    for (const [key, entry] of left.entries) {
      const other = right.entries.get(key);
      if (other === undefined) return false;
      const found = equal(machine, entry.value, other.value, depth + 1);
      if (found === false) return false;
      if (found === null) sure = null;
    }
    return sure;
  }
  return false;
}

function identity(machine: Machine, a: Plain, b: Plain, text: string): Val {
  if (
    same(a, b) &&
    (a.kind === "none" ||
      a.kind === "boolean" ||
      a.kind === "object" ||
      a.kind === "unknown" ||
      a.kind === "reference")
  )
    return TRUE;
  const kinds = [a.kind, b.kind];
  if (kinds.includes("unknown") || kinds.includes("reference") || kinds.includes("foreign")) {
    const known = [a, b].find((one) => one.kind === "none" || one.kind === "boolean");
    if (known !== undefined && kinds.includes("foreign")) return FALSE;
    return question(machine, "is", a, b, text);
  }
  if (
    kinds.includes("none") ||
    kinds.includes("boolean") ||
    (a.kind === "object" && b.kind === "object") ||
    a.kind !== b.kind
  )
    return FALSE;
  return question(machine, "is", a, b, text);
}

function membership(machine: Machine, a: Plain, b: Plain, text: string): Val {
  if (isText(b)) return textMembership(machine, a, b, text);
  if (b.kind === "reference" && b.name === "os.environ" && a.kind === "string") {
    const value = variable(machine, a.value);
    const options = value.kind === "either" ? value.options : [{ when: ALWAYS, value }];
    return choose(
      options.map((option) => ({ when: option.when, value: boolean(option.value.kind !== "unbound") })),
    );
  }
  const names = namespaceOf(b);
  if (names !== null) return hasName(names, a) ?? question(machine, "in", a, b, text);
  if (b.kind === "object" && (b.ref.type === "dict" || b.ref.type === "set")) {
    if (isUnhashable(a)) throw new Raised("TypeError", `unhashable type: '${typeName(a)}'`);
    const key = keyOf(a);
    const { entries, open } = b.ref.content;
    if (key !== null) {
      const entry = entries.get(key);
      if (entry !== undefined && entry.when === undefined) return TRUE;
      if (open === undefined) {
        if (entry?.when === undefined)
          return [...entries.values()].some((one) => keyOf(one.key) === null)
            ? question(machine, "in", a, b, text)
            : FALSE;
        return choose([
          { when: entry.when, value: TRUE },
          { when: not(entry.when), value: FALSE },
        ]);
      }
      return question(machine, "in", a, b, text);
    }
    if (open === undefined && entries.size <= 12)
      return anyEqual(
        machine,
        a,
        [...entries.values()].map((entry) => ({ value: entry.key, when: entry.when })),
        text,
      );
    return question(machine, "in", a, b, text);
  }
  if (b.kind === "tuple")
    return anyEqual(
      machine,
      a,
      b.items.map((value) => ({ value })),
      text,
    );
  if (b.kind === "foreign" && b.id === 0 && b.args[0]?.kind === "object" && b.args[0].ref.type === "list")
    return membership(machine, a, b.args[0], text);
  if (b.kind === "object" && b.ref.type === "list") {
    const found = anyEqual(machine, a, b.ref.content.items, text);
    return b.ref.content.open !== undefined && !(found.kind === "boolean" && found.value)
      ? question(machine, "in", a, b, text)
      : found;
  }
  if (b.kind === "none" || b.kind === "integer" || b.kind === "float" || b.kind === "boolean")
    throw new Raised("TypeError", `argument of type '${typeName(b)}' is not iterable`);
  return question(machine, "in", a, b, text);
}

function anyEqual(
  machine: Machine,
  a: Plain,
  items: readonly { readonly value: Val; readonly when?: import("./condition.ts").Condition }[],
  text: string,
): Val {
  let doubtful = false;
  const conditions = [];
  for (const { value, when } of items) {
    const found = same(a, value) ? true : equal(machine, a, value);
    if (found === true && when === undefined) return TRUE;
    if (found === true && when !== undefined) conditions.push(when);
    if (found === null) doubtful = true;
  }
  if (
    doubtful &&
    a.kind === "partial" &&
    items.length <= 12 &&
    conditions.length === 0 &&
    items.every((item) => item.when === undefined && item.value.kind !== "either")
  ) {
    const facts = items.flatMap(({ value }) => {
      const answer = value.kind === "either" ? FALSE : equality(machine, a, value, text);
      return answer.kind === "either"
        ? answer.options.filter((option) => option.value === TRUE).map((option) => option.when)
        : [];
    });
    const any = facts.flat();
    return choose([
      { when: any, value: TRUE },
      { when: not(any), value: FALSE },
    ]);
  }
  if (doubtful) return undecided(`in:${machine.context}:${text}`, text, `not (${text})`);
  if (conditions.length === 0) return FALSE;
  const any = conditions.length === 1 && conditions[0] !== undefined ? conditions[0] : conditions.flat();
  return choose([
    { when: any, value: TRUE },
    { when: any === ALWAYS ? [] : not(any), value: FALSE },
  ]);
}

function textMembership(machine: Machine, a: Plain, b: Plain, text: string): Val {
  if (a.kind === "string" && b.kind === "string") return boolean(b.value.includes(a.value));
  if (!isText(a) && a.kind !== "unknown" && a.kind !== "reference" && a.kind !== "foreign")
    throw new Raised("TypeError", `'in <string>' requires string as left operand, not ${typeName(a)}`);
  if (
    a.kind === "string" &&
    b.kind === "partial" &&
    b.parts.some((part) => typeof part === "string" && part.includes(a.value))
  )
    return TRUE;
  return question(machine, "in", a, b, text);
}

/** Negative, zero or positive as `a` is before, at or after `b`; NaN when a NaN is there; null: not known. */
export function orderOf(machine: Machine, a: Val, b: Val, depth = 0): number | null {
  spend(machine);
  if (a.kind === "either" || b.kind === "either" || isOpen(a) || isOpen(b) || depth > 50) return null;
  const [x, y] = [numberOf(a), numberOf(b)];
  if (x !== null && y !== null) return Number.isNaN(x) || Number.isNaN(y) ? NaN : x < y ? -1 : x == y ? 0 : 1;
  if (a.kind === "string" && b.kind === "string") return compareText(a.value, b.value);
  if (isText(a) && isText(b)) return null;
  const [left, right] = [orderedItems(a), orderedItems(b)];
  if (left !== null && right !== null && a.kind === b.kind) {
    for (let at = 0; at < Math.min(left.length, right.length); at++) {
      const [one, two] = [left[at], right[at]];
      if (one === undefined || two === undefined) return null;
      const found = equal(machine, one, two, depth + 1);
      if (found === null) return null;
      if (!found) return orderOf(machine, one, two, depth + 1);
    }
    return left.length - right.length;
  }
  const comparable = (value: Plain): boolean =>
    value.kind === "object" ||
    value.kind === "path" ||
    value.kind === "partial" ||
    value.kind === "bytes" ||
    value.kind === "tuple";
  if (comparable(a) && comparable(b)) return null;
  throw new Raised(
    "TypeError",
    `'<' not supported between instances of '${typeName(a)}' and '${typeName(b)}'`,
  );
}

function orderedItems(value: Plain): readonly Val[] | null {
  if (value.kind === "tuple") return value.items;
  if (value.kind !== "object" || value.ref.type !== "list" || value.ref.content.open !== undefined)
    return null;
  const { items } = value.ref.content;
  return items.some((item) => item.when !== undefined) ? null : items.map((item) => item.value);
}

/** By code point, as Python compares. */
function compareText(a: string, b: string): number {
  if (a === b) return 0;
  if (!/[\ud800-\udfff]/.test(a + b)) return a < b ? -1 : 1;
  const [left, right] = [Array.from(a), Array.from(b)];
  for (let at = 0; at < Math.min(left.length, right.length); at++) {
    const difference = (left[at]?.codePointAt(0) ?? 0) - (right[at]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

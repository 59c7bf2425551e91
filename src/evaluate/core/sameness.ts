import type { Plain, Val } from "./val.ts";

/** True when the two are certainly one value, of one type, with one identity where it has one. */
export function same(a: Val, b: Val): boolean {
  if (a === b) return true;
  if (a.kind !== b.kind) return false;
  switch (a.kind) {
    case "none":
    case "unbound":
      return true;
    case "boolean":
    case "integer":
    case "string":
    case "bytes":
    case "path":
      return a.value === (b as typeof a).value;
    case "float":
      return Object.is(a.value, (b as typeof a).value);
    case "partial":
      return (
        a.makes === (b as typeof a).makes && JSON.stringify(a.parts) === JSON.stringify((b as typeof a).parts)
      );
    case "tuple": {
      const other = (b as typeof a).items;
      return (
        a.items.length === other.length &&
        a.items.length <= 50 &&
        a.items.every((item, at) => same(item, other[at] ?? item))
      );
    }
    case "reference":
      return a.name === (b as typeof a).name;
    case "object":
      return a.ref === (b as typeof a).ref;
    case "foreign":
      // Views and iterators share the number 0: none is another.
      return a.id > 0 && a.id === (b as typeof a).id;
    case "unknown":
      return a.id === (b as typeof a).id;
    case "method":
      return a.name === (b as typeof a).name && same(a.self, (b as typeof a).self);
    case "slice":
    case "either":
      return false;
  }
}

/** What makes two hashable values one key, as Python sees it: 1, 1.0 and True are one. Null: not known. */
export function keyOf(value: Val): string | null {
  switch (value.kind) {
    case "none":
      return "none";
    case "boolean":
      return value.value ? "n1" : "n0";
    case "integer":
      return `n${value.value}`;
    case "float":
      return Number.isInteger(value.value) ? `n${BigInt(value.value)}` : `f${value.value}`;
    case "string":
      return `s${value.value}`;
    case "bytes":
      return `b${value.value}`;
    case "path":
      return `p${value.value}`;
    case "tuple": {
      const keys = value.items.map(keyOf);
      return keys.some((key) => key === null)
        ? null
        : `t${keys.map((key) => `${key?.length ?? 0}:${key ?? ""}`).join("")}`;
    }
    case "object":
      return value.ref.type === "class" || value.ref.type === "function" || value.ref.type === "module"
        ? `o${value.ref.id}`
        : null;
    case "reference":
      return value.module === true ? `r${value.name}` : null;
    default:
      return null;
  }
}

/** True when Python certainly refuses it as a key. */
export function isUnhashable(value: Plain): boolean {
  if (value.kind === "tuple") return value.items.some((item) => item.kind !== "either" && isUnhashable(item));
  if (value.kind !== "object") return false;
  return (
    value.ref.type === "list" || value.ref.type === "dict" || (value.ref.type === "set" && !value.ref.frozen)
  );
}

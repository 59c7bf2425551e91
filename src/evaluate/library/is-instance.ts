import { isPath, isText } from "../core/arithmetic.ts";
import { uncertain, type Machine } from "../core/machine.ts";
import { boolean, type Plain, type Val } from "../core/val.ts";
import { lineage } from "../language/classes.ts";

/** `isinstance(value, wanted)`. */
export function isInstance(machine: Machine, value: Plain, wanted: Val): Val {
  const classes = wanted.kind === "tuple" ? wanted.items : [wanted];
  let unsure = false;
  for (const one of classes) {
    const found = isOne(value, one);
    if (found === true) return boolean(true);
    if (found === null) unsure = true;
  }
  return unsure ? uncertain(machine, "isinstance() is not known") : boolean(false);
}

function isOne(value: Plain, wanted: Val): boolean | null {
  if (
    value.kind === "unknown" ||
    value.kind === "foreign" ||
    value.kind === "reference" ||
    value.kind === "unbound"
  )
    return null;
  if (wanted.kind === "object" && wanted.ref.type === "class") {
    if (value.kind !== "object" || value.ref.type !== "instance") return false;
    return lineage(value.ref.class).includes(wanted.ref)
      ? true
      : value.ref.class.opaque === undefined
        ? false
        : null;
  }
  if (wanted.kind !== "reference") return null;
  const type = wanted.name.replace(/^builtins\./, "");
  if (value.kind === "object" && value.ref.type === "instance") return type === "object" ? true : null;
  const own = typesOf(value);
  if (own === null) return null;
  return own.includes(type) ? true : KNOWN.has(type) ? false : null;
}

const KNOWN = new Set([
  "str",
  "int",
  "bool",
  "float",
  "bytes",
  "list",
  "tuple",
  "dict",
  "set",
  "frozenset",
  "type",
  "object",
  "pathlib.Path",
]);

function typesOf(value: Plain): readonly string[] | null {
  if (isPath(value)) return ["pathlib.Path", "object"];
  if (isText(value)) return ["str", "object"];
  if (value.kind === "boolean") return ["bool", "int", "object"];
  if (value.kind === "integer") return ["int", "object"];
  if (value.kind === "none") return ["object"];
  if (value.kind === "float" || value.kind === "bytes" || value.kind === "tuple")
    return [value.kind, "object"];
  if (value.kind !== "object") return null;
  if (value.ref.type === "set") return [value.ref.frozen ? "frozenset" : "set", "object"];
  if (value.ref.type === "list" || value.ref.type === "dict") return [value.ref.type, "object"];
  return value.ref.type === "class" ? ["type", "object"] : ["object"];
}

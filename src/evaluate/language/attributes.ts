import type { FileSpan } from "../../text/span.ts";
import { isPath } from "../core/arithmetic.ts";
import { lift } from "../core/branch.ts";
import { typeName } from "../core/collections.ts";
import type { ModuleObject } from "../core/heap.ts";
import { bind, Raised, uncertain, type Frame, type Machine } from "../core/machine.ts";
import { NONE, reference, string, type Plain, type Val } from "../core/val.ts";
import { libraryAttribute } from "../library/attributes.ts";
import { foreignAttribute } from "../library/foreign.ts";
import { METHODS } from "../library/method-names.ts";
import { pathAttribute } from "../library/pathlib.ts";
import { classAttribute, instanceAttribute } from "./classes.ts";
import { importSubmodule } from "./imports.ts";
import { inScope } from "./names.ts";

/** `value.name`. */
export function getAttribute(machine: Machine, frame: Frame, value: Val, name: string, at: FileSpan): Val {
  return lift(machine, [value], ([plain = NONE]) => attributeOf(machine, frame, plain, name, at));
}

export function attributeOf(machine: Machine, frame: Frame, value: Plain, name: string, at: FileSpan): Val {
  switch (value.kind) {
    case "unknown":
    case "slice":
    case "unbound":
      return uncertain(machine, value.kind === "unknown" ? value.why : "it is not known");
    case "reference":
      return libraryAttribute(machine, value, name) ?? reference(`${value.name}.${name}`);
    case "foreign":
      return foreignAttribute(machine, frame, value, name, at);
    case "object":
      return objectAttribute(machine, frame, value, name, at);
    default: {
      if (isPath(value)) {
        const found = pathAttribute(machine, value, name);
        if (found !== null) return found;
      }
      if (value.kind === "method")
        return name === "__name__" ? string(value.name) : uncertain(machine, "an attribute of a method");
      if (METHODS[methodOwner(value)]?.has(name) === true) return { kind: "method", self: value, name };
      if (name.startsWith("__")) return uncertain(machine, `${name} is not followed`);
      if (METHODS[methodOwner(value)] === undefined)
        return uncertain(machine, "its attributes are not known");
      throw new Raised("AttributeError", `'${typeName(value)}' object has no attribute '${name}'`, at);
    }
  }
}

function methodOwner(value: Plain): string {
  if (value.kind === "partial") return value.makes === "path" ? "path" : "string";
  return value.kind === "object" ? value.ref.type : value.kind;
}

function objectAttribute(
  machine: Machine,
  frame: Frame,
  value: Extract<Plain, { kind: "object" }>,
  name: string,
  at: FileSpan,
): Val {
  const { ref } = value;
  switch (ref.type) {
    case "module":
      return moduleAttribute(machine, ref, name, at);
    case "class":
      return classAttribute(machine, frame, ref, name, at);
    case "instance":
      return instanceAttribute(machine, frame, ref, name, at);
    case "function":
      if (name === "__name__") return string(ref.name);
      return uncertain(machine, "an attribute of a function");
    case "scope":
      return uncertain(machine, "it is not known");
    default:
      if (METHODS[ref.type]?.has(name) === true) return { kind: "method", self: value, name };
      if (name.startsWith("__")) return uncertain(machine, `${name} is not followed`);
      throw new Raised("AttributeError", `'${ref.type}' object has no attribute '${name}'`, at);
  }
}

/** A global of a first-party module, or a submodule of a package that was imported. */
export function moduleAttribute(machine: Machine, module: ModuleObject, name: string, at: FileSpan): Val {
  const found = inScope(machine, module.scope, name);
  if (found !== null) return found;
  if (name === "__dict__") return uncertain(machine, "the namespace of a module");
  const submodule = module.isPackage ? importSubmodule(machine, module, name, at) : null;
  if (submodule !== null) return submodule;
  throw new Raised("AttributeError", `module '${module.name}' has no attribute '${name}'`, at);
}

/** `owner.name = value`. */
export function setAttribute(
  machine: Machine,
  _frame: Frame,
  owner: Plain,
  name: string,
  value: Val,
  at: FileSpan,
): void {
  if (owner.kind === "object") {
    const { ref } = owner;
    if (ref.type === "instance" || ref.type === "class") bind(machine, ref.attributes, name, { value, at });
    else if (ref.type === "module") {
      bind(machine, ref.scope, name, { value, at });
      const places = ref.assignments.get(name) ?? [];
      places.push(at);
      ref.assignments.set(name, places);
    } else if (ref.type !== "function")
      throw new Raised("AttributeError", `'${ref.type}' object has no attribute '${name}'`, at);
    return;
  }
  if (
    owner.kind === "none" ||
    owner.kind === "string" ||
    owner.kind === "integer" ||
    owner.kind === "boolean" ||
    owner.kind === "tuple"
  ) {
    throw new Raised("AttributeError", `'${typeName(owner)}' object has no attribute '${name}'`, at);
  }
  uncertain(machine, "an attribute of something outside is set");
}

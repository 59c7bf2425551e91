import type { FileSpan } from "../../text/span.ts";
import { Raised, uncertain, type Frame, type Machine } from "../core/machine.ts";
import { findInClass } from "../language/classes.ts";
import type { Plain, Val } from "../core/val.ts";
import { readName } from "./namespaces.ts";
import { namespaceOf } from "./scope-functions.ts";

type Foreign = Extract<Plain, { kind: "foreign" }>;

/** An attribute of an object made outside: a method to be called later, or something not known. */
export function foreignAttribute(
  machine: Machine,
  _frame: Frame,
  value: Foreign,
  name: string,
  at: FileSpan,
): Val {
  if (value.class === "super") {
    const [self, owner] = value.args;
    const from =
      self?.kind === "object" && self.ref.type === "instance"
        ? self.ref.class
        : self?.kind === "object" && self.ref.type === "class"
          ? self.ref
          : null;
    if (from !== null && owner?.kind === "object" && owner.ref.type === "class") {
      const found = findInClass(machine, from, name, owner.ref);
      if (found !== null && !(found.value.kind === "object" && found.value.ref.type === "function"))
        return found.value;
    }
    return { kind: "method", self: value, name };
  }
  if (METHODS_OF[value.class]?.test(name) === true || value.id !== 0)
    return { kind: "method", self: value, name };
  return uncertain(machine, `${name} of ${value.class} at ${at.start} is not known`);
}

const METHODS_OF: Readonly<Record<string, RegExp>> = { generator: /^(?:send|close)$/ };

/** `object[index]` of an object made outside. */
export function foreignItem(machine: Machine, value: Foreign, index: Plain): Val {
  const scope = namespaceOf(value);
  if (scope !== null) {
    return readName(machine, scope, index, () => {
      throw new Raised("KeyError", "a name");
    });
  }
  return uncertain(machine, `an item of ${value.class} is not known`);
}

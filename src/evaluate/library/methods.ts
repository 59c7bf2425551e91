import { isPath, isText } from "../core/arithmetic.ts";
import { lift } from "../core/branch.ts";
import { Raised, uncertain } from "../core/machine.ts";
import { NONE, partsOf, type Val } from "../core/val.ts";
import { findInClass } from "../language/classes.ts";
import { callFunction, callValue } from "../language/functions.ts";
import type { Call, MethodCall } from "./call.ts";
import { callConfig } from "./decouple.ts";
import { callDict } from "./dicts.ts";
import { callEnv } from "./environ.ts";
import { callEnvirons } from "./environs.ts";
import { recordCall } from "./effects.ts";
import { callNamespace } from "./namespaces.ts";
import { namespaceOf } from "./scope-functions.ts";
import { callList } from "./lists.ts";
import { callPath } from "./pathlib.ts";
import { callSet } from "./sets.ts";
import { callString, callPartial } from "./strings.ts";

/** Calls a method of a builtin type, of a first-party object, or of an object made outside. */
export function callMethod(call: MethodCall): Val {
  const { machine, self } = call;
  if (self.kind === "foreign") return callForeign(call);
  if (
    call.open !== undefined &&
    !(self.kind === "object" && (self.ref.type === "instance" || self.ref.type === "class"))
  ) {
    return uncertain(machine, call.open);
  }
  const found = callKnown(call);
  return found ?? uncertain(machine, `${call.name} is not followed here`);
}

function callKnown(call: MethodCall): Val | null {
  const { machine, self, args } = call;
  if (self.kind === "object") {
    const { ref } = self;
    if (ref.type === "list") return callList(call, ref);
    if (ref.type === "dict") return callDict(call, ref);
    if (ref.type === "set") return callSet(call, ref);
    if (ref.type === "instance" || ref.type === "class") {
      const found = findInClass(machine, ref.type === "class" ? ref : ref.class, call.name);
      if (found?.value.kind !== "object" || found.value.ref.type !== "function") return null;
      return callFunction(machine, found.value.ref, [self, ...args], call.keywords, call.open, self);
    }
    return null;
  }
  if (isPath(self)) return callPath(call);
  if (self.kind === "string")
    return lift(
      machine,
      args,
      (values) =>
        callString({ ...call, args: values }, self.value) ??
        uncertain(machine, `${call.name} is not followed here`),
    );
  if (isText(self))
    return lift(
      machine,
      args,
      (values) =>
        callPartial({ ...call, args: values }, partsOf(self) ?? []) ??
        uncertain(machine, `${call.name} of a text that is not known`),
    );
  if (self.kind === "tuple" && (call.name === "index" || call.name === "count")) return null;
  if (self.kind === "integer" && call.name === "bit_length" && self.value >= 0n)
    return { kind: "integer", value: self.value === 0n ? 0n : BigInt(self.value.toString(2).length) };
  if (self.kind === "float" && call.name === "is_integer")
    return { kind: "boolean", value: Number.isInteger(self.value) };
  return null;
}

function callForeign(call: MethodCall): Val {
  const { machine, self, name } = call;
  if (self.kind !== "foreign") return uncertain(machine, "it is not known");
  if (self.class === "super") return callSuper(call);
  const scope = namespaceOf(self);
  if (scope !== null)
    return callNamespace(call, scope) ?? uncertain(machine, `${name} of a namespace is not followed`);
  if (call.at !== undefined)
    recordCall(machine, `${self.class}.${name}`, [self, ...call.args], call.keywords, call.at);
  if (call.open === undefined) {
    if (self.class === "environ.Env") return callEnv(call, self, name);
    if (self.class === "environs.Env") return callEnvirons(call, name, self);
    if (/^decouple\.(?:Auto)?Config$/.test(self.class) && name === "get") return callConfig(call);
    if (self.class === "logging.Logger") return NONE;
  }
  if (
    /^(?:info|debug|warning|warn|error|exception|critical|log|setLevel|addHandler|addFilter|setFormatter|start|register)$/.test(
      name,
    )
  )
    return NONE;
  return uncertain(machine, `${name} of ${self.class} is not known`);
}

function callSuper(call: MethodCall): Val {
  const { machine, self, name, args } = call;
  const [receiver, owner] = self.kind === "foreign" ? self.args : [];
  if (receiver?.kind !== "object" || owner?.kind !== "object" || owner.ref.type !== "class")
    return uncertain(machine, "super() is not known");
  const from =
    receiver.ref.type === "instance"
      ? receiver.ref.class
      : receiver.ref.type === "class"
        ? receiver.ref
        : owner.ref;
  const found = findInClass(machine, from, name, owner.ref);
  if (found?.value.kind === "object" && found.value.ref.type === "function")
    return callFunction(machine, found.value.ref, [receiver, ...args], call.keywords, call.open, receiver);
  if (found === null && (name === "__init__" || name === "__init_subclass__")) return NONE;
  return found === null
    ? uncertain(machine, `super().${name} is not known`)
    : callValue(machine, found.value, args, call.keywords, call.at);
}

/** `str.upper(x)`, `dict.fromkeys(...)`: a method reached through its type. Null: it is no such call. */
export function callTypeMethod(call: Call): Val | null {
  const match = /^builtins\.(str|list|dict|set|tuple|int|float)\.(\w+)$/.exec(call.name);
  const [self, ...args] = call.args;
  if (match === null || self === undefined) return null;
  if (
    call.name === "builtins.dict.fromkeys" ||
    call.name === "builtins.str.maketrans" ||
    call.name === "builtins.int.from_bytes"
  )
    return null;
  const method = match[2] ?? "";
  return lift(call.machine, [self], ([plain = NONE]) => {
    const type = plain.kind === "object" ? plain.ref.type : isText(plain) ? "str" : plain.kind;
    if (plain.kind === "unknown" || plain.kind === "foreign")
      return uncertain(call.machine, "it is not known");
    if (type !== match[1]) throw new Raised("TypeError", `descriptor '${method}' does not apply`);
    return callMethod({ ...call, self: plain, name: method, args });
  });
}

import { bind, Raised, uncertain, type Machine } from "../core/machine.ts";
import { iterable, pairsOf } from "../core/collections.ts";
import type { Scope } from "../core/heap.ts";
import { choose, lift } from "../core/branch.ts";
import { boolean, NONE, string, tuple, type Plain, type Val } from "../core/val.ts";
import { inScope } from "../language/names.ts";
import type { MethodCall } from "./call.ts";
import { forgetNames } from "./scope-functions.ts";
import { not } from "../core/condition.ts";

/** `globals()[name]`. */
export function readName(machine: Machine, scope: Scope, key: Plain, missing: () => Val): Val {
  if (key.kind !== "string") return uncertain(machine, "which name is read is not known");
  return inScope(machine, scope, key.value) ?? missing();
}

/** `globals()[name] = value`. */
export function writeName(
  machine: Machine,
  scope: Scope,
  key: Plain,
  value: Val,
  at?: MethodCall["at"],
): void {
  if (key.kind !== "string") forgetNames(machine, scope, "a name that is not known was set");
  else bind(machine, scope, key.value, { value, at: at ?? value.at });
}

/** A method of `globals()`; null: not followed. */
export function callNamespace(call: MethodCall, scope: Scope): Val | null {
  const { machine, name, args } = call;
  switch (name) {
    case "update":
      if (args[0] !== undefined)
        lift(machine, [args[0]], ([value = NONE]) => updateNames(call, scope, value));
      for (const [key, value] of call.keywords) writeName(machine, scope, string(key), value);
      return NONE;
    case "get":
      return lift(machine, [args[0] ?? NONE], ([key = NONE]) =>
        readName(machine, scope, key, () => args[1] ?? NONE),
      );
    case "setdefault":
      return lift(machine, [args[0] ?? NONE], ([key = NONE]) =>
        readName(machine, scope, key, () => {
          writeName(machine, scope, key, args[1] ?? NONE, call.at);
          return args[1] ?? NONE;
        }),
      );
    case "pop":
      return lift(machine, [args[0] ?? NONE], ([key = NONE]) => {
        const value = readName(machine, scope, key, () => {
          if (args[1] === undefined) throw new Raised("KeyError", "a name");
          return args[1];
        });
        if (key.kind === "string") bind(machine, scope, key.value, undefined);
        return value;
      });
    case "items":
    case "keys":
    case "values":
    case "copy": {
      const pairs = [...scope.names].filter(([, binding]) => binding.value.kind !== "unbound");
      const open = scope.open ?? "names of Python's own are among them";
      if (name === "copy") return null;
      return iterable(
        `dict_${name}`,
        pairs.map(([key, { value }]) => ({
          value: name === "keys" ? string(key) : name === "values" ? value : tuple([string(key), value]),
        })),
        open,
      );
    }
    default:
      return null;
  }
}

function updateNames(call: MethodCall, scope: Scope, value: Plain): Val {
  const { machine } = call;
  const found = pairsOf(machine, value);
  if (found === null || found.open !== undefined)
    forgetNames(machine, scope, found?.open ?? "it was updated from something unknown");
  for (const { key, value: held, when, at } of found?.pairs ?? []) {
    if (key.kind !== "string") continue;
    const before = scope.names.get(key.value)?.value ?? ({ kind: "unbound" } as const);
    writeName(
      machine,
      scope,
      key,
      when === undefined
        ? held
        : choose([
            { when, value: held },
            { when: not(when), value: before },
          ]),
      held.at ?? at,
    );
  }
  return NONE;
}

export function hasName(scope: Scope, key: Plain): Val | null {
  if (key.kind !== "string") return null;
  const binding = scope.names.get(key.value);
  if (binding === undefined) return scope.open === undefined ? boolean(false) : null;
  if (binding.value.kind === "either") return null;
  return boolean(binding.value.kind !== "unbound");
}

import { combineSets } from "../core/arithmetic.ts";
import { addToSet, deleteEntry, setOf } from "../core/collections.ts";
import { newSet, type SetObject } from "../core/heap.ts";
import { Raised, setMapping, uncertain } from "../core/machine.ts";
import { keyOf } from "../core/sameness.ts";
import { boolean, NONE, type Val } from "../core/val.ts";
import { iterate } from "../language/iterate.ts";
import type { MethodCall } from "./call.ts";

const OPERATORS: Readonly<Record<string, string>> = {
  union: "|",
  intersection: "&",
  difference: "-",
  symmetric_difference: "^",
};

/** A set's method; null: not followed. */
export function callSet(call: MethodCall, set: SetObject): Val | null {
  const { machine, name, args } = call;
  const { entries, open } = set.content;
  switch (name) {
    case "add":
      addToSet(machine, set, args[0] ?? NONE);
      return NONE;
    case "update":
      for (const value of args) {
        const found = iterate(machine, value);
        for (const item of found.items) addToSet(machine, set, item.value, item.when);
        if (found.open !== undefined)
          setMapping(machine, set, { entries: set.content.entries, open: set.content.open ?? found.open });
      }
      return NONE;
    case "discard":
    case "remove": {
      const [value = NONE] = args;
      if (value.kind === "either" || keyOf(value) === null) {
        setMapping(machine, set, {
          entries: new Map(),
          open: open ?? "which element was removed is not known",
        });
        return NONE;
      }
      const entry = entries.get(keyOf(value) ?? "");
      if (name === "remove" && entry === undefined && open === undefined)
        throw new Raised("KeyError", "an element");
      deleteEntry(machine, set, value);
      return NONE;
    }
    case "copy":
      return { kind: "object", ref: newSet(new Map(entries), set.frozen, open) };
    case "clear":
      setMapping(machine, set, { entries: new Map() });
      return NONE;
    case "issubset":
    case "issuperset": {
      const other = otherSet(call, args[0]);
      const [small, large] =
        name === "issubset" ? [set.content, other?.content] : [other?.content, set.content];
      if (small === undefined || large === undefined || small.open !== undefined || large.open !== undefined)
        return uncertain(machine, "a set is not wholly known");
      if ([...small.entries.values(), ...large.entries.values()].some((entry) => entry.when !== undefined))
        return uncertain(machine, "a set is not wholly known");
      return boolean([...small.entries.keys()].every((key) => large.entries.has(key)));
    }
    default: {
      const operator = Object.hasOwn(OPERATORS, name) ? OPERATORS[name] : undefined;
      if (operator === undefined) {
        setMapping(machine, set, {
          entries: new Map(),
          open: open ?? "it was changed in a way that is not followed",
        });
        return null;
      }
      let result: SetObject = newSet(new Map(entries), set.frozen, open);
      for (const value of args) {
        const other = otherSet(call, value);
        const next = other === null ? null : combineSets(machine, operator, result, other);
        if (next?.kind !== "object" || next.ref.type !== "set")
          return uncertain(machine, "a set is not wholly known");
        result = next.ref;
      }
      return { kind: "object", ref: result };
    }
  }
}

function otherSet(call: MethodCall, value: Val | undefined): SetObject | null {
  if (value === undefined) return null;
  const made = setOf(call.machine, iterate(call.machine, value), false);
  return made.kind === "object" && made.ref.type === "set" ? made.ref : null;
}

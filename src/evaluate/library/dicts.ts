import { branch, choose, lift } from "../core/branch.ts";
import {
  deleteEntry,
  getEntry,
  iterable,
  keysOf,
  pairsOf,
  setEntry,
  updateDict,
} from "../core/collections.ts";
import { not } from "../core/condition.ts";
import { newDict, type DictObject, type Entry, type Item } from "../core/heap.ts";
import { Raised, setMapping, uncertain } from "../core/machine.ts";
import { keyOf } from "../core/sameness.ts";
import { NONE, string, tuple, type Val } from "../core/val.ts";
import { argument, type MethodCall } from "./call.ts";

/** A dict's method; null: not followed, and what it holds then is not known. */
export function callDict(call: MethodCall, dict: DictObject): Val | null {
  const { machine, name, args } = call;
  const { entries, open } = dict.content;
  const forget = (why: string): void => {
    setMapping(machine, dict, { entries: new Map(), open: open ?? why });
  };
  const item = (entry: Entry, value: Val): Item =>
    entry.when === undefined ? { value } : { value, when: entry.when };
  switch (name) {
    case "get":
      return lift(machine, [args[0] ?? NONE], ([key = NONE]) =>
        getEntry(machine, dict, key, () => argument(call, 1) ?? NONE),
      );
    case "keys":
      return iterable("dict_keys", keysOf(dict.content).items, open);
    case "values":
      return iterable(
        "dict_values",
        [...entries.values()].map((entry) => item(entry, entry.value)),
        open,
      );
    case "items":
      return iterable(
        "dict_items",
        [...entries.values()].map((entry) => item(entry, tuple([entry.key, entry.value]))),
        open,
      );
    case "copy":
      return { kind: "object", ref: newDict(new Map(entries), open, dict.factory) };
    case "clear":
      setMapping(machine, dict, { entries: new Map() });
      return NONE;
    case "update": {
      if (args[0] !== undefined) {
        lift(machine, [args[0]], ([value = NONE]) => {
          updateDict(machine, dict, value.kind === "none" ? raiseIterable() : pairsOf(machine, value));
          return NONE;
        });
      }
      for (const [key, value] of call.keywords) setEntry(machine, dict, string(key), value, value.at);
      return NONE;
    }
    case "setdefault":
      return lift(machine, [args[0] ?? NONE], ([key = NONE]) => setDefault(call, dict, key, args[1] ?? NONE));
    case "pop":
      return lift(machine, [args[0] ?? NONE], ([key = NONE]) => {
        const value = getEntry(machine, dict, key, () => {
          if (args[1] === undefined) throw new Raised("KeyError", "a key");
          return args[1];
        });
        deleteEntry(machine, dict, key);
        return value;
      });
    case "popitem":
      forget("an entry was taken");
      return uncertain(machine, "which entry is taken is not known");
    default:
      forget("it was changed in a way that is not followed");
      return null;
  }
}

function raiseIterable(): never {
  throw new Raised("TypeError", "'NoneType' object is not iterable");
}

function setDefault(call: MethodCall, dict: DictObject, key: Parameters<typeof keyOf>[0], value: Val): Val {
  const { machine } = call;
  if (key.kind === "either") return uncertain(machine, "a key is not known");
  const hash = keyOf(key);
  const entry = hash === null ? undefined : dict.content.entries.get(hash);
  if (entry !== undefined && entry.when === undefined) return entry.value;
  const set = (): Val => {
    setEntry(machine, dict, key, value, call.at);
    return value;
  };
  if (entry?.when === undefined) {
    if (dict.content.open === undefined && hash !== null) return set();
    const before = uncertain(machine, dict.content.open ?? "a key is not known");
    setEntry(machine, dict, key, before, call.at);
    return before;
  }
  const { when } = entry;
  return choose(
    branch<Val>(machine, [
      { when, run: () => entry.value },
      { when: not(when), run: set },
    ]),
  );
}

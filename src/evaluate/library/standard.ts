import { choose, lift } from "../core/branch.ts";
import { dictOf, listOf, listOfValues, pairsOf, updateDict } from "../core/collections.ts";
import { newDict, newList, newSet, type Entry, type HeapObject } from "../core/heap.ts";
import { Raised, spend, uncertain, type Machine } from "../core/machine.ts";
import {
  boolean,
  float,
  foreign,
  integer,
  NONE,
  reference,
  string,
  tuple,
  unknown,
  type Plain,
  type Val,
} from "../core/val.ts";
import { argument, type Call, type LibraryFunction } from "./call.ts";
import { castBoolean, STRTOBOOL_WORDS } from "./casts.ts";
import { readEnvFile } from "./environ.ts";
import { dumps } from "./json-text.ts";
import { readVariable } from "./environment.ts";
import { callValue } from "../language/functions.ts";
import { literalValue } from "./literals.ts";

/** `copy.deepcopy`: new containers all the way down; one object met twice stays one object. */
export function deepCopy(machine: Machine, value: Val, seen = new Map<HeapObject, Val>(), depth = 0): Val {
  spend(machine);
  if (depth > 100) return unknown("it is nested too deeply to copy");
  if (value.kind === "either")
    return {
      ...value,
      options: value.options.flatMap((option) => {
        const copied = deepCopy(machine, option.value, seen, depth + 1);
        return copied.kind === "either" ? [] : [{ when: option.when, value: copied }];
      }),
    };
  if (value.kind === "tuple")
    return { ...value, items: value.items.map((item) => deepCopy(machine, item, seen, depth + 1)) };
  if (value.kind !== "object") return value;
  const known = seen.get(value.ref);
  if (known !== undefined) return known;
  const { ref } = value;
  if (ref.type === "list") {
    const list = newList([], ref.content.open);
    const made: Plain = { ...value, ref: list };
    seen.set(ref, made);
    list.content = {
      ...ref.content,
      items: ref.content.items.map((item) => ({
        ...item,
        value: deepCopy(machine, item.value, seen, depth + 1),
      })),
    };
    return made;
  }
  if (ref.type === "dict") {
    const dict = newDict(new Map(), ref.content.open, ref.factory);
    const made: Plain = { ...value, ref: dict };
    seen.set(ref, made);
    const entries = new Map<string, Entry>();
    for (const [key, entry] of ref.content.entries)
      entries.set(key, { ...entry, value: deepCopy(machine, entry.value, seen, depth + 1) });
    dict.content = { ...ref.content, entries };
    return made;
  }
  if (ref.type === "set")
    return { ...value, ref: newSet(new Map(ref.content.entries), ref.frozen, ref.content.open) };
  return ref.type === "instance" ? uncertain(machine, "a copy of an object") : value;
}

function shallowCopy(machine: Machine, value: Plain): Val {
  if (value.kind !== "object") return value;
  const { ref } = value;
  if (ref.type === "list") return listOf(ref.content.items, ref.content.open);
  if (ref.type === "dict")
    return { kind: "object", ref: newDict(new Map(ref.content.entries), ref.content.open, ref.factory) };
  if (ref.type === "set")
    return { kind: "object", ref: newSet(new Map(ref.content.entries), ref.frozen, ref.content.open) };
  return uncertain(machine, "a copy of an object");
}

const LEVELS: Readonly<Record<string, number>> = {
  CRITICAL: 50,
  FATAL: 50,
  ERROR: 40,
  WARN: 30,
  WARNING: 30,
  INFO: 20,
  DEBUG: 10,
  NOTSET: 0,
};

function getLevelName(call: Call): Val {
  return lift(call.machine, [call.args[0] ?? NONE], ([level = NONE]) => {
    if (level.kind === "string")
      return Object.hasOwn(LEVELS, level.value)
        ? integer(LEVELS[level.value] ?? 0)
        : string(`Level ${level.value}`);
    if (level.kind !== "integer") return uncertain(call.machine, "a level is not known");
    const names: Readonly<Record<string, string>> = {
      "50": "CRITICAL",
      "40": "ERROR",
      "30": "WARNING",
      "20": "INFO",
      "10": "DEBUG",
      "0": "NOTSET",
    };
    return string(names[level.value.toString()] ?? `Level ${level.value}`);
  });
}

/** `json.loads` of a known text. */
function loads(call: Call): Val {
  return lift(call.machine, [call.args[0] ?? NONE], ([text = NONE]) => {
    if (text.kind !== "string" || call.keywords.size > 0)
      return uncertain(call.machine, "the JSON text is not known");
    spend(call.machine, text.value.length);
    let data: unknown;
    try {
      data = JSON.parse(text.value);
    } catch {
      if (/NaN|Infinity/.test(text.value)) return uncertain(call.machine, "JSON with NaN");
      throw new Raised("json.JSONDecodeError", "the text is no JSON");
    }
    // Duplicate keys and the spelling of numbers are lost in JavaScript's reader.
    return /\d[.eE]|\d{16}|__proto__/.test(text.value)
      ? uncertain(call.machine, "JSON with large or fractional numbers")
      : fromJson(data, 0);
  });
}

function fromJson(data: unknown, depth: number): Val {
  if (depth > 100) return unknown("it is nested too deeply");
  if (data === null) return NONE;
  if (typeof data === "boolean") return boolean(data);
  if (typeof data === "number") return Number.isInteger(data) ? integer(data) : float(data);
  if (typeof data === "string") return string(data);
  if (Array.isArray(data))
    return listOfValues((data as readonly unknown[]).map((item) => fromJson(item, depth + 1)));
  return dictOf(
    Object.entries(data as object).map(
      ([key, value]: [string, unknown]) => [key, fromJson(value, depth + 1)] as const,
    ),
  );
}

function strtobool(call: Call): Val {
  return lift(call.machine, [call.args[0] ?? NONE], ([value = NONE]) => {
    if (value.kind === "none" || value.kind === "boolean")
      throw new Raised("AttributeError", "'NoneType' object has no attribute 'lower'");
    const found = castBoolean(call.machine, value, STRTOBOOL_WORDS, "the text");
    return lift(call.machine, [found], ([truth = NONE]) =>
      truth.kind === "boolean" && call.name.startsWith("distutils") ? integer(truth.value ? 1 : 0) : truth,
    );
  });
}

function databaseUrl(call: Call): Val {
  const variable = string(call.keywords.get("env")?.kind === "string" ? "" : "DATABASE_URL");
  const fallback = call.args[0] ?? call.keywords.get("default");
  const parsed = unknown("a parsed database URL");
  if (call.keywords.has("env") || fallback !== undefined) return parsed;
  return lift(call.machine, [readVariable(call.machine, variable, () => dictOf([]))], ([value = NONE]) =>
    value.kind === "object" ? value : parsed,
  );
}

export const MISCELLANY: Readonly<Record<string, LibraryFunction>> = {
  "copy.deepcopy": (call) => deepCopy(call.machine, call.args[0] ?? NONE),
  "copy.copy": (call) =>
    lift(call.machine, [call.args[0] ?? NONE], ([value = NONE]) => shallowCopy(call.machine, value)),
  "logging.getLevelName": getLevelName,
  "json.dumps": dumps,
  "json.loads": loads,
  "ast.literal_eval": (call) =>
    lift(call.machine, [call.args[0] ?? NONE], ([text = NONE]) =>
      text.kind === "string"
        ? literalValue(call.machine, text.value)
        : uncertain(call.machine, "the text is not known"),
    ),
  "distutils.util.strtobool": strtobool,
  "setuptools.distutils.util.strtobool": strtobool,
  "str2bool.str2bool": (call) => uncertain(call.machine, "str2bool is not followed"),
  "dotenv.load_dotenv": (call) => {
    const override = argument(call, 3, "override");
    if (override === undefined || (override.kind === "boolean" && !override.value))
      readEnvFile(call.machine, call.args[0] ?? call.keywords.get("dotenv_path"), call);
    else uncertain(call.machine, "load_dotenv with override");
    return boolean(true);
  },
  "dotenv.read_dotenv": (call) => {
    readEnvFile(call.machine, call.args[0], call);
    return NONE;
  },
  "dotenv.find_dotenv": (call) => {
    const file = call.frame?.module.file ?? "";
    return string(`${file.includes("/") ? file.slice(0, file.lastIndexOf("/")) : "."}/.env`);
  },
  "dj_database_url.config": databaseUrl,
  "dj_database_url.parse": () => unknown("a parsed database URL"),
  "collections.OrderedDict": (call) => {
    const dict = newDict(new Map());
    if (call.args[0] !== undefined) updateDict(call.machine, dict, lookPairs(call.machine, call.args[0]));
    for (const [key, value] of call.keywords)
      updateDict(call.machine, dict, { pairs: [{ key: string(key), value }] });
    return { kind: "object", ref: dict };
  },
  "collections.defaultdict": (call) => {
    const [factory] = call.args;
    const dict = newDict(
      new Map(),
      undefined,
      factory === undefined || factory.kind === "none" ? undefined : factory,
    );
    if (call.args[1] !== undefined) updateDict(call.machine, dict, lookPairs(call.machine, call.args[1]));
    return { kind: "object", ref: dict };
  },
  "functools.partial": (call) => foreign("functools.partial", call.args, call.keywords),
  "typing.cast": (call) => call.args[1] ?? NONE,
  "django.utils.translation.gettext_lazy": (call) => foreign(call.name, call.args, call.keywords),
  "django.urls.reverse_lazy": (call) => foreign(call.name, call.args, call.keywords),
  "datetime.timedelta": (call) => foreign(call.name, call.args, call.keywords),
  "environ.Env": (call) => foreign("environ.Env", call.args, call.keywords),
  "environs.Env": (call) => foreign("environs.Env", call.args, call.keywords),
  "environs.FileAwareEnv": (call) => foreign("environs.Env", call.args, call.keywords),
  "decouple.Csv": (call) => foreign("decouple.Csv", call.args, call.keywords),
  "decouple.Config": (call) => uncertain(call.machine, "a decouple Config"),
  "logging.getLogger": (call) => foreign("logging.Logger", call.args, call.keywords),
  "environ.Path": () => unknown("environ.Path is not followed"),
  "itertools.chain": (call) => {
    let joined: Val = listOfValues([]);
    for (const value of call.args)
      joined = choose([
        {
          when: [new Map()],
          value: callValue(
            call.machine,
            reference("builtins.sum"),
            [
              tuple([joined, callValue(call.machine, reference("builtins.list"), [value], new Map())]),
              listOfValues([]),
            ],
            new Map(),
          ),
        },
      ]);
    return joined;
  },
};

function lookPairs(machine: Machine, value: Val): ReturnType<typeof pairsOf> {
  return value.kind === "either" ? null : pairsOf(machine, value);
}

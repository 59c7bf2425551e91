import { choose, lift } from "../core/branch.ts";
import { isUnreadable } from "../../text/file-system.ts";
import { addGap, Raised, uncertain, type Machine } from "../core/machine.ts";
import { same } from "../core/sameness.ts";
import { isNever } from "../core/condition.ts";
import { fromParts, NONE, partsOf, reference, string, UNBOUND, type Plain, type Val } from "../core/val.ts";
import { callValue } from "../language/functions.ts";
import { argument, type Call, type LibraryFunction } from "./call.ts";
import { castBoolean, ENVIRON_WORDS, listOfTexts, splitCommas } from "./casts.ts";
import { parseDotenv } from "./dotenv.ts";
import { defaultVariable, readVariable } from "./environment.ts";
import { inFileSystem } from "./file-paths.ts";
import { toFloat, toInteger } from "./conversions.ts";

type Foreign = Extract<Plain, { kind: "foreign" }>;
type Caster = (machine: Machine, value: Val, name: string) => Val;

const boolCast: Caster = (machine, value, name) => castBoolean(machine, value, ENVIRON_WORDS, name);
const intCast: Caster = (machine, value) =>
  lift(machine, [value], ([plain = NONE]) => toInteger(machine, plain));
const floatCast: Caster = (machine, value) =>
  lift(machine, [value], ([plain = NONE]) =>
    plain.kind === "string" && !/^[0-9.]*$/.test(plain.value)
      ? uncertain(machine, "a float is not known")
      : toFloat(machine, plain),
  );
const listCast: Caster = (machine, value) => listOfTexts(machine, value, splitCommas);
const textCast: Caster = (_, value) => value;
const opaqueCast =
  (what: string): Caster =>
  (machine) =>
    uncertain(machine, `${what} are not followed`);

/** django-environ's methods by name; `environ.py` of django-environ 0.4 to 0.11. */
const METHODS: Readonly<Record<string, Caster>> = {
  str: textCast,
  unicode: textCast,
  bool: boolCast,
  int: intCast,
  float: floatCast,
  list: listCast,
  tuple: opaqueCast("tuples"),
  dict: opaqueCast("dicts"),
  json: opaqueCast("JSON values"),
  bytes: opaqueCast("bytes"),
  path: (machine, value) =>
    lift(machine, [value], ([plain = NONE]) =>
      partsOf(plain) === null
        ? uncertain(machine, "a path is not known")
        : fromParts("path", partsOf(plain) ?? []),
    ),
};

const URLS = new Set([
  "db",
  "db_url",
  "cache",
  "cache_url",
  "email",
  "email_url",
  "search_url",
  "url",
  "db_url_config",
  "channels",
  "channels_url",
]);

export const ENVIRON_FUNCTIONS: Readonly<Record<string, LibraryFunction>> = {
  "environ.Env.read_env": (call) => {
    readEnvFile(call.machine, call.args[0] ?? call.keywords.get("env_file"), call);
    return NONE;
  },
};

/** A method of an `environ.Env`, or a call of it (`name` is "__call__"). */
export function callEnv(call: Call, env: Foreign, name: string): Val {
  const { machine } = call;
  if (name === "read_env") {
    readEnvFile(machine, call.args[0] ?? call.keywords.get("env_file"), call);
    return NONE;
  }
  const variable = argument(call, 0, "var");
  const prefix = env.keywords.get("prefix");
  if (variable?.kind !== "string" || prefix !== undefined)
    return uncertain(machine, "which variable is read is not known");
  if (URLS.has(name)) {
    const fallback = argument(call, 1, "default");
    return read(machine, variable, fallback, () => uncertain(machine, "a parsed URL is not followed"));
  }
  const known = Object.hasOwn(METHODS, name) ? METHODS[name] : undefined;
  const isCall = name === "__call__" || name === "get_value";
  if (known === undefined && !isCall) return uncertain(machine, `env.${name} is not followed`);
  const scheme = env.keywords.get(variable.value);
  const { cast, fallback } = settingsOf(machine, call, scheme, isCall);
  if (cast === undefined && fallback === undefined && known !== undefined)
    return read(machine, variable, undefined, (text) => known(machine, text, variable.value));
  const caster = known ?? casterOf(cast ?? (fallback === undefined ? undefined : typeOfDefault(fallback)));
  return read(machine, variable, fallback, (text) => caster(machine, text, variable.value));
}

function settingsOf(
  _machine: Machine,
  call: Call,
  scheme: Val | undefined,
  isCall: boolean,
): { cast: Val | undefined; fallback: Val | undefined } {
  let cast = isCall ? argument(call, 1, "cast") : undefined;
  let fallback = isCall
    ? argument(call, 2, "default")
    : argument(call, call.name === "list" ? 2 : 1, "default");
  if (fallback !== undefined && isDefaultMark(fallback)) fallback = undefined;
  if (cast?.kind === "none") cast = undefined;
  if (scheme?.kind === "tuple") {
    cast ??= scheme.items[0];
    fallback ??= scheme.items[1];
  } else if (scheme !== undefined) cast ??= scheme;
  return { cast, fallback };
}

function isDefaultMark(value: Val): boolean {
  return value.kind === "reference" && value.name.endsWith(".NOTSET");
}

/** The default's type is the cast where none is given (`smart_cast`). */
function typeOfDefault(value: Val): Val | undefined {
  if (value.kind === "boolean") return reference("builtins.bool");
  if (value.kind === "integer") return reference("builtins.int");
  if (value.kind === "float") return reference("builtins.float");
  if (value.kind === "object" && value.ref.type === "list") return reference("builtins.list");
  if (value.kind === "string" || value.kind === "none" || value.kind === "partial") return undefined;
  return reference("unknown");
}

function casterOf(cast: Val | undefined): Caster {
  if (cast === undefined) return textCast;
  if (cast.kind === "object" && cast.ref.type === "list") {
    const [item] = cast.ref.content.items;
    return item?.value.kind === "reference" && item.value.name === "builtins.str"
      ? listCast
      : opaqueCast("typed lists");
  }
  if (cast.kind === "object" && cast.ref.type === "function")
    return (machine, value) => callValue(machine, cast, [value], new Map());
  if (cast.kind !== "reference") return opaqueCast("casts");
  const name = cast.name.replace(/^builtins\./, "");
  return cast.name.startsWith("builtins.") && Object.hasOwn(METHODS, name)
    ? (METHODS[name] ?? opaqueCast("casts"))
    : opaqueCast(`casts by ${cast.name}`);
}

function read(machine: Machine, variable: Plain, fallback: Val | undefined, cast: (text: Val) => Val): Val {
  const raw = readVariable(machine, variable, () => {
    if (fallback === undefined)
      throw new Raised(
        "django.core.exceptions.ImproperlyConfigured",
        `Set the ${variable.kind === "string" ? variable.value : ""} environment variable`,
      );
    return UNBOUND;
  });
  const options = raw.kind === "either" ? raw.options : [{ when: null, value: raw }];
  const results = options.map((option) => {
    if (option.value.kind === "unbound") return { when: option.when, value: fallback ?? NONE };
    const { value } = option;
    if (value.kind === "string" && value.value.startsWith("$"))
      return { when: option.when, value: uncertain(machine, "a variable that names another") };
    if (value.kind === "string" && value.value === "" && fallback?.kind === "none")
      return {
        when: option.when,
        value: uncertain(machine, "versions of django-environ differ on an empty text"),
      };
    if (fallback !== undefined && same(value, fallback)) return { when: option.when, value: fallback };
    return { when: option.when, value: cast(value) };
  });
  const [first] = results;
  if (results.length === 1 && first !== undefined) return first.value;
  return choose(
    results.flatMap(({ when, value }) => (when === null || isNever(when) ? [] : [{ when, value }])),
  );
}

/** `read_env`, `load_dotenv`: the file's variables where the environment does not set them. */
export function readEnvFile(machine: Machine, path: Val | undefined, call: Call): void {
  if (path === undefined || path.kind === "either") {
    loadFile(machine, path === undefined ? defaultEnvFile(machine, call) : null, call);
    return;
  }
  loadFile(machine, path.kind === "none" ? defaultEnvFile(machine, call) : inFileSystem(machine, path), call);
}

function defaultEnvFile(_machine: Machine, call: Call): string | null {
  const file = call.frame?.module.file;
  return file === undefined
    ? null
    : `${file.includes("/") ? file.slice(0, file.lastIndexOf("/")) : "."}/.env`;
}

function loadFile(machine: Machine, file: string | null, call: Call): void {
  const source = file === null ? null : machine.request.fs.read(file);
  if (file === null || source === null || isUnreadable(source)) {
    addGap(
      machine,
      file ?? "an environment file",
      "variables may come from a file that is not here",
      call.at,
    );
    return;
  }
  if (!machine.files.includes(source.path)) machine.files.push(source.path);
  for (const { name, value, at } of parseDotenv(source))
    defaultVariable(
      machine,
      name,
      value === null
        ? uncertain(machine, `${name} in ${source.path} is not followed`)
        : { ...string(value), at },
    );
}

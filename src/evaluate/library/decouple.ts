import { choose, lift } from "../core/branch.ts";
import { isUnreadable } from "../../text/file-system.ts";
import { dirname, join } from "../../text/path.ts";
import { Raised, uncertain, type Machine } from "../core/machine.ts";
import { NONE, string, type Plain, type Val, UNBOUND } from "../core/val.ts";
import { callValue } from "../language/functions.ts";
import { argument, type Call, type LibraryFunction } from "./call.ts";
import { castBoolean, listOfTexts, STRTOBOOL_WORDS } from "./casts.ts";
import { parseDotenv } from "./dotenv.ts";
import { readVariable } from "./environment.ts";

export const DECOUPLE_FUNCTIONS: Readonly<Record<string, LibraryFunction>> = {
  "decouple.config": (call) => callConfig(call),
};

/** `config(name, default, cast)` of python-decouple 3: the environment, then `.env` or `settings.ini` upwards, then the default. */
export function callConfig(call: Call): Val {
  const { machine } = call;
  const name = argument(call, 0, "option");
  const fallback = argument(call, 1, "default");
  const cast = argument(call, 2, "cast");
  if (name?.kind !== "string") return uncertain(machine, "which variable is read is not known");
  const fromFile = inFiles(call, name.value);
  const raw = readVariable(machine, name, () => {
    if (fromFile !== null) return fromFile;
    if (fallback === undefined)
      throw new Raised(
        "decouple.UndefinedValueError",
        `${name.value} not found. Declare it as envvar or define a default value.`,
      );
    return UNBOUND;
  });
  const read = (value: Val): Val =>
    value.kind === "unbound"
      ? castDefault(machine, fallback ?? NONE, cast, name.value)
      : castText(machine, value, cast, name.value);
  if (raw.kind !== "either") return read(raw);
  return choose(raw.options.map((option) => ({ when: option.when, value: read(option.value) })));
}

function castDefault(machine: Machine, fallback: Val, cast: Val | undefined, name: string): Val {
  return cast === undefined ? fallback : castText(machine, fallback, cast, name);
}

function castText(machine: Machine, value: Val, cast: Val | undefined, name: string): Val {
  if (cast === undefined || isReference(cast, "decouple.undefined")) return value;
  if (isReference(cast, "builtins.bool")) {
    return lift(machine, [value], ([plain = NONE]) => {
      if (plain.kind === "string" && plain.value === "") return { kind: "boolean", value: false };
      if (plain.kind === "integer" && plain.value <= 1n && plain.value >= 0n)
        return { kind: "boolean", value: plain.value === 1n };
      if (plain.kind === "none") throw new Raised("ValueError", "invalid truth value 'none'");
      return castBoolean(machine, plain, STRTOBOOL_WORDS, name);
    });
  }
  if (cast.kind === "foreign" && cast.class === "decouple.Csv") {
    if (cast.args.length + cast.keywords.size > 0) return uncertain(machine, "a Csv with options");
    return listOfTexts(machine, value, (text) =>
      /["'\\#]/.test(text)
        ? null
        : text
            .split(",")
            .filter((piece) => piece !== "")
            .map((piece) => piece.trim()),
    );
  }
  return callValue(machine, cast, [value], new Map());
}

function isReference(value: Val, name: string): boolean {
  return value.kind === "reference" && value.name === name;
}

/** The nearest `settings.ini` or `.env` above the calling module (AutoConfig); null: none of them sets it. */
function inFiles(call: Call, name: string): Plain | null {
  const { fs } = call.machine.request;
  const file = call.frame?.module.file;
  if (file === undefined) return null;
  let directory = dirname(file);
  for (let up = 0; up < 50; up++) {
    if (fs.kindOf(join(directory, "settings.ini")) === "file")
      return uncertain(call.machine, "settings.ini is not followed");
    const source = fs.kindOf(join(directory, ".env")) === "file" ? fs.read(join(directory, ".env")) : null;
    if (source !== null && !isUnreadable(source)) {
      if (!call.machine.files.includes(source.path)) call.machine.files.push(source.path);
      const found = parseDotenv(source).findLast((variable) => variable.name === name);
      if (found === undefined) return null;
      return found.value === null
        ? uncertain(call.machine, `${name} in ${source.path} is not followed`)
        : { ...string(found.value), at: found.at };
    }
    if (directory === "." || directory === "/") return null;
    directory = dirname(directory);
  }
  return null;
}

import { choose, lift } from "../core/branch.ts";
import { Raised, uncertain } from "../core/machine.ts";
import { fromParts, NONE, partsOf, UNBOUND, type Plain, type Val } from "../core/val.ts";
import { argument, type Call } from "./call.ts";
import { castBoolean, listOfTexts, type BooleanWords } from "./casts.ts";
import { readVariable } from "./environment.ts";
import { readEnvFile } from "./environ.ts";
import { toInteger } from "./conversions.ts";

/** Truth values of marshmallow's Boolean field, which environs uses. */
const WORDS: BooleanWords = {
  yes: new Set(["t", "true", "on", "y", "yes", "1"]),
  no: new Set(["f", "false", "off", "n", "no", "0"]),
  numbers: false,
  error: "environs.EnvValidationError",
};

/** A method of an `environs.Env`; defaults are returned as they are. */
export function callEnvirons(call: Call, method: string, env: Plain | null): Val {
  const { machine } = call;
  if (method === "read_env") {
    readEnvFile(machine, call.args[0] ?? call.keywords.get("path"), call);
    return NONE;
  }
  const name = argument(call, 0, "name");
  if (name?.kind !== "string" || (env?.kind === "foreign" && env.keywords.size > 0))
    return uncertain(machine, "which variable is read is not known");
  if (method === "prefixed" || method === "parser_for" || method === "seal")
    return uncertain(machine, `env.${method} is not followed`);
  const fallback = argument(call, 1, "default") ?? call.keywords.get("missing");
  const raw = readVariable(machine, name, () => {
    if (fallback === undefined)
      throw new Raised("environs.EnvError", `Environment variable "${name.value}" not set`);
    return UNBOUND;
  });
  const read = (value: Plain): Val =>
    value.kind === "unbound" ? (fallback ?? NONE) : cast(call, method, value, name.value);
  return raw.kind === "either"
    ? choose(raw.options.map((option) => ({ when: option.when, value: read(option.value) })))
    : read(raw);
}

function cast(call: Call, method: string, value: Plain, name: string): Val {
  const { machine } = call;
  switch (method) {
    case "__call__":
    case "str":
      return value;
    case "bool":
      return castBoolean(machine, value, WORDS, name);
    case "int":
      return lift(machine, [value], ([plain = NONE]) => toInteger(machine, plain));
    case "path":
      return fromParts("path", partsOf(value) ?? []);
    case "list":
      return call.keywords.has("subcast") || call.args.length > 2
        ? uncertain(machine, "typed lists are not followed")
        : listOfTexts(machine, value, (text) =>
            text === ""
              ? []
              : text.split(",").some((piece) => piece !== piece.trim())
                ? null
                : text.split(","),
          );
    default:
      return uncertain(machine, `env.${method} is not followed`);
  }
}

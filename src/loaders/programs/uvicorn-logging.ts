import { certainValue, defaultFact, mapFact, setFact, unknownFact, type Fact } from "../../model/fact.ts";
import type { LaunchWord } from "../../model/launch.ts";
import type { UvicornLogging } from "../../model/uvicorn.ts";
import { shownWord } from "./words.ts";

/** Choices of `--log-level` (uvicorn 0.17.6 `config.py`, LOG_LEVELS) in the words of Python's logging. */
const LEVELS: ReadonlyMap<string, string> = new Map([
  ["critical", "CRITICAL"],
  ["error", "ERROR"],
  ["warning", "WARNING"],
  ["info", "INFO"],
  ["debug", "DEBUG"],
  ["trace", "5"],
]);

/**
 * Options of logging of `uvicorn APP ...`: the last one of a command line wins, then the variable UVICORN_ and the option's name, which click reads
 * (`main.py`, `auto_envvar_prefix`).
 */
export function uvicornLogging(
  args: readonly LaunchWord[],
  environment: Readonly<Record<string, Fact<string>>>,
  version: Fact<string>,
): UvicornLogging {
  const level = valueOf("log-level", args, environment);
  return {
    level: level === null ? defaultFact(null, "uvicorn") : mapFact(level, (name) => LEVELS.get(name) ?? name),
    access: accessOf(args, environment),
    config: valueOf("log-config", args, environment) ?? defaultFact(null, "uvicorn"),
    version,
  };
}

function variable(option: string, environment: Readonly<Record<string, Fact<string>>>): Fact<string> | null {
  const name = `UVICORN_${option.replaceAll("-", "_").toUpperCase()}`;
  const fact = Object.hasOwn(environment, name) ? environment[name] : undefined;
  return fact === undefined || certainValue(fact) === "" ? null : fact;
}

function valueOf(
  option: string,
  args: readonly LaunchWord[],
  environment: Readonly<Record<string, Fact<string>>>,
): Fact<string> | null {
  let found: Fact<string> | null = null;
  const known = (text: string | null, at: LaunchWord["at"]): Fact<string> =>
    text === null ? unknownFact(`the value of --${option} is not known`, at) : setFact(text, at, "cli");
  for (const [i, word] of args.entries()) {
    const text = shownWord(word);
    if (text === `--${option}`) {
      const next = args[i + 1];
      if (next !== undefined) found = known(next.value, next.at);
    } else if (text.startsWith(`--${option}=`))
      found = known(word.value?.slice(option.length + 3) ?? null, word.at);
  }
  return found ?? variable(option, environment);
}

function accessOf(
  args: readonly LaunchWord[],
  environment: Readonly<Record<string, Fact<string>>>,
): Fact<boolean> {
  const flag = args.findLast(({ value }) => value === "--access-log" || value === "--no-access-log");
  if (flag !== undefined) return setFact(flag.value === "--access-log", flag.at, "cli");
  const given = variable("access-log", environment);
  if (given === null) return defaultFact(true, "uvicorn");
  // click's words for a boolean
  return mapFact(given, (text) => !/^(?:0|f|false|n|no|off)$/i.test(text.trim()));
}

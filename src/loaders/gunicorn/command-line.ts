import type { Value } from "../../evaluate/value.ts";
import { setFact, unknownFact, type Fact, type Source } from "../../model/fact.ts";
import type { SettingValue } from "../../model/gunicorn.ts";
import type { Problem } from "../../model/problem.ts";
import { cover, inFile, type FileSpan } from "../../text/span.ts";
import { parseArguments, type Parsed, type ParsedOption, type ParsedValue } from "./argument-parser.ts";
import type { Setting } from "./setting.ts";
import { settingsOf, TELLING_VERSIONS } from "./settings.ts";
import { validate, type Surroundings } from "./validators.ts";

/** One word of a command line, as the program gets it. */
export interface CommandArgument {
  readonly value: string;
  readonly span?: FileSpan;
  /** Why the word, or a part of it, is not known: a variable without value, a template. `value` is then the text as written. */
  readonly unknown?: string;
}

/** What gunicorn takes from a command line, or from GUNICORN_CMD_ARGS. */
export interface CommandLine {
  readonly settings: ReadonlyMap<string, Fact<SettingValue>>;
  /** The application, the first positional argument; gunicorn passes over those in GUNICORN_CMD_ARGS. */
  readonly app: string | null;
  readonly appAt: FileSpan | null;
  /** The value of `-c`, null when there is none, undefined when it is not known. */
  readonly config: string | null | undefined;
  /** Why options that are not in `settings` may be given all the same; null when every word is known. */
  readonly open: string | null;
  readonly problems: readonly Problem[];
  /** How gunicorn ends instead of starting; null when it goes on. */
  readonly refusal: Refusal | null;
}

export interface Refusal {
  readonly status: number;
  readonly message: string;
}

/**
 * Reads the arguments after the program's name as gunicorn's parser does. Where the version is not known, an argument list is
 * refused only when every supported version refuses it. `fallback` is the place for words without a span.
 */
export function parseGunicornArguments(
  args: readonly CommandArgument[],
  version: string | null,
  around: Surroundings,
  fallback: FileSpan,
  from: Source = "cli",
): CommandLine {
  const parsed = parseInVersions(
    args.map(({ value }) => value),
    version,
  );
  const vague = args.find(({ unknown }) => unknown !== undefined)?.unknown ?? null;
  const placeAt = (index: number): FileSpan => args[index]?.span ?? fallback;
  const nothing: CommandLine = {
    settings: new Map(),
    app: null,
    appAt: null,
    config: null,
    open: null,
    problems: [],
    refusal: null,
  };
  if (parsed.kind === "exit") return { ...nothing, refusal: { status: 0, message: "" } };
  if (parsed.kind === "refused") {
    if (vague !== null) return { ...nothing, config: undefined, open: vague };
    return {
      ...nothing,
      open: parsed.message,
      problems: [usageError(parsed.message, placeAt(parsed.index), from)],
      refusal: { status: 2, message: parsed.message },
    };
  }
  const settings = new Map<string, Fact<SettingValue>>();
  const problems: Problem[] = [];
  let refusal: Refusal | null = null;
  const order = settingsOf(version ?? "20.1.0").map(({ name }) => name);
  const options = [...parsed.options.values()].sort(
    (a, b) => order.indexOf(a.setting.name) - order.indexOf(b.setting.name),
  );
  for (const option of options) {
    const at = spanOf(option, placeAt);
    const unknown = option.values.map(({ index }) => args[index]?.unknown).find((why) => why !== undefined);
    const checked =
      unknown === undefined
        ? validate(option.setting, valueOf(option), around)
        : { kind: "unknown" as const, why: unknown };
    if (checked.kind === "value") settings.set(option.setting.name, setFact(checked.value, at, from));
    else if (checked.kind === "unknown") settings.set(option.setting.name, unknownFact(checked.why, at));
    else {
      problems.push(invalidOption(option.setting, checked.message, at));
      refusal ??= { status: 1, message: checked.message };
    }
  }
  const [first] = parsed.positionals;
  const taken = new Set(options.flatMap(({ values }) => values.map(({ index }) => index)));
  const loose = args.findIndex(({ unknown }, index) => unknown !== undefined && !taken.has(index));
  const config = settings.get("config");
  return {
    settings,
    app: first === undefined || args[first]?.unknown !== undefined ? null : (args[first]?.value ?? null),
    appAt: first === undefined ? null : placeAt(first),
    config:
      config === undefined
        ? null
        : config.state === "set" && typeof config.value === "string"
          ? config.value
          : undefined,
    open: loose < 0 ? null : (args[loose]?.unknown ?? null),
    problems,
    refusal,
  };
}

function parseInVersions(args: readonly string[], version: string | null): Parsed {
  const results = (version === null ? TELLING_VERSIONS : [version]).map((each) =>
    parseArguments(settingsOf(each), args),
  );
  const [first] = results;
  return results.find(({ kind }) => kind === "parsed") ?? first ?? { kind: "exit" };
}

function spanOf(option: ParsedOption, placeAt: (index: number) => FileSpan): FileSpan {
  const span = (value: ParsedValue): FileSpan => {
    const flag = placeAt(value.option);
    const text = placeAt(value.index);
    return flag.file === text.file ? inFile(flag.file, cover(flag, text)) : text;
  };
  const last = option.values.at(-1);
  return last === undefined ? placeAt(0) : span(last);
}

function valueOf(option: ParsedOption): Value {
  const values = option.values.map(({ value }): Value => {
    if (typeof value === "string") return { kind: "string", value };
    if (typeof value === "number") return { kind: "integer", value: BigInt(value) };
    if (typeof value === "boolean") return { kind: "boolean", value };
    return { kind: "list", items: [] };
  });
  if (option.setting.action === "append") return { kind: "list", items: values };
  return values[0] ?? { kind: "none" };
}

function usageError(message: string, at: FileSpan, from: Source): Problem {
  const where = from === "environment" ? "GUNICORN_CMD_ARGS" : "the command line";
  return {
    code: "syntax",
    message: `gunicorn refuses ${where}: ${message}`,
    at,
    related: [],
    consequence: "gunicorn does not start: it prints its usage and exits with status 2",
  };
}

function invalidOption(setting: Setting, message: string, at: FileSpan): Problem {
  return {
    code: "syntax",
    message: `Invalid value for ${setting.flags.at(-1) ?? setting.name}: ${message}`,
    at,
    related: [],
    consequence: "gunicorn does not start: it exits with status 1",
  };
}

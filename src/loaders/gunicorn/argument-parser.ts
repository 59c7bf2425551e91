import { parseAutoInteger, parseInteger, reprOfString } from "./python-text.ts";
import type { Setting } from "./setting.ts";

/** What argparse makes of an argument list. Indexes point into the list. */
export type Parsed =
  | {
      readonly kind: "parsed";
      readonly options: ReadonlyMap<string, ParsedOption>;
      readonly positionals: readonly number[];
    }
  | Refused
  /** `--help` or `--version`: exit status 0. */
  | { readonly kind: "exit" };

/** argparse refuses: usage and this message on stderr, exit status 2. */
export interface Refused {
  readonly kind: "refused";
  readonly message: string;
  readonly index: number;
}

export interface ParsedOption {
  readonly setting: Setting;
  /** More than one only for options that append. */
  readonly values: readonly ParsedValue[];
}

export interface ParsedValue {
  /** As argparse converts it; an option without argument gives its constant. A glued `--` is dropped by argparse, which leaves the empty list. */
  readonly value: string | number | boolean | readonly [];
  /** The argument that holds the option. */
  readonly option: number;
  /** The argument that holds the value; the option's own for `--name=value`, `-w2` and options without argument. */
  readonly index: number;
}

interface Option {
  readonly flags: readonly string[];
  /** Null for --help and --version, which end the program. */
  readonly setting: Setting | null;
  readonly takes: "none" | "one" | "optional";
}

interface Match {
  readonly option: Option | null;
  readonly flag: string;
  readonly explicit: string | null;
}

interface Taken {
  readonly option: Option;
  readonly value: { readonly text: string; readonly index: number } | null;
}

/**
 * Reads an argument list exactly as gunicorn's ArgumentParser does (argparse.py 3.11: abbreviations allowed, one positional `args`
 * with nargs `*`). `table` is in argparse's order.
 */
export function parseArguments(table: readonly Setting[], args: readonly string[]): Parsed {
  const flags = flagsOf(table);
  const matches = new Map<number, Match>();
  const end = args.indexOf("--");
  for (let i = 0; i < (end < 0 ? args.length : end); i++) {
    const match = matchOption(flags, args[i] ?? "", i);
    if (match === null) continue;
    if ("kind" in match) return match;
    matches.set(i, match);
  }
  const isValue = (index: number): boolean =>
    index < args.length && !matches.has(index) && (index !== end || end < 0);

  const options = new Map<string, { setting: Setting; values: ParsedValue[] }>();
  const extras: number[] = [];
  let positionals: number[] | null = null;
  let index = 0;
  while (index < args.length) {
    const match = matches.get(index);
    if (match === undefined) {
      const first = index;
      while (index < args.length && !matches.has(index)) index++;
      const run = Array.from({ length: index - first }, (_, offset) => first + offset);
      if (positionals === null) positionals = run.filter((each) => each !== end || end < 0);
      else extras.push(...run);
      continue;
    }
    if (match.option === null) {
      extras.push(index);
      index++;
      continue;
    }
    const found = takeOption(flags, args, index, match.option, match, isValue);
    if ("kind" in found) return found;
    for (const taken of found.taken) {
      const { setting } = taken.option;
      if (setting === null) return { kind: "exit" };
      const value = convert(taken, index);
      if ("kind" in value) return value;
      const known = options.get(setting.name);
      if (known !== undefined && setting.action === "append") known.values.push(value);
      else options.set(setting.name, { setting, values: [value] });
    }
    index = found.next;
  }
  if (extras.length > 0) {
    return {
      kind: "refused",
      message: `unrecognized arguments: ${shortened(extras.map((each) => args[each] ?? "").join(" "))}`,
      index: extras[0] ?? 0,
    };
  }
  return { kind: "parsed", options, positionals: positionals ?? [] };
}

const HELP: Option = { flags: ["-h", "--help"], setting: null, takes: "none" };
const VERSION: Option = { flags: ["-v", "--version"], setting: null, takes: "none" };

function flagsOf(table: readonly Setting[]): ReadonlyMap<string, Option> {
  const known = tables.get(table);
  if (known !== undefined) return known;
  const flags = new Map<string, Option>();
  const enter = (option: Option): void => {
    for (const flag of option.flags) flags.set(flag, option);
  };
  enter(HELP);
  enter(VERSION);
  for (const setting of table) {
    const stores = setting.action === "store" || setting.action === "append";
    enter({
      flags: setting.flags,
      setting,
      takes: !stores ? "none" : setting.nargs === "?" ? "optional" : "one",
    });
  }
  tables.set(table, flags);
  return flags;
}

const tables = new WeakMap<readonly Setting[], ReadonlyMap<string, Option>>();

/** argparse's _parse_optional: null for an argument that is not an option; `option: null` for one that no option knows. */
function matchOption(
  flags: ReadonlyMap<string, Option>,
  argument: string,
  index: number,
): Match | Refused | null {
  if (!argument.startsWith("-")) return null;
  const exact = flags.get(argument);
  if (exact !== undefined) return { option: exact, flag: argument, explicit: null };
  if (argument.length === 1) return null;
  const equals = argument.indexOf("=");
  if (equals >= 0) {
    const flag = argument.slice(0, equals);
    const option = flags.get(flag);
    if (option !== undefined) return { option, flag, explicit: argument.slice(equals + 1) };
  }
  const found = abbreviations(flags, argument);
  if (found.length > 1) {
    const names = found.map(({ flag }) => flag).join(", ");
    return { kind: "refused", message: `ambiguous option: ${argument} could match ${names}`, index };
  }
  const [only] = found;
  if (only !== undefined) return only;
  if (/^-\d+$|^-\d*\.\d+$/.test(argument) || argument.includes(" ")) return null;
  return { option: null, flag: argument, explicit: null };
}

/** argparse's _get_option_tuples: each option that a shortened or glued argument could mean. */
function abbreviations(flags: ReadonlyMap<string, Option>, argument: string): readonly Match[] {
  const found: Match[] = [];
  if (argument.startsWith("--")) {
    const equals = argument.indexOf("=");
    const prefix = equals < 0 ? argument : argument.slice(0, equals);
    const explicit = equals < 0 ? null : argument.slice(equals + 1);
    for (const [flag, option] of flags) if (flag.startsWith(prefix)) found.push({ option, flag, explicit });
    return found;
  }
  const short = argument.slice(0, 2);
  for (const [flag, option] of flags) {
    if (flag === short) found.push({ option, flag, explicit: argument.slice(2) });
    else if (flag.startsWith(argument)) found.push({ option, flag, explicit: null });
  }
  return found;
}

/** argparse's consume_optional: one option with its value, or several glued short ones. */
function takeOption(
  flags: ReadonlyMap<string, Option>,
  args: readonly string[],
  index: number,
  first: Option,
  match: Match,
  isValue: (index: number) => boolean,
): { readonly taken: readonly Taken[]; readonly next: number } | Refused {
  const taken: Taken[] = [];
  let option = first;
  let { flag, explicit } = match;
  for (;;) {
    if (explicit === null) {
      if (option.takes === "none") return { taken: [...taken, { option, value: null }], next: index + 1 };
      if (isValue(index + 1)) {
        return {
          taken: [...taken, { option, value: { text: args[index + 1] ?? "", index: index + 1 } }],
          next: index + 2,
        };
      }
      if (option.takes === "optional") return { taken: [...taken, { option, value: null }], next: index + 1 };
      return refuse(option, "expected one argument", index);
    }
    if (option.takes !== "none")
      return { taken: [...taken, { option, value: { text: explicit, index } }], next: index + 1 };
    const next = explicit === "" || flag.startsWith("--") ? undefined : flags.get(`-${explicit.charAt(0)}`);
    if (next === undefined)
      return refuse(option, `ignored explicit argument ${reprOfString(explicit)}`, index);
    taken.push({ option, value: null });
    flag = `-${explicit.charAt(0)}`;
    explicit = explicit.length > 1 ? explicit.slice(1) : null;
    option = next;
  }
}

function convert({ option, value }: Taken, at: number): ParsedValue | Refused {
  const { setting } = option;
  if (value === null) {
    const constant = setting?.const ?? true;
    return {
      value: typeof constant === "string" || typeof constant === "boolean" ? constant : true,
      option: at,
      index: at,
    };
  }
  const place = { option: at, index: value.index };
  if (value.text === "--") return { value: [], ...place };
  if (setting === null || setting.type === "str" || setting.action === "append")
    return { value: value.text, ...place };
  const number = setting.type === "int" ? parseInteger(value.text, 10) : parseAutoInteger(value.text);
  if (number === undefined)
    return refuse(option, `invalid ${setting.type} value: ${reprOfString(value.text)}`, value.index);
  return { value: number, ...place };
}

function refuse(option: Option, message: string, index: number): Refused {
  return { kind: "refused", message: `argument ${option.flags.join("/")}: ${message}`, index };
}

/** As much as people read: every event of the process says why it does not start. */
function shortened(text: string): string {
  return text.length > 500 ? `${text.slice(0, 500)} ...` : text;
}

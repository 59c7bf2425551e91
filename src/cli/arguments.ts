import { parseArgs } from "node:util";
import { nearest } from "../config/nearest.ts";
import type { Command } from "./command.ts";
import { commandNamed, COMMANDS } from "./commands.ts";
import { OPTIONS, type OptionName, type OptionSpec, type OptionValues } from "./options.ts";
import { UsageError } from "./usage-error.ts";

export interface Arguments {
  readonly command: Command;
  /** True when the command line names the command, false when it is `check` because none is named. */
  readonly named: boolean;
  readonly operands: readonly string[];
  readonly options: OptionValues;
}

/** Takes a command line apart. Throws UsageError for what does not exist, with the nearest thing that does. */
export function parseArguments(argv: readonly string[]): Arguments {
  const { tokens } = parseArgs({
    args: [...argv],
    options: OPTIONS,
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const words = tokens.filter((token) => token.kind === "positional");
  const first = words[0];
  const afterTerminator = tokens.some(
    (token) => token.kind === "option-terminator" && first !== undefined && token.index < first.index,
  );
  const named = first === undefined || afterTerminator ? undefined : commandNamed(first.value);
  const command = named ?? commandNamed("check") ?? COMMANDS[0];
  if (command === undefined) throw new UsageError("there are no commands");
  const values = new Map<string, string | boolean | string[]>();
  for (const token of tokens) {
    if (token.kind === "option") addOption(values, token, command, named !== undefined);
  }
  if (values.get("color") === true && values.get("no-color") === true)
    throw new UsageError("--color and --no-color contradict each other");
  if (values.has("config") && values.has("no-config"))
    throw new UsageError("--config and --no-config contradict each other");
  return {
    command,
    named: named !== undefined,
    operands: (named === undefined ? words : words.slice(1)).map((token) => token.value),
    options: Object.fromEntries(values),
  };
}

interface OptionToken {
  readonly name: string;
  readonly rawName: string;
  readonly value?: string | undefined;
  readonly inlineValue?: boolean | undefined;
}

function addOption(
  values: Map<string, string | boolean | string[]>,
  token: OptionToken,
  command: Command,
  named: boolean,
): void {
  const help = `\`loglint ${named ? `${command.name} ` : ""}--help\` shows every option.`;
  if (!isOption(token.name)) {
    const meant = nearest(token.name, command.options);
    const hint = meant === undefined ? "" : ` Did you mean --${meant}?`;
    throw new UsageError(`There is no option ${token.rawName}.${hint}`, help);
  }
  if (!command.options.includes(token.name) && token.name !== "version") {
    const takesPaths = token.name === "in" && command.operands.includes("PATH");
    throw new UsageError(
      `\`loglint ${command.name}\` has no option ${token.rawName}.`,
      takesPaths ? `Paths stand alone: loglint ${command.name} ${token.value ?? "PATH"}` : help,
    );
  }
  const spec: OptionSpec = OPTIONS[token.name];
  if (spec.type === "boolean") {
    if (token.value !== undefined && spec.optional !== true)
      throw new UsageError(`${token.rawName} takes no value.`, help);
    if (token.value === "")
      throw new UsageError(`${token.rawName}= names no ${spec.value ?? "value"}.`, help);
    values.set(token.name, token.value ?? true);
    return;
  }
  const { value } = token;
  if (
    value === undefined ||
    value === "" ||
    (token.inlineValue !== true && value.length > 1 && value.startsWith("-"))
  ) {
    throw new UsageError(`${token.rawName} needs a value: ${token.rawName} ${spec.value ?? "VALUE"}.`, help);
  }
  if (spec.choices !== undefined && !spec.choices.includes(value)) {
    const meant = nearest(value, spec.choices);
    const hint = meant === undefined ? "" : ` Did you mean ${meant}?`;
    const among = spec.choices.length === 1 ? "can only be" : "is one of";
    throw new UsageError(
      `${token.rawName} ${among} ${spec.choices.join(", ")}, not "${value}".${hint}`,
      help,
    );
  }
  if (spec.multiple !== true) values.set(token.name, value);
  else {
    const before = values.get(token.name);
    values.set(token.name, [...(Array.isArray(before) ? before : []), value]);
  }
}

function isOption(name: string): name is OptionName {
  return Object.hasOwn(OPTIONS, name);
}

import { nearest } from "../config/nearest.ts";
import type { Theme } from "../report/theme.ts";
import { hang, wrap } from "../report/wrap.ts";
import type { Command, Run } from "./command.ts";
import { commandNamed, COMMANDS } from "./commands.ts";
import { OPTIONS, type OptionName, type OptionSpec } from "./options.ts";
import { themeFor, widthOf } from "./terminal.ts";
import { UsageError } from "./usage-error.ts";

/** `loglint help [COMMAND]` and `--help`. */
export const help: Run = ({ operands, options, io }) => {
  const theme = themeFor(io.stdout, io.env, options);
  const width = Math.min(widthOf(io.stdout), 100);
  const name = operands[0];
  const command = name === undefined ? undefined : commandNamed(name);
  if (name !== undefined && command === undefined) {
    const meant = nearest(
      name,
      COMMANDS.map((each) => each.name),
    );
    throw new UsageError(
      `There is no command "${name}".${meant === undefined ? "" : ` Did you mean \`loglint help ${meant}\`?`}`,
    );
  }
  io.stdout.write(command === undefined ? overview(theme, width) : commandHelp(command, theme, width));
  return Promise.resolve(0);
};

function overview(theme: Theme, width: number): string {
  const check = commandNamed("check");
  const names = Math.max(...COMMANDS.map((command) => command.name.length + 1 + command.operands.length));
  const lines = [
    ...wrap(
      "loglint reads the configuration of Django behind gunicorn behind nginx, and says where log records are lost and why.",
      width,
    ),
    "",
    theme.strong("Examples"),
    ...(check === undefined ? [] : exampleLines(check, width)),
    "",
    theme.strong("Commands"),
    ...COMMANDS.map((command) => {
      const usage = `${command.name} ${command.operands}`.trimEnd();
      return hang(`  ${usage.padEnd(names)}  `, command.summary, width);
    }),
    "",
    ...wrap("`loglint PATH...` is `loglint check PATH...`. Every command has --help.", width),
  ];
  return `${lines.join("\n")}\n`;
}

function commandHelp(command: Command, theme: Theme, width: number): string {
  const usage =
    `loglint ${command.name === "check" ? "[check]" : command.name} ${command.operands}`.trimEnd();
  const lines = [
    ...usageLines(
      usage,
      `${command.summary.charAt(0).toLowerCase()}${command.summary.slice(1)}`,
      theme,
      width,
    ),
    "",
    theme.strong("Examples"),
  ];
  lines.push(...exampleLines(command, width));
  for (const paragraph of command.about) lines.push("", ...wrap(paragraph, width));
  lines.push("", theme.strong("Options"), ...optionLines(command, width));
  return `${lines.join("\n")}\n`;
}

/** The usage and what it is for, on one line where there is room. */
function usageLines(usage: string, summary: string, theme: Theme, width: number): string[] {
  if (usage.length + 2 + summary.length <= width) return [`${theme.strong(usage)}  ${summary}`];
  return [theme.strong(usage), ...wrap(summary, width)];
}

function exampleLines(command: Command, width: number): string[] {
  return command.examples.flatMap(([example, does]) => [`  ${example}`, hang("      ", does, width)]);
}

function optionLines(command: Command, width: number): string[] {
  const usages = command.options.map((name) => [name, usageOf(name, command)] as const);
  const column = Math.max(...usages.map(([, usage]) => usage.length));
  return usages.map(([name, usage]) => hang(`  ${usage.padEnd(column)}  `, helpOf(name, command), width));
}

function usageOf(name: OptionName, command: Command): string {
  const spec: OptionSpec = OPTIONS[name];
  const short = spec.short === undefined ? "    " : `-${spec.short}, `;
  const value = name === "format" && command.formats !== undefined ? "FORMAT" : spec.value;
  if (spec.optional === true) return `${short}--${name}[=${value ?? "VALUE"}]`;
  return `${short}--${name}${value === undefined ? "" : ` ${value}`}`;
}

function helpOf(name: OptionName, command: Command): string {
  if (name === "format" && command.formats !== undefined)
    return `How to print: ${command.formats.join(", ")}.`;
  return OPTIONS[name].help;
}

import type { ExitCode, Io } from "./io.ts";
import type { OptionName, OptionValues } from "./options.ts";

/** What a command gets. */
export interface Invocation {
  readonly operands: readonly string[];
  readonly options: OptionValues;
  readonly io: Io;
}

export type Run = (invocation: Invocation) => Promise<ExitCode>;

/** A command of loglint: its help is made from this, its code is loaded when it runs. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  /** What comes after the name: `[PATH...]`. */
  readonly operands: string;
  /** Examples come first in help: the command line, and what it does. */
  readonly examples: readonly (readonly [command: string, does: string])[];
  /** Paragraphs after the examples. */
  readonly about: readonly string[];
  readonly options: readonly OptionName[];
  /** Values of --format, when they differ from those of check. */
  readonly formats?: readonly string[];
  readonly load: () => Promise<Run>;
}

const EVERYWHERE = ["color", "no-color", "help"] as const;
const CONFIGURED = ["config", "no-config"] as const;

/** Every command, in the order of the help. A new one is one entry here and one file beside. */
export const COMMANDS: readonly Command[] = [
  {
    name: "check",
    summary: "Find what is wrong with the logging of a site",
    operands: "[PATH...]",
    examples: [
      ["loglint", "check everything below the working directory"],
      ["loglint deploy/nginx.conf gunicorn.conf.py blog", "check these files and folders together"],
      ["nginx -T 2>/dev/null | loglint -", "check what the running nginx uses"],
      ["loglint --format sarif=loglint.sarif", "write a report for code scanning beside the text"],
      ["loglint --strict --fail-on warning", "every rule, and warnings fail the run"],
    ],
    about: [
      "Reads nginx configuration, gunicorn configuration and Django settings, joins them, and reports where log records are lost, incomplete, misleading, leaking or growing without bound. Nothing that is read is executed.",
      "Exit code: 0 nothing at or above the gate, 1 findings at or above it, 2 wrong use or an internal error, 3 nothing was found to check.",
    ],
    options: [
      "format",
      "output",
      "fail-on",
      "preset",
      "strict",
      "only",
      ...CONFIGURED,
      "stdin-filename",
      "show-unknown",
      "quiet",
      "verbose",
      "timings",
      ...EVERYWHERE,
    ],
    load: async () => (await import("./check.ts")).check,
  },
  {
    name: "where",
    summary: "Show where every log record ends up",
    operands: "[EVENT [LOGGER]]",
    examples: [
      ["loglint where", "the log map: every kind of record, and where it ends"],
      ["loglint where --gaps", "only what nobody records"],
      ["loglint where print", "where print() goes, step by step with the lines that decide it"],
      ["loglint where traceback --in deploy", "where the traceback of a 500 goes, below another folder"],
      ["loglint where logger shop.views --level INFO", "one logger and level"],
    ],
    about: [
      "Follows each kind of record through nginx, gunicorn and Django to the file, stream or service where it ends, or to the line that drops it. A record whose way depends on something that is not known ends in (maybe).",
      "Events: requests, errors, traceback, logger, print, stderr, warnings, gunicorn.access, gunicorn.error. Exit code: 0, 2 for wrong use, 3 when nothing was found.",
    ],
    options: ["in", "level", "server", "location", "gaps", "format", "output", ...CONFIGURED, ...EVERYWHERE],
    formats: ["text", "json"],
    load: async () => (await import("./where.ts")).where,
  },
  {
    name: "facts",
    summary: "Show every logging setting as it takes effect, and where it comes from",
    operands: "[PATH...]",
    examples: [
      ["loglint facts", "which setting won, for everything below the working directory"],
      ["loglint facts --format json | jq .gunicorn[].settings.accesslog", "one setting, for a program"],
    ],
    about: ["Exit code: 0, 2 for wrong use, 3 when nothing was found."],
    options: [
      "format",
      "output",
      ...CONFIGURED,
      "stdin-filename",
      "show-unknown",
      "quiet",
      "verbose",
      ...EVERYWHERE,
    ],
    formats: ["text", "json"],
    load: async () => (await import("./facts.ts")).facts,
  },
  {
    name: "rules",
    summary: "List every rule",
    operands: "",
    examples: [
      ["loglint rules", "the catalogue"],
      ["loglint rules --format json", "the same for a program"],
    ],
    about: [],
    options: ["format", "output", ...EVERYWHERE],
    formats: ["text", "json"],
    load: async () => (await import("./rules.ts")).rulesCommand,
  },
  {
    name: "explain",
    summary: "Explain a rule: why it exists, bad and good configurations",
    operands: "RULE",
    examples: [["loglint explain gunicorn/capture-output-noop", "the page of this rule"]],
    about: [],
    options: [...EVERYWHERE],
    load: async () => (await import("./explain.ts")).explain,
  },
  {
    name: "config",
    summary: "Show which configuration file of loglint is used, and what it makes of it",
    operands: "",
    examples: [
      ["loglint config", "the file, the preset, the gate, and every rule that differs from the preset"],
      ["loglint config --config ci/loglint.config.json", "the same for another file"],
    ],
    about: [
      'The file is the nearest loglint.config.json or loglint.config.jsonc, or the key "loglint" of package.json, from the working directory up to the root of the repository. Its keys are described in schema/loglint.config.schema.json.',
    ],
    options: ["format", "output", ...CONFIGURED, "fail-on", "preset", "strict", ...EVERYWHERE],
    formats: ["text", "json"],
    load: async () => (await import("./config.ts")).config,
  },
  {
    name: "help",
    summary: "Show help, of a command when one is named",
    operands: "[COMMAND]",
    examples: [["loglint help facts", "the help of facts"]],
    about: [],
    options: [...EVERYWHERE],
    load: async () => (await import("./help.ts")).help,
  },
  {
    name: "version",
    summary: "Show loglint's version",
    operands: "",
    examples: [["loglint version", "the version, and that of Node"]],
    about: [],
    options: [...EVERYWHERE],
    load: async () => (await import("./version.ts")).version,
  },
];

export function commandNamed(name: string): Command | undefined {
  return COMMANDS.find((command) => command.name === name);
}

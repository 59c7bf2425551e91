import type { Command } from "./command.ts";
import { CONFIGURED, EVERYWHERE } from "./option-groups.ts";

/** Commands about rules, settings, and loglint itself. */
export const HELPING: readonly Command[] = [
  {
    name: "hook",
    summary: "Check the deployments that changed files belong to, for git hooks",
    operands: "[FILE...]",
    examples: [
      ["loglint hook blog/settings.py", "check the deployment that has this file"],
      ["loglint hook $(git diff --cached --name-only)", "check what is about to be committed"],
    ],
    about: [
      "The files only choose which deployments are reported: the whole repository is read, because the cause of a lost log almost never lies in one file. Without files everything is reported. Files that cannot matter cost nothing.",
      "Exit code: 0 nothing at or above the gate, or nothing to check; 1 findings at or above it; 2 wrong use or an internal error.",
    ],
    options: [
      "format",
      "output",
      "fail-on",
      "preset",
      "strict",
      "only",
      "fix",
      "fix-unsafe",
      "baseline",
      ...CONFIGURED,
      "show-unknown",
      "quiet",
      "verbose",
      "debug",
      "timings",
      ...EVERYWHERE,
    ],
    load: async () => (await import("./hook.ts")).hook,
  },
  {
    name: "format",
    summary: "Print a saved JSON report in other formats, without reading again",
    operands: "FILE",
    examples: [
      ["loglint --format json=loglint.json", "save a report"],
      ["loglint format loglint.json --format html=loglint.html", "make a page of it"],
    ],
    about: [
      "Code is shown from the files themselves where they are still as the report saw them. Exit code: as that of check for these findings, with --fail-on.",
    ],
    options: ["format", "output", "fail-on", "show-unknown", "quiet", "verbose", ...EVERYWHERE],
    load: async () => (await import("./format.ts")).format,
  },
  {
    name: "doctor",
    summary: "Print facts for a bug report, without names or values of yours",
    operands: "[PATH...]",
    examples: [["loglint doctor > report.md", "what to paste into a bug report; read it before you do"]],
    about: [
      "Counts, kinds of files, versions, and the rules that speak. No file name, no value and no line of a file is printed. Exit code: 0, 2 when loglint fails on these files.",
    ],
    options: [...CONFIGURED, ...EVERYWHERE],
    load: async () => (await import("./doctor.ts")).doctor,
  },
  {
    name: "init",
    summary: "Write a commented configuration, and show the entries for pre-commit and CI",
    operands: "",
    examples: [["loglint init", "write loglint.config.jsonc, and print what to put into the other files"]],
    about: [
      "Asks nothing and overwrites nothing: only loglint.config.jsonc is written. The CI job is for GitHub or GitLab, as the repository shows. Exit code: 0, 2 when there is a configuration already.",
    ],
    options: [...EVERYWHERE],
    load: async () => (await import("./init.ts")).init,
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
    summary: "Explain a rule, a setting, or an error message that you paste",
    operands: "RULE|SETTING|MESSAGE",
    examples: [
      ["loglint explain gunicorn/capture-output-noop", "the page of this rule"],
      [
        "loglint explain gunicorn.accesslog",
        "what the setting does, its value here, and where that comes from",
      ],
      [
        `loglint explain "unknown log format \\"main\\""`,
        "what the message means, and the line here that causes it",
      ],
      ["journalctl -u gunicorn -n 50 | loglint explain -", "the messages in a log that are known"],
    ],
    about: [
      "A message may be a whole traceback. Its cause is looked for in the working directory, or below the folder that --in names.",
      "Exit code: 0, 2 for what is not known.",
    ],
    options: ["in", ...CONFIGURED, ...EVERYWHERE],
    load: async () => (await import("./explain.ts")).explain,
  },
  {
    name: "recommend",
    summary: "Print a complete logging setup for the way this site is run",
    operands: "[PATH...]",
    examples: [
      ["loglint recommend", "nginx, gunicorn, LOGGING and what surrounds them, for what is found here"],
      ["loglint recommend --for container", "the same for docker compose"],
      ["loglint recommend --write recommended", "as files below a folder, to compare with yours"],
    ],
    about: [
      "The files pass `loglint check --strict`, and a test of loglint runs them with the real programs. Nothing here is changed.",
    ],
    options: ["for", "write", ...CONFIGURED, ...EVERYWHERE],
    load: async () => (await import("./recommend.ts")).recommend,
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
      'The file is the nearest of loglint.config.json, loglint.config.jsonc, loglint.config.yaml, the key "loglint" of package.json and [tool.loglint] of pyproject.toml, from the working directory up to the root of the repository. docs/configuration.md describes its keys, `loglint init` writes a first one.',
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
    examples: [
      ["loglint version", "the version"],
      ["loglint version --verbose", "the same with facts of the build, and of this machine"],
    ],
    about: [],
    options: ["verbose", ...EVERYWHERE],
    load: async () => (await import("./version.ts")).version,
  },
];

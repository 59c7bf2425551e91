import { WHERE_FORMAT_NAMES } from "../report/where/where-format-names.ts";
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
/** What may be asked of a site instead of what its files say. */
const WHAT_IF = ["stack", "settings", "env", "as"] as const;
const CONFIGURED = ["config", "no-config"] as const;
const BASELINE = ["baseline", "write-baseline", "prune-baseline"] as const;
const FIXING = ["fix", "fix-unsafe", "fix-dry-run"] as const;

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
      ["loglint --changed-since origin/main", "only what the changes of this branch touch"],
      ["loglint --fix-dry-run | git apply", "look at fixes as a diff, or apply them; --fix does it at once"],
      [
        "loglint --write-baseline",
        "accept what there is; then --baseline loglint.baseline.json reports what is new",
      ],
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
      "changed-since",
      ...FIXING,
      ...BASELINE,
      ...CONFIGURED,
      "stdin-filename",
      "show-unknown",
      "quiet",
      "verbose",
      "debug",
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
      ["loglint where --rotation", "who rotates each file, and does its writer notice"],
      ["loglint where print", "where print() goes, step by step with the lines that decide it"],
      ["loglint where traceback --in deploy", "where the traceback of a 500 goes, below another folder"],
      ["loglint where logger shop.views --level INFO", "one logger and level"],
      ["loglint where nginx.error --server example.com --location /api/", "one place of nginx"],
      ["loglint where --as runserver", "what a developer sees at the terminal, to compare with the server"],
      ["loglint where --settings shop.settings.staging --env staging.env", "another environment"],
    ],
    about: [
      "Follows each kind of record through nginx, gunicorn and Django to the file, stream or service where it ends, or to the line that drops it. A record whose way depends on something that is not known ends in (maybe).",
      "Events: requests, errors, traceback, logger, print, stderr, warnings; or nginx.access, nginx.error, gunicorn.access, gunicorn.error, django.exception, django.logger, python.print, python.stderr, python.warnings. --location takes the words of a location, or a path, and answers for the location that nginx picks. Exit code: 0, 2 for wrong use, 3 when nothing was found.",
    ],
    options: [
      "in",
      ...WHAT_IF,
      "level",
      "server",
      "location",
      "gaps",
      "rotation",
      "format",
      "output",
      ...CONFIGURED,
      ...EVERYWHERE,
    ],
    formats: WHERE_FORMAT_NAMES,
    load: async () => (await import("./where.ts")).where,
  },
  {
    name: "trace",
    summary: "Show every line that one request leaves, in every layer",
    operands: "PATH",
    examples: [
      ["loglint trace /", "which server and location answer, and every log line of the request"],
      ["loglint trace /api/orders --host shop.example.com --exception", "a view that raises"],
      ["loglint trace /api/orders --upstream-down", "gunicorn is down: which log shows the cause"],
      [
        "loglint trace '/reset?token=SECRET' --show-secrets-risk",
        "which logs would hold the token, and who reads them",
      ],
    ],
    about: [
      "Follows a request as nginx would: server_name, location, return, rewrite, try_files, error_page, proxy_pass; then through gunicorn and Django. Nothing is sent. Files on disk are not looked at: try_files is shown as leading to its last word.",
    ],
    options: [
      "in",
      ...WHAT_IF,
      "host",
      "method",
      "status",
      "exception",
      "upstream-down",
      "client",
      "show-secrets-risk",
      "format",
      "output",
      ...CONFIGURED,
      ...EVERYWHERE,
    ],
    formats: ["text", "json"],
    load: async () => (await import("./trace.ts")).trace,
  },
  {
    name: "diff",
    summary: "Show which records end elsewhere in another folder or with other settings",
    operands: "A B",
    examples: [
      ["loglint diff shop.settings.staging shop.settings.production", "two settings modules of this site"],
      ["loglint diff ../before .", "two folders: what a change does to the logs"],
      [
        "git worktree add /tmp/before main && loglint diff /tmp/before . --exit-code",
        "what this branch changes since main; exit code 1 when anything does",
      ],
      [
        "loglint diff --as runserver shop.settings.dev shop.settings.production",
        "both as runserver has them",
      ],
    ],
    about: [
      "Makes the map of both sides and compares it, kind of record by kind of record: lost (it ended somewhere and now ends nowhere), gained, elsewhere, new, gone; with the lines that decide it on either side. - is the first, + the second. Paths below the two folders count as the same.",
      "Exit code: 0, also when something changes, unless --exit-code makes it 1; 2 for wrong use, 3 when one side has nothing that loglint reads.",
    ],
    options: ["in", ...WHAT_IF, "exit-code", "format", "output", ...CONFIGURED, ...EVERYWHERE],
    formats: ["text", "json"],
    load: async () => (await import("./map-diff.ts")).mapDiff,
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
      ...WHAT_IF,
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
    name: "audit",
    summary: "Find what is wrong with the logs of a server, live or as an image, and change nothing",
    operands: "[-]",
    examples: [
      ["sudo loglint audit", "this machine: its processes, users, rights, logs and configuration"],
      ["loglint audit --root /mnt/server", "a mounted disk, an unpacked image, a chroot"],
      ["docker export web | gzip > web.tar.gz; loglint audit --archive web.tar.gz", "a container"],
      ["loglint audit --format html=audit.html", "a page for people who were not there"],
      ["sudo nginx -T | loglint audit -", "as a user who may not read nginx's files"],
    ],
    about: [
      "Finds nginx, gunicorn, uvicorn, celery and supervisord in /proc and in units, their Django projects, virtual environments and versions, and reads what they read. Whether a log can be written is decided as the kernel would, by owners, modes and mounts, not by trying. Nothing is written, no process is started, no connection is opened, and no secret is printed.",
      "Without root it sees less, and says what it could not see. Times are in UTC.",
      "Exit code: 0 nothing at or above the gate, 1 findings at or above it, 2 wrong use or an internal error, 3 nothing was found to check.",
    ],
    options: [
      "root",
      "archive",
      "allow-exec",
      "format",
      "output",
      "fail-on",
      "preset",
      "strict",
      "only",
      ...CONFIGURED,
      "show-unknown",
      "quiet",
      "verbose",
      ...EVERYWHERE,
    ],
    load: async () => (await import("./audit.ts")).audit,
  },
  {
    name: "collect",
    summary: "Write what audit reads of this machine to one file, without secrets, to audit it elsewhere",
    operands: "",
    examples: [
      ["sudo loglint collect -o host.tar", "a snapshot of this machine"],
      ["loglint audit --archive host.tar", "the same findings, on another machine"],
    ],
    about: [
      "The snapshot holds the configuration, the facts of processes of the site, and owners, modes, sizes and times of the files that audit looks at; of logs no line. Values that look like secrets are overwritten with x. Exit code: 0, 2 for wrong use.",
    ],
    options: ["output", "root", ...EVERYWHERE],
    load: async () => (await import("./collect.ts")).collect,
  },
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
    examples: [
      ["loglint version", "the version"],
      ["loglint version --verbose", "the same with facts of the build, and of this machine"],
    ],
    about: [],
    options: ["verbose", ...EVERYWHERE],
    load: async () => (await import("./version.ts")).version,
  },
];

export function commandNamed(name: string): Command | undefined {
  return COMMANDS.find((command) => command.name === name);
}

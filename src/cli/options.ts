import { FORMATS } from "../report/reporters.ts";

/** One option of the command line, for parsing and for help. */
export interface OptionSpec {
  readonly type: "string" | "boolean";
  readonly multiple?: boolean;
  readonly short?: string;
  /** The value's name in help: `FILE`. */
  readonly value?: string;
  /** The value may be left out; given, it follows `=`. */
  readonly optional?: boolean;
  readonly help: string;
  /** Values that there are, when there is a closed list. */
  readonly choices?: readonly string[];
}

export const PRESETS = ["recommended", "strict", "security"] as const;
export const GATES = ["error", "warning", "info", "never"] as const;

/** Every option; a command names those that it has. One name means one thing in all commands. */
export const OPTIONS = {
  format: {
    type: "string",
    multiple: true,
    short: "f",
    value: "FORMAT[=FILE]",
    help: `How to print: ${FORMATS.join(", ")}. With =FILE it goes there, and may be given several times.`,
  },
  output: {
    type: "string",
    short: "o",
    value: "FILE",
    help: "Write the report to a file instead of standard output.",
  },
  "fail-on": {
    type: "string",
    value: "SEVERITY",
    choices: GATES,
    help: "The lowest severity that makes the exit code 1: error (default), warning, info or never.",
  },
  preset: {
    type: "string",
    value: "NAME",
    choices: PRESETS,
    help: "Which rules run: recommended (default), strict or security.",
  },
  strict: { type: "boolean", help: "The same as --preset strict." },
  only: {
    type: "string",
    multiple: true,
    value: "RULE",
    help: "Run only this rule; may be given several times.",
  },
  "changed-since": {
    type: "string",
    value: "REV",
    help: "Report only findings with a line that changed since this git revision; everything is read. Runs git.",
  },
  fix: {
    type: "boolean",
    help: "Change files: apply the safe fixes, check again, take back what does not help.",
  },
  "fix-unsafe": {
    type: "boolean",
    help: "The same with fixes that may change more than the log; look at them before you deploy.",
  },
  "fix-dry-run": {
    type: "boolean",
    help: "Print what --fix would change as a diff for `git apply`, and change nothing. Exit code 1 when there is any.",
  },
  baseline: {
    type: "string",
    value: "FILE",
    help: "Leave out the findings that this baseline has, and say which of its entries are stale.",
  },
  "write-baseline": {
    type: "boolean",
    optional: true,
    value: "FILE",
    help: "Write every finding to a baseline (loglint.baseline.json), so that only new ones are reported from then on.",
  },
  "prune-baseline": {
    type: "boolean",
    help: "Take entries that match nothing any more out of the baseline.",
  },
  config: {
    type: "string",
    short: "c",
    value: "FILE",
    help: "loglint's own configuration file; found by itself otherwise.",
  },
  "no-config": { type: "boolean", help: "Use no configuration file." },
  "stdin-filename": {
    type: "string",
    value: "PATH",
    help: "The path that the text on standard input stands for.",
  },
  in: {
    type: "string",
    multiple: true,
    value: "PATH",
    help: "The folder or file to look at, instead of the working directory.",
  },
  stack: {
    type: "string",
    value: "NAME",
    help: "Only this deployment, where the files hold several; a part of its name will do.",
  },
  settings: {
    type: "string",
    value: "MODULE",
    help: "As if DJANGO_SETTINGS_MODULE were this, for every Django process.",
  },
  env: {
    type: "string",
    multiple: true,
    value: "FILE",
    help: "Variables that every process gets: a file such as .env, or NAME=VALUE; may be given several times.",
  },
  as: {
    type: "string",
    value: "SERVER",
    choices: ["runserver"],
    help: "runserver: the site as `manage.py runserver` has it, without gunicorn and nginx.",
  },
  for: {
    type: "string",
    value: "SHAPE",
    choices: ["systemd", "container", "paas"],
    help: "How the site is run, instead of what the files tell: systemd, container or paas.",
  },
  write: {
    type: "string",
    value: "FOLDER",
    help: "Write the files below this folder instead of printing them; nothing is overwritten.",
  },
  level: {
    type: "string",
    value: "LEVEL",
    help: "The level of the record: DEBUG, INFO (default), WARNING, ERROR, CRITICAL.",
  },
  server: { type: "string", value: "NAME", help: "Only the nginx server of this name." },
  location: { type: "string", value: "PATH", help: "Only the nginx location with these words." },
  host: { type: "string", value: "HOST", help: "The Host header of the request." },
  method: { type: "string", value: "METHOD", help: "The method of the request: GET (default), POST, ..." },
  status: {
    type: "string",
    value: "STATUS",
    help: "The status that the application answers with; 502: nothing answers.",
  },
  exception: { type: "boolean", help: "The view raises an exception." },
  "upstream-down": { type: "boolean", help: "Nothing answers where nginx passes the request to." },
  client: { type: "string", value: "IP", help: "The address of the client." },
  "show-secrets-risk": {
    type: "boolean",
    help: "Which lines would hold the values of the query string, such as ?token=SECRET, where, and who can read them.",
  },
  gaps: { type: "boolean", help: "Only what nobody records." },
  rotation: {
    type: "boolean",
    help: "What rotates each file, and does each of its writers notice: go on in the new file.",
  },
  root: {
    type: "string",
    value: "DIR",
    help: "The folder that stands for / of the server: a mounted disk, an unpacked image.",
  },
  archive: {
    type: "string",
    value: "FILE",
    help: "A snapshot of `loglint collect`, or a tar archive of docker export, docker save or a root.",
  },
  "allow-exec": {
    type: "boolean",
    help: "Allow to run getfacl, which alone tells of access control lists. Nothing is run without it.",
  },
  "exit-code": {
    type: "boolean",
    help: "Exit with 1 when anything changes, as `git diff --exit-code` does.",
  },
  "show-unknown": { type: "boolean", help: "List what could not be determined, and why." },
  quiet: { type: "boolean", short: "q", help: "Print the findings only." },
  verbose: {
    type: "boolean",
    short: "v",
    help: "Say more: every file that was read or left out, and the time of each phase.",
  },
  debug: { type: "boolean", help: "Say of every file why it was or was not read, on standard error." },
  timings: { type: "boolean", help: "Print how long each phase took." },
  color: { type: "boolean", help: "Use colours, also when the output is not a terminal." },
  "no-color": { type: "boolean", help: "Use no colours." },
  help: { type: "boolean", short: "h", help: "Show this help." },
  version: { type: "boolean", short: "V", help: "Show loglint's version." },
} as const satisfies Record<string, OptionSpec>;

export type OptionName = keyof typeof OPTIONS;

/** What was given. Absent options are absent. */
export type OptionValues = { readonly [Name in OptionName]?: ValueOf<(typeof OPTIONS)[Name]> };
type ValueOf<Spec extends OptionSpec> = Spec["type"] extends "boolean"
  ? Spec extends { readonly optional: true }
    ? boolean | string
    : boolean
  : Spec extends { readonly multiple: true }
    ? readonly string[]
    : string;

import type { Environment } from "../../evaluate/evaluation.ts";
import { certainValue, unknownFact, type Fact } from "../../model/fact.ts";
import type { GunicornInstance, SettingValue } from "../../model/gunicorn.ts";
import type { Gap, Problem } from "../../model/problem.ts";
import type { PythonModule } from "../../read/python/tree.ts";
import type { FileSystem } from "../../text/file-system.ts";
import { basename } from "../../text/path.ts";
import type { FileSpan } from "../../text/span.ts";
import { parseAccessFormat } from "./access-format.ts";
import {
  parseGunicornArguments,
  type CommandArgument,
  type CommandLine,
  type Refusal,
} from "./command-line.ts";
import { readConfigFile, type ConfigFile } from "./config-file.ts";
import { defaultSettings } from "./default-settings.ts";
import { loggingOf } from "./logging.ts";
import { splitShellWords } from "./shell-words.ts";
import type { Surroundings } from "./validators.ts";

/** What is known of one gunicorn. */
export interface GunicornRequest {
  readonly fs: FileSystem;
  readonly name: string;
  /** The config file that it reads, a path in `fs`; null when it reads none, or the one it reads is not there. */
  readonly configFile: string | null;
  /** The words after the program's name; null when the command line is not known. */
  readonly args: readonly CommandArgument[] | null;
  /** The command line as written, for people. */
  readonly command: string | null;
  /** Where the command line stands. */
  readonly at: FileSpan | null;
  /** GUNICORN_CMD_ARGS; null: not set. Absent: as `environment` says. */
  readonly cmdArgs?: Fact<string> | null;
  readonly environment: Environment;
  /** Directories of `fs` on the Python path of the config file. */
  readonly searchPath: readonly string[];
  readonly version: Fact<string>;
  /** Absolute start directory of the process, where known. */
  readonly workingDirectory: string | null;
  /** Absolute directory that "." of `fs` stands for, where known. */
  readonly deployedAt: string | null;
  /** The folder of `fs` that stands at `deployedAt`; default ".". */
  readonly deployedFrom?: string;
  readonly readCache?: Map<string, PythonModule>;
}

/** One gunicorn as it takes effect: defaults < config file < GUNICORN_CMD_ARGS < command line (app/base.py, load_config). */
export function loadGunicorn(request: GunicornRequest): GunicornInstance {
  const version = certainValue(request.version) ?? null;
  const fallback: FileSpan = request.at ?? { file: request.configFile ?? request.name, start: 0, end: 0 };
  const around: Surroundings = { arityOf: () => undefined, workingDirectory: request.workingDirectory };
  const cli = request.args === null ? null : parseGunicornArguments(request.args, version, around, fallback);
  const env = readCmdArgs(request, version, around, fallback);
  const file =
    request.configFile === null ? null : readConfigFile({ ...request, file: request.configFile, version });
  const defaults = defaultSettings(version, request.environment, request.workingDirectory, fallback);

  const settings: Record<string, Fact<SettingValue>> = {};
  const shadowed: GunicornInstance["shadowed"][number][] = [];
  const open = cli?.open ?? env?.open ?? null;
  const unread = file === null ? unreadConfig(cli, env) : file.open;
  for (const [name, fact] of defaults.settings) {
    const given = [cli?.settings.get(name), env?.settings.get(name), file?.settings.get(name)].filter(
      (each) => each !== undefined,
    );
    const [strongest, ...others] = given;
    const settled = cli?.settings.has(name) === true || open === null ? strongest : undefined;
    if (settled !== undefined) settings[name] = settled;
    else if (open !== null) settings[name] = unknownFact(open);
    else settings[name] = unread === null ? fact : unknownFact(unread);
    if (strongest !== undefined)
      for (const loser of others) shadowed.push({ setting: name, fact: loser, by: strongest });
  }
  if (cli?.settings.has("paste") === true && settings["logconfig"]?.state === "default") {
    settings["logconfig"] = unknownFact("the paste file sets it when it has a [loggers] section");
  }
  if (cli !== null && cli.app !== null && settings["default_proc_name"]?.state === "default") {
    settings["default_proc_name"] = {
      state: "set",
      value: cli.app,
      from: "cli",
      at: cli.appAt ?? fallback,
      via: [],
    };
  }
  const app = appOf(cli, settings);
  if (cli === null) openCommand(settings, request.configFile, app);
  const problems: Problem[] = [...(cli?.problems ?? []), ...(env?.problems ?? []), ...(file?.problems ?? [])];
  const noApp = missingApp(request, cli, settings, open, fallback);
  if (noApp !== null && problems.length === 0) problems.push(noApp);
  return {
    name: request.name,
    command: request.command,
    at: request.at,
    app,
    version: request.version,
    settings,
    configFile: request.configFile,
    shadowed,
    ignoredNames: file?.ignoredNames ?? [],
    accessFormat: formatOf(settings["access_log_format"]),
    logging: loggingOf(settings, request.fs),
    commandKnown: cli !== null && cli.open === null,
    refusal: refusalOf(defaults.refusal, cli, env, file, noApp),
    problems,
    gaps: [...gapsOf(request, cli, env, file), ...unreadLogconfig(settings["logconfig"])],
  };
}

/** Why the config file may set what no other source sets, although it is not here; null where none is named. */
function unreadConfig(cli: CommandLine | null, env: CommandLine | null): string | null {
  for (const line of [cli, env]) {
    if (line === null || line.config === null || line.open !== null) continue;
    const named = line.config === undefined ? "that is named" : line.config;
    return `the config file ${named} is not among the files read`;
  }
  return null;
}

/** Two defaults cannot hold for a command line that nobody knows: it must name the application, and a file of another name. */
function openCommand(
  settings: Record<string, Fact<SettingValue>>,
  configFile: string | null,
  app: string | null,
): void {
  const why = "the command line is not known";
  if (app === null && settings["default_proc_name"]?.state === "default")
    settings["default_proc_name"] = unknownFact(why);
  if (configFile !== null && basename(configFile) !== "gunicorn.conf.py")
    settings["config"] = unknownFact(why);
}

function readCmdArgs(
  request: GunicornRequest,
  version: string | null,
  around: Surroundings,
  fallback: FileSpan,
): CommandLine | null {
  const NAME = "GUNICORN_CMD_ARGS";
  let text =
    request.cmdArgs === undefined && Object.hasOwn(request.environment.values, NAME)
      ? request.environment.values[NAME]
      : undefined;
  let place = request.environment.via?.[NAME]?.[0] ?? fallback;
  if (request.cmdArgs !== undefined && request.cmdArgs !== null) {
    const fact = request.cmdArgs;
    if (fact.state === "unknown" || fact.state === "either") {
      const why = fact.state === "unknown" ? fact.why : `${NAME} has one of several values`;
      return {
        settings: new Map(),
        app: null,
        appAt: null,
        config: undefined,
        open: why,
        problems: [],
        refusal: null,
      };
    }
    text = fact.value;
    if (fact.state === "set") place = fact.at;
  }
  if (text === undefined) return null;
  const { words, error } = splitShellWords(text);
  if (error !== null) {
    const problem: Problem = {
      code: "syntax",
      message: `gunicorn refuses ${NAME}: ${error}`,
      at: place,
      related: [],
      consequence: "gunicorn does not start: it exits with status 1",
    };
    return {
      settings: new Map(),
      app: null,
      appAt: null,
      config: null,
      open: error,
      problems: [problem],
      refusal: { status: 1, message: error },
    };
  }
  const args = words.map(({ value }): CommandArgument => ({ value, span: place }));
  return parseGunicornArguments(args, version, around, place, "environment");
}

function appOf(
  cli: CommandLine | null,
  settings: Readonly<Record<string, Fact<SettingValue>>>,
): string | null {
  const paste = cli?.settings.get("paste");
  if (paste?.state === "set" && typeof paste.value === "string") return paste.value;
  if (cli !== null && cli.app !== null) return cli.app;
  const named = certainValue(settings["wsgi_app"]);
  return typeof named === "string" ? named : null;
}

function missingApp(
  request: GunicornRequest,
  cli: CommandLine | null,
  settings: Readonly<Record<string, Fact<SettingValue>>>,
  open: string | null,
  fallback: FileSpan,
): Problem | null {
  if (request.args === null || cli === null || open !== null || cli.refusal !== null) return null;
  if (cli.app !== null || cli.appAt !== null || cli.settings.has("paste")) return null;
  // A config file that is not here may set wsgi_app.
  if (cli.config !== null && request.configFile === null) return null;
  if (settings["wsgi_app"] !== undefined && certainValue(settings["wsgi_app"]) !== null) return null;
  return {
    code: "syntax",
    message: "No application module specified.",
    at: fallback,
    related: [],
    consequence: "gunicorn does not start: it exits with status 1",
    instead: "name the application, as in `gunicorn proj.wsgi:application`",
  };
}

function refusalOf(
  defaults: Refusal | null,
  cli: CommandLine | null,
  env: CommandLine | null,
  file: ConfigFile | null,
  noApp: Problem | null,
): Refusal | null {
  const usage = cli?.refusal?.status === 2 || cli?.refusal?.status === 0 ? cli.refusal : null;
  const envUsage = env?.open !== null && env?.refusal !== null ? env?.refusal : null;
  const fromFile = file === null || file.refusal === null ? null : { status: 1, message: file.refusal };
  const app = noApp === null ? null : { status: 1, message: noApp.message };
  return defaults ?? usage ?? envUsage ?? fromFile ?? env?.refusal ?? cli?.refusal ?? app;
}

function formatOf(fact: Fact<SettingValue> | undefined): GunicornInstance["accessFormat"] {
  const text = certainValue(fact);
  if (text === undefined || (text !== null && typeof text !== "string")) return null;
  return parseAccessFormat(text ?? "None", fact?.state === "set" ? fact.at : null);
}

/** `logconfig` names a file in the ini format. */
function unreadLogconfig(fact: Fact<SettingValue> | undefined): readonly Gap[] {
  const path = certainValue(fact);
  if (typeof path !== "string" || fact?.state !== "set") return [];
  return [{ what: path, why: "the ini format of logconfig is not followed", at: fact.at }];
}

function gapsOf(
  request: GunicornRequest,
  cli: CommandLine | null,
  env: CommandLine | null,
  file: ConfigFile | null,
): readonly Gap[] {
  const gaps: Gap[] = [];
  if (cli !== null && cli.open !== null && cli.refusal === null)
    gaps.push({
      what: "the command line",
      why: cli.open,
      ...(request.at === null ? {} : { at: request.at }),
    });
  if (env !== null && env.open !== null && env.refusal === null)
    gaps.push({ what: "GUNICORN_CMD_ARGS", why: env.open });
  if (typeof cli?.config === "string" && request.configFile === null)
    gaps.push({ what: cli.config, why: "the config file is not among the files read" });
  return [...gaps, ...(file?.gaps ?? [])];
}

import { defaultFact, setFact, unknownFact, type Fact } from "../../model/fact.ts";
import { UNKNOWN_ACCESS, type Launch, type LaunchEnvironment } from "../../model/launch.ts";
import type { Problem } from "../../model/problem.ts";
import type { Purpose } from "../../model/purpose.ts";
import type { Rotation, Stream } from "../../model/stack.ts";
import { readIni } from "../../read/ini/read-ini.ts";
import type { IniOption, IniSection } from "../../read/ini/tree.ts";
import { isUnreadable, type FileSystem } from "../../text/file-system.ts";
import { dirname } from "../../text/path.ts";
import type { FileSpan } from "../../text/span.ts";
import { shownCommand } from "../programs/words.ts";
import { unknownValue, type ShellValue } from "../shell/shell-value.ts";
import { lookUpVariable, valueFact } from "../shell/state.ts";
import { commandWords, expandOption, type ExpandedOption, type Expansions } from "./expand-option.ts";
import { keyValuePairs } from "./key-values.ts";

/** What supervisord itself is started with; its programs inherit it. */
export interface Supervisord {
  readonly user: Fact<string>;
  readonly cwd: Fact<string>;
  readonly environment: LaunchEnvironment;
  readonly stdout: Fact<Stream>;
  readonly stderr: Fact<Stream>;
}

export interface SupervisorRequest {
  readonly fs: FileSystem;
  /** The files that one supervisord reads: its own and those that it includes. */
  readonly files: readonly string[];
  /** Who starts it, when that is known. */
  readonly parent: Supervisord | null;
  readonly purposeOf: (file: string) => Purpose;
}

export interface LoadedSupervisor {
  readonly launches: readonly Launch[];
  readonly rotations: readonly Rotation[];
  readonly problems: readonly Problem[];
}

/** Reads the programs of supervisord's files (supervisor 4.2, options.py). Never throws. */
export function loadSupervisor(request: SupervisorRequest): LoadedSupervisor {
  const sections = new Map<string, { section: IniSection; options: Map<string, IniOption>; file: string }>();
  const problems: Problem[] = [];
  for (const file of request.files) {
    const source = request.fs.read(file);
    if (isUnreadable(source)) continue;
    const { sections: own, errors } = readIni(source.text, "supervisor");
    for (const { message, span } of errors) problems.push(syntax(message, { file, ...span }));
    for (const section of own) {
      const before = sections.get(section.name);
      const entry = before ?? { section, options: new Map<string, IniOption>(), file };
      for (const option of section.options) entry.options.set(option.name, option);
      sections.set(section.name, entry);
    }
  }
  const main = sections.get("supervisord");
  const parent = inherited(request.parent, main, problems);
  const launches: Launch[] = [];
  const rotations: Rotation[] = [];
  for (const [name, { section, options, file }] of sections) {
    const program = /^(?:program|fcgi-program):\s*(.+)$/.exec(name)?.[1]?.trim();
    if (program === undefined) continue;
    const loaded = loadProgram(program, { section, options, file }, parent, request, problems);
    if (loaded === null) continue;
    launches.push(loaded.launch);
    rotations.push(...loaded.rotations);
  }
  return { launches, rotations, problems };
}

function syntax(message: string, at: FileSpan): Problem {
  return { code: "syntax", message, at, related: [], consequence: "supervisord does not start" };
}

type Entry = {
  readonly section: IniSection;
  readonly options: ReadonlyMap<string, IniOption>;
  readonly file: string;
};

/** What the programs inherit: what supervisord was started with, and what its own section says. */
function inherited(parent: Supervisord | null, main: Entry | undefined, problems: Problem[]): Supervisord {
  const unknown = <T>(what: string): Fact<T> => unknownFact(`${what} of supervisord is not known`);
  const base: Supervisord = parent ?? {
    user: unknown("the user"),
    cwd: unknown("the directory"),
    environment: { values: {}, complete: false },
    stdout: unknown("stdout"),
    stderr: unknown("stderr"),
  };
  if (main === undefined) return base;
  const at = (option: IniOption): FileSpan => ({ file: main.file, ...option.valueSpan });
  const expansions = expansionsOf(null, base.environment);
  const user = main.options.get("user");
  const directory = main.options.get("directory");
  const text = (option: IniOption): Fact<string> =>
    valueFact(expandOption(option, expansions).value, at(option));
  return {
    ...base,
    user: user === undefined ? base.user : text(user),
    cwd: directory === undefined ? base.cwd : text(directory),
    environment: withEnvironment(
      base.environment,
      main.options.get("environment"),
      main.file,
      expansions,
      problems,
    ),
  };
}

/** The names that `%(...)s` may hold (options.py: `here`, `host_node_name`, `program_name`, `ENV_x` ...). */
function expansionsOf(program: string | null, environment: LaunchEnvironment): Expansions {
  return (name): ShellValue | null => {
    if (name.startsWith("ENV_")) {
      const value = lookUpVariable(environment, name.slice("ENV_".length));
      return value?.value === null ? unknownValue(`%(${name})s`, value.why ?? "it is not known") : value;
    }
    switch (name) {
      case "here":
        return unknownValue("%(here)s", "the directory of supervisor's configuration is not known");
      case "host_node_name":
        return unknownValue("%(host_node_name)s", "the name of the machine is not known");
      case "program_name":
      case "group_name":
        return program === null ? null : { value: program };
      case "process_num":
      case "numprocs":
        return program === null ? null : unknownValue(`%(${name})s`, "each process has its own number");
      default:
        return null;
    }
  };
}

function withEnvironment(
  environment: LaunchEnvironment,
  option: IniOption | undefined,
  file: string,
  expansions: Expansions,
  problems: Problem[],
): LaunchEnvironment {
  if (option === undefined) return environment;
  const expanded = expandOption(option, expansions);
  const pairs = keyValuePairs(expanded.text);
  if (pairs === null) {
    problems.push(
      syntax(`Unexpected end of key/value pairs in ${option.name}`, { file, ...option.valueSpan }),
    );
    return environment;
  }
  const values = Object.create(null) as Record<string, Fact<string>>;
  for (const [name, fact] of Object.entries(environment.values)) values[name] = fact;
  for (const { name, value, start, end } of pairs) {
    const from = expanded.starts[start] ?? option.valueSpan.start;
    const at: FileSpan = { file, start: from, end: Math.max(from, (expanded.starts[end - 1] ?? from) + 1) };
    const isOpen = expanded.pieces.length > 0 && /[\ue000-\uf8ff]/.test(value);
    values[name] = isOpen
      ? unknownFact(expanded.pieces[0]?.why ?? "it is not known", at)
      : setFact(value, at, "environment");
  }
  return { values, complete: environment.complete };
}

function loadProgram(
  program: string,
  entry: Entry,
  parent: Supervisord,
  request: SupervisorRequest,
  problems: Problem[],
): { launch: Launch; rotations: Rotation[] } | null {
  const { options, file } = entry;
  const command = options.get("command");
  if (command === undefined) return null;
  const expansions = expansionsOf(program, parent.environment);
  const expand = (option: IniOption): ExpandedOption => {
    const expanded = expandOption(option, expansions);
    for (const { message, start, end } of expanded.errors)
      problems.push(syntax(message, { file, start, end }));
    return expanded;
  };
  const text = (name: string): { value: ShellValue; at: FileSpan } | null => {
    const option = options.get(name);
    return option === undefined ? null : { value: expand(option).value, at: { file, ...option.valueSpan } };
  };
  const { words, error } = commandWords(expand(command), file);
  if (error !== null) problems.push(syntax(`can't parse command: ${error}`, { file, ...command.valueSpan }));
  const user = text("user");
  const directory = text("directory");
  const umask = text("umask");
  const stdout = streamOf(text("stdout_logfile"), parent.stdout, parent.stderr);
  const redirects = /^(?:true|yes|on|1)$/i.test(text("redirect_stderr")?.value.value ?? "");
  const stderr = redirects ? stdout : streamOf(text("stderr_logfile"), parent.stdout, parent.stderr);
  const numprocs = text("numprocs");
  const count = Number(numprocs?.value.value ?? "1");
  const launch: Launch = {
    name: program,
    by: "supervisor",
    words,
    command: shownCommand(words),
    at: { file, ...command.valueSpan },
    via: [],
    user: user === null ? parent.user : valueFact(user.value, user.at),
    groups: unknownFact("supervisor takes the groups of the user"),
    cwd: directory === null ? parent.cwd : valueFact(directory.value, directory.at),
    umask:
      umask === null
        ? defaultFact("0022", "supervisor")
        : valueFact({ ...umask.value, ...padded(umask.value.value) }, umask.at),
    environment: withSupervisorNames(
      withEnvironment(parent.environment, options.get("environment"), file, expansions, problems),
      program,
    ),
    stdout,
    stderr,
    access: UNKNOWN_ACCESS,
    container: null,
    deployment: dirname(file),
    purpose: request.purposeOf(file),
    gaps: [],
    ...(numprocs === null || Number.isNaN(count) ? {} : { count: setFact(count, numprocs.at) }),
  };
  return { launch, rotations: rotationsOf(options, text, file, redirects) };
}

function padded(value: string | null): { value: string | null } {
  return { value: value?.padStart(4, "0") ?? null };
}

/** supervisor tells each child its names (process.py, `_spawn_as_child`). */
function withSupervisorNames(environment: LaunchEnvironment, program: string): LaunchEnvironment {
  const since = "supervisor >= 3.0";
  const own = {
    SUPERVISOR_ENABLED: defaultFact("1", since),
    SUPERVISOR_GROUP_NAME: unknownFact<string>("a group may be written for the program"),
    SUPERVISOR_PROCESS_NAME: defaultFact(program, since),
  };
  return { values: { ...own, ...environment.values }, complete: environment.complete };
}

/** `stdout_logfile`: AUTO, which is the default, is a file with a name of supervisor's own below `childlogdir`. */
function streamOf(
  option: { value: ShellValue; at: FileSpan } | null,
  stdout: Fact<Stream>,
  stderr: Fact<Stream>,
): Fact<Stream> {
  if (option === null) return unknownFact("supervisor writes it to a file with a name of its own (AUTO)");
  const { value, at } = option;
  if (value.value === null) return unknownFact(value.why ?? "its path is not known", at);
  const path = value.value.trim();
  if (/^(?:none|off)$/i.test(path)) return setFact({ kind: "null" }, at);
  if (/^(?:auto|automatic)$/i.test(path))
    return unknownFact("supervisor writes it to a file with a name of its own (AUTO)", at);
  if (path === "syslog") return unknownFact("supervisor hands it to syslog", at);
  if (path === "/dev/null") return setFact({ kind: "null" }, at);
  if (/^\/dev\/(?:stdout|fd\/1)$|^\/proc\/(?:self|1)\/fd\/1$/.test(path)) return stdout;
  if (/^\/dev\/(?:stderr|fd\/2)$|^\/proc\/(?:self|1)\/fd\/2$/.test(path)) return stderr;
  // loggers.py 4.2.5 opens it with "ab", rotating or not.
  return setFact({ kind: "file", path, mode: "append" }, at);
}

/**
 * supervisor rotates the files of its programs itself: at 50 MB, unless `_maxbytes` is 0. For a device it tries to (loggers.py,
 * `RotatingFileHandler.doRollover` 4.2.5) and fails, so that is a rotation that reopens nothing.
 */
function rotationsOf(
  options: ReadonlyMap<string, IniOption>,
  text: (name: string) => { value: ShellValue; at: FileSpan } | null,
  file: string,
  redirects: boolean,
): Rotation[] {
  return ["stdout_logfile", "stderr_logfile"].flatMap((name): Rotation[] => {
    const target = text(name);
    const limit = text(`${name}_maxbytes`);
    const path = target?.value.value ?? null;
    const isDevice = /^\/dev\/(?:stdout|stderr|fd\/[12])$|^\/proc\/(?:self|1)\/fd\/[12]$/.test(path ?? "");
    if (target === null || path === null || !path.startsWith("/")) return [];
    if (!isDevice && /^\/(?:dev|proc)\//.test(path)) return [];
    if (redirects && name === "stderr_logfile") return [];
    if (limit !== null && /^0+(?:[KMG]B)?$/i.test(limit.value.value ?? "0")) return [];
    const place = options.get(name)?.valueSpan;
    return place === undefined
      ? []
      : [{ pattern: path, by: "supervisor", reopens: isDevice ? "no" : "itself", at: { file, ...place } }];
  });
}

import { defaultFact, setFact, unknownFact, type Fact } from "../../model/fact.ts";
import { UNKNOWN_ACCESS, type Launch, type LaunchEnvironment } from "../../model/launch.ts";
import type { Problem } from "../../model/problem.ts";
import type { Purpose } from "../../model/purpose.ts";
import type { Rotation, Stream } from "../../model/stack.ts";
import { readIni } from "../../read/ini/read-ini.ts";
import type { IniOption, IniSection } from "../../read/ini/tree.ts";
import { INI_FILLER, maskIniTemplate } from "../../read/unit/template-mask.ts";
import { isUnreadable, type FileSystem } from "../../text/file-system.ts";
import { dirname } from "../../text/path.ts";
import type { FileSpan } from "../../text/span.ts";
import { shownCommand } from "../programs/words.ts";
import { unknownValue, type ShellValue } from "../shell/shell-value.ts";
import { lookUpVariable, valueFact } from "../shell/state.ts";
import { commandWords, expandOption, type ExpandedOption, type Expansions } from "./expand-option.ts";
import { keyValuePairs } from "./key-values.ts";
import { append } from "../../text/append.ts";

/** What supervisord itself is started with; its programs inherit it. */
export interface Supervisord {
  readonly user: Fact<string>;
  readonly cwd: Fact<string>;
  readonly environment: LaunchEnvironment;
  readonly stdout: Fact<Stream>;
  readonly stderr: Fact<Stream>;
  readonly umask: Fact<string>;
  /** True when it is started with `-n`. */
  readonly nodaemon: boolean;
}

export interface SupervisorRequest {
  readonly fs: FileSystem;
  /** The files that one supervisord reads: its own and those that it includes. */
  readonly files: readonly string[];
  /** Who starts it, when that is known. */
  readonly parent: Supervisord | null;
  /** The folder in which supervisord finds a file, which `%(here)s` stands for; null where it is not known. */
  readonly hereOf: (file: string) => string | null;
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
    const { sections: own, errors } = readIni(maskIniTemplate(source.text), "supervisor");
    for (const { message, span } of errors) problems.push(syntax(message, { file, ...span }));
    for (const section of own) {
      const before = sections.get(section.name);
      const entry = before ?? { section, options: new Map<string, IniOption>(), file };
      for (const option of section.options)
        entry.options.set(
          option.name,
          option.value.value.includes(INI_FILLER) ? { ...option, template: source.text } : option,
        );
      sections.set(section.name, entry);
    }
  }
  const main = sections.get("supervisord");
  const parent = inherited(request, main, problems);
  const groups = groupsOf(sections);
  const launches: Launch[] = [];
  const rotations: Rotation[] = [];
  for (const [name, { section, options, file }] of sections) {
    const program = /^(?:program|fcgi-program):\s*(.+)$/.exec(name)?.[1]?.trim();
    if (program === undefined) continue;
    const names = { program, group: groups.get(program) ?? program };
    const loaded = loadProgram(names, { section, options, file }, parent, request, problems);
    if (loaded === null) continue;
    launches.push(loaded.launch);
    append(rotations, loaded.rotations);
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

/** The group of each program that `[group:x]` names; any other is a group of its own. */
function groupsOf(sections: ReadonlyMap<string, Entry>): Map<string, string> {
  const groups = new Map<string, string>();
  for (const [name, { options }] of sections) {
    const group = /^group:\s*(.+)$/.exec(name)?.[1]?.trim();
    if (group === undefined) continue;
    for (const program of (options.get("programs")?.value.value ?? "").split(/[\s,]+/))
      if (program !== "") groups.set(program, group);
  }
  return groups;
}

/** What the programs inherit: what supervisord was started with, and what its own section says. */
function inherited(request: SupervisorRequest, main: Entry | undefined, problems: Problem[]): Supervisord {
  const unknown = <T>(what: string): Fact<T> => unknownFact(`${what} of supervisord is not known`);
  const base: Supervisord = request.parent ?? {
    user: unknown("the user"),
    cwd: unknown("the directory"),
    environment: { values: {}, complete: false },
    stdout: unknown("stdout"),
    stderr: unknown("stderr"),
    umask: defaultFact("0022", "supervisor"),
    nodaemon: false,
  };
  if (main === undefined) return base;
  const expansions = expansionsOf(null, base.environment, request.hereOf(main.file));
  const textOf = (name: string): { value: ShellValue; at: FileSpan } | null => {
    const option = main.options.get(name);
    if (option === undefined) return null;
    return { value: expandOption(option, expansions).value, at: { file: main.file, ...option.valueSpan } };
  };
  const user = textOf("user");
  const directory = textOf("directory");
  const umask = textOf("umask");
  const isForeground = base.nodaemon || isTrue(textOf("nodaemon")?.value.value);
  // supervisord changes its directory and its umask when it becomes a daemon, and not otherwise (options.py 4.2.5, daemonize).
  const ofDaemon = (
    before: Fact<string>,
    written: { value: ShellValue; at: FileSpan } | null,
  ): Fact<string> => {
    if (written === null || isForeground) return before;
    if (request.parent === null)
      return unknownFact("nothing here says whether supervisord is started with -n", written.at);
    return valueFact(written.value, written.at);
  };
  return {
    ...base,
    user: user === null ? base.user : valueFact(user.value, user.at),
    cwd: ofDaemon(base.cwd, directory),
    umask: ofDaemon(
      base.umask,
      umask === null ? null : { ...umask, value: { ...umask.value, ...padded(umask.value.value) } },
    ),
    environment: withEnvironment(
      base.environment,
      main.options.get("environment"),
      main.file,
      expansions,
      problems,
    ),
  };
}

function isTrue(text: string | null | undefined): boolean {
  return /^(?:true|yes|on|1)$/i.test(text?.trim() ?? "");
}

/** The names that `%(...)s` may hold (options.py: `here`, `host_node_name`, `program_name`, `ENV_x` ...). */
function expansionsOf(
  program: { readonly names: ProgramNames; readonly number: ShellValue; readonly count: ShellValue } | null,
  environment: LaunchEnvironment,
  here: string | null,
): Expansions {
  return (name): ShellValue | null => {
    if (name.startsWith("ENV_")) {
      const value = lookUpVariable(environment, name.slice("ENV_".length));
      return value?.value === null ? unknownValue(`%(${name})s`, value.why ?? "it is not known") : value;
    }
    switch (name) {
      case "here":
        return here === null
          ? unknownValue("%(here)s", "the directory of supervisor's configuration is not known")
          : { value: here };
      case "host_node_name":
        return unknownValue("%(host_node_name)s", "the name of the machine is not known");
      case "program_name":
        return program === null ? null : { value: program.names.program };
      case "group_name":
        return program === null ? null : { value: program.names.group };
      case "process_num":
        return program?.number ?? null;
      case "numprocs":
        return program?.count ?? null;
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

interface ProgramNames {
  readonly program: string;
  readonly group: string;
}

/** How many processes a program has, and the number of the first and only one. */
function numbersOf(
  options: ReadonlyMap<string, IniOption>,
  environment: LaunchEnvironment,
): { count: ShellValue; number: ShellValue } {
  const read = (name: string, usual: string): ShellValue => {
    const option = options.get(name);
    if (option === undefined) return { value: usual };
    return expandOption(option, expansionsOf(null, environment, null)).value;
  };
  const count = read("numprocs", "1");
  const unknown = unknownValue("%(process_num)s", "each process has its own number");
  return { count, number: count.value === "1" ? read("numprocs_start", "0") : unknown };
}

function loadProgram(
  names: ProgramNames,
  entry: Entry,
  parent: Supervisord,
  request: SupervisorRequest,
  problems: Problem[],
): { launch: Launch; rotations: Rotation[] } | null {
  const { options, file } = entry;
  const command = options.get("command");
  if (command === undefined) return null;
  const { program } = names;
  const numbers = numbersOf(options, parent.environment);
  const expansions = expansionsOf({ names, ...numbers }, parent.environment, request.hereOf(file));
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
  const redirects = isTrue(text("redirect_stderr")?.value.value);
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
      umask === null ? parent.umask : valueFact({ ...umask.value, ...padded(umask.value.value) }, umask.at),
    environment: withSupervisorNames(
      withEnvironment(parent.environment, options.get("environment"), file, expansions, problems),
      names.group,
      processName(text("process_name")?.value, program),
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

function processName(written: ShellValue | undefined, program: string): Fact<string> {
  if (written === undefined) return defaultFact(program, "supervisor >= 3.0");
  if (written.value === null) return unknownFact(written.why ?? "it is not known");
  return defaultFact(written.value, "supervisor >= 3.0");
}

/** supervisor tells each child its names (process.py, `_spawn_as_child`). */
function withSupervisorNames(
  environment: LaunchEnvironment,
  group: string,
  process: Fact<string>,
): LaunchEnvironment {
  const since = "supervisor >= 3.0";
  const own = {
    SUPERVISOR_ENABLED: defaultFact("1", since),
    SUPERVISOR_GROUP_NAME: defaultFact(group, since),
    SUPERVISOR_PROCESS_NAME: process,
  };
  return { values: { ...environment.values, ...own }, complete: environment.complete };
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
      : [
          {
            pattern: path,
            by: "supervisor",
            reopens: isDevice ? "no" : "itself",
            ...(limit === null ? {} : { limitAt: limit.at }),
            at: { file, ...place },
          },
        ];
  });
}

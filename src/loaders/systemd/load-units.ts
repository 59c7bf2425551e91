import { defaultFact, setFact, unknownFact, certainValue, type Fact } from "../../model/fact.ts";
import type { Launch, LaunchEnvironment, LaunchWord, ProvidedPath } from "../../model/launch.ts";
import type { JournalLimits } from "../../model/journal.ts";
import type { Gap, Problem } from "../../model/problem.ts";
import type { Purpose } from "../../model/purpose.ts";
import { mergeUnits, type MergedSetting, type NamedUnit } from "../../read/unit/merge.ts";
import { FILLER, maskTemplate } from "../../read/unit/template-mask.ts";
import { readUnit } from "../../read/unit/read-unit.ts";
import { splitCommand } from "../../read/unit/split.ts";
import type { UnitCommand } from "../../read/unit/tree.ts";
import { isUnreadable, type FileSystem } from "../../text/file-system.ts";
import { basename, dirname, withoutSlashesAtEnd } from "../../text/path.ts";
import type { FileSpan } from "../../text/span.ts";
import { limitsNear, nearestOfName } from "../journald/near.ts";
import { unitLimits } from "../journald/load-journal.ts";
import { deployedAt, pathHere, sameTail } from "../programs/deployed-at.ts";
import { programName, shownCommand } from "../programs/words.ts";
import { applyEffect, effectName } from "../shell/effects.ts";
import { freshState } from "../shell/state.ts";
import { loadTmpfiles } from "../tmpfiles/load-tmpfiles.ts";
import { accountOf, groupsOf } from "./unit-account.ts";
import { accessRules, directoryVariables, otherRoots, providedDirectories } from "./unit-access.ts";
import { unitEnvironment } from "./unit-environment.ts";
import { settingsOf, type UnitSettings } from "./unit-settings.ts";
import { serviceUnit } from "./unit-service.ts";
import { unitStreams } from "./unit-streams.ts";
import { commandWords, unitSpecifiers } from "./unit-words.ts";
import { append } from "../../text/append.ts";

export interface UnitsRequest {
  readonly fs: FileSystem;
  /** Units (`.service`, `.socket`) and drop-ins (`x.service.d/y.conf`). */
  readonly files: readonly string[];
  /** Folders of the repository that may lie on the server as they are; see `deployedAt`. */
  readonly homes: readonly string[];
  /** Every file that was found, for `EnvironmentFile=`. */
  readonly known: readonly string[];
  readonly purposeOf: (file: string) => Purpose;
}

export interface LoadedUnits {
  readonly launches: readonly Launch[];
  /** Addresses of `.socket` units as gunicorn writes them, with the service that they start; null for one that is not known. */
  readonly sockets: readonly {
    readonly service: string;
    readonly address: string | null;
    readonly at: FileSpan;
  }[];
  /** Files that were read, environment files included. */
  readonly files: readonly { readonly file: string; readonly as: "systemd" | "env" }[];
  readonly problems: readonly Problem[];
  /** What tmpfiles.d gives the machine on which a file is used. */
  readonly providesNear: (file: string) => readonly ProvidedPath[];
}

/** Reads systemd units with their drop-ins as the system manager does. Never throws. */
export function loadUnits(request: UnitsRequest): LoadedUnits {
  const { units, dropIns, journals, tmpfiles } = filesOf(request);
  const launches: Launch[] = [];
  const sockets: LoadedUnits["sockets"][number][] = [];
  const files = [...tmpfiles, ...journals.map((each) => each.file)].map(
    (file): LoadedUnits["files"][number] => ({ file, as: "systemd" }),
  );
  const problems: Problem[] = [...loadTmpfiles(request.fs, tmpfiles).problems];
  const providesNear = (file: string): readonly ProvidedPath[] =>
    tmpfiles.length === 0 ? [] : loadTmpfiles(request.fs, nearestOfName(file, tmpfiles)).provides;
  for (const [file, unit] of units) {
    files.push({ file, as: "systemd" });
    const own = nearest(file, dropIns.get(unitName(file)) ?? []);
    for (const each of own) files.push({ file: each.file, as: "systemd" });
    const merged = mergeUnits(unit, own);
    const specifiers = unitSpecifiers(unitName(file));
    if (/\.socket$/.test(unitName(file))) {
      append(sockets, socketsOf(file, settingsOf(merged, "Socket", specifiers)));
      continue;
    }
    const settings = settingsOf(merged, "Service", specifiers);
    const around = {
      provides: providesNear(file),
      limits: (namespace: string | null) => limitsNear(file, journals, namespace),
    };
    const loaded = loadService(file, settings, request, around);
    append(launches, loaded.launches);
    for (const each of loaded.files) files.push({ file: each, as: "env" });
    append(problems, loaded.problems);
  }
  return { launches, sockets, files, problems, providesNear };
}

interface SystemdFiles {
  readonly units: ReadonlyMap<string, NamedUnit>;
  /** By the name of their unit. */
  readonly dropIns: ReadonlyMap<string, readonly NamedUnit[]>;
  /** journald.conf, its drop-ins, and those of namespaces. */
  readonly journals: readonly NamedUnit[];
  readonly tmpfiles: readonly string[];
}

/** Tells the files apart by their sections and folders: files of tmpfiles.d have no section. */
function filesOf(request: UnitsRequest): SystemdFiles {
  const units = new Map<string, NamedUnit>();
  const dropIns = new Map<string, NamedUnit[]>();
  const journals: NamedUnit[] = [];
  const tmpfiles: string[] = [];
  for (const file of request.files) {
    const source = request.fs.read(file);
    if (isUnreadable(source)) continue;
    const named: NamedUnit = { file, tree: readUnit(maskTemplate(source.text)) };
    const folder = basename(dirname(file));
    const target = /\.(?:service|socket)\.d$/.test(folder) ? folder.slice(0, -2) : null;
    if (target !== null) dropIns.set(target, [...(dropIns.get(target) ?? []), named]);
    else if (named.tree.sections.some((section) => section.name === "Journal")) journals.push(named);
    else if (named.tree.sections.length > 0 || /\.(?:service|socket)$/.test(unitName(file)))
      units.set(file, named);
    else tmpfiles.push(file);
  }
  return { units, dropIns, journals, tmpfiles };
}

/** `wiki.service` of `deploy/wiki.service.j2`: templates lose their ending. */
function unitName(file: string): string {
  return basename(file).replace(/\.(?:j2|jinja2?|tmpl|tpl|template|erb|in|dist|example|sample)$/, "");
}

/** Drop-ins of the unit: those that lie beside it, or all when none does. */
function nearest(file: string, dropIns: readonly NamedUnit[]): readonly NamedUnit[] {
  const beside = dropIns.filter((each) => dirname(dirname(each.file)) === dirname(file));
  return beside.length > 0 ? beside : dropIns;
}

function socketsOf(file: string, settings: UnitSettings): LoadedUnits["sockets"][number][] {
  const service = settings.text("Service")?.value ?? unitName(file).replace(/\.socket$/, ".service");
  return settings.all("ListenStream").map((setting) => ({
    service,
    address: addressOf(setting.value.value),
    at: { file: setting.file, ...setting.value.span },
  }));
}

/** systemd.socket(5): a path, a port on all addresses, or a host and a port; `%t` is where the system's sockets are. */
function addressOf(written: string): string | null {
  const value = written.replace(/^%t\//, "/run/");
  if (value.includes(FILLER) || value.includes("%")) return null;
  if (value.startsWith("/")) return `unix:${value}`;
  return /^\d+$/.test(value) ? `[::]:${value}` : value;
}

interface LoadedService {
  readonly launches: readonly Launch[];
  readonly files: readonly string[];
  readonly problems: readonly Problem[];
}

/** What the machine of a unit gives it. */
interface Around {
  readonly provides: readonly ProvidedPath[];
  readonly limits: (namespace: string | null) => JournalLimits;
}

function loadService(
  file: string,
  settings: UnitSettings,
  request: UnitsRequest,
  around: Around,
): LoadedService {
  const name = unitName(file);
  const specifiers = unitSpecifiers(name);
  const problems: Problem[] = [];
  const commandsOf = (key: string): { command: UnitCommand; setting: MergedSetting }[] =>
    settings.all(key).flatMap((setting) => {
      const { commands, errors } = splitCommand(setting.value, specifiers);
      for (const error of errors) {
        problems.push({
          code: "syntax",
          message: error.message,
          at: { file: setting.file, ...error.span },
          related: [],
        });
      }
      return commands.map((command) => ({ command, setting }));
    });
  const starts = commandsOf("ExecStart");
  if (starts.length === 0) return { launches: [], files: [], problems };
  const cwd = directoryOf(settings);
  const raw = starts.flatMap(({ command, setting }) =>
    commandWords(command.argv, { values: {}, complete: false }, setting.file).flatMap(
      (word) => word.value ?? [],
    ),
  );
  const deployed = deployedAt({
    fs: request.fs,
    cwd: certainValue(cwd) ?? null,
    words: raw,
    homes: request.homes,
  });
  const {
    environment: written,
    files,
    gaps,
  } = unitEnvironment(settings, request.fs, (path) => {
    const here = pathHere(deployed, path);
    if (here !== null && request.fs.kindOf(here) === "file") return here;
    return sameTail(path, request.known, 2);
  });
  const environment: LaunchEnvironment = {
    values: { ...directoryVariables(settings), ...written.values },
    complete: written.complete,
  };
  const { user, group } = accountOf(settings, name);
  const groups = groupsOf(settings, user, group);
  const owner = certainValue(user) ?? null;
  const provides: ProvidedPath[] = [
    ...around.provides,
    ...otherRoots(settings),
    ...providedDirectories(settings, owner, group?.value ?? null),
  ];
  const umaskText = settings.text("UMask");
  const umask: Fact<string> =
    umaskText === null
      ? defaultFact("0022", "systemd")
      : umaskText.value === null
        ? unknownFact("it depends on the machine or the instance", umaskText.at)
        : setFact(umaskText.value.padStart(4, "0"), umaskText.at);
  const ownLimits = unitLimits(settings);
  const limits = { ...around.limits(certainValue(ownLimits.namespace) ?? null), ...ownLimits };
  const { stdout, stderr } = unitStreams(settings, name, limits);
  const rules = accessRules(settings);
  const rooted = settings.text("RootDirectory") ?? settings.text("RootImage");
  const allGaps: Gap[] = [...gaps];
  if (rooted !== null)
    allGaps.push({ what: name, why: "it runs below another root directory", at: rooted.at });
  const base = {
    by: "systemd" as const,
    via: [],
    groups,
    cwd,
    umask,
    environment,
    stdout,
    stderr,
    container: null,
    deployment: dirname(file),
    purpose: request.purposeOf(file),
    gaps: allGaps,
    service: serviceUnit(settings, specifiers),
  };
  const launches: Launch[] = [];
  const make = (
    key: string,
    { command, setting }: { command: UnitCommand; setting: MergedSetting },
  ): Launch => {
    const isRoot = command.prefixes.some((prefix) => prefix === "+" || prefix === "!" || prefix === "!!");
    const isEarly = key === "ExecStartPre" && settings.flag("PermissionsStartOnly") !== null;
    const words = wordsOf(command, environment, setting.file).map((word) => asWritten(word, request.fs));
    const at: FileSpan = { file: setting.file, ...command.span };
    return {
      ...base,
      name: key === "ExecStart" ? name : `${name} ${key}`,
      words,
      command: shownCommand(words),
      at,
      user: isRoot || isEarly ? setFact("root", at) : user,
      access: {
        rules: command.prefixes.includes("+") ? [] : rules,
        provides: [...provides],
        complete: false,
      },
    };
  };
  for (const each of commandsOf("ExecStartPre")) {
    const launch = make("ExecStartPre", each);
    const state = freshState({ ...launch, args: null });
    const [program, ...args] = launch.words;
    const called = program === undefined ? null : programName(program);
    if (
      called !== null &&
      applyEffect(called, args, state, launch.at, `ExecStartPre: ${effectName(launch.words)}`)
    )
      append(provides, state.provides);
    else launches.push(launch);
  }
  append(
    launches,
    starts.map((each) => make("ExecStart", each)),
  );
  return { launches, files, problems };
}

/** The words as the program gets them, but its own path first even where `@` gives it another name. */
function wordsOf(command: UnitCommand, environment: LaunchEnvironment, file: string): LaunchWord[] {
  const [, ...args] = command.argv;
  return commandWords([command.path, ...args], environment, file);
}

/** A word that holds a placeholder of a template, as it stands in the file. */
function asWritten(word: LaunchWord, fs: FileSystem): LaunchWord {
  if (word.value !== null || word.written?.includes(FILLER) !== true) return word;
  const source = fs.read(word.at.file);
  if (isUnreadable(source)) return word;
  return {
    ...word,
    written: source.text.slice(word.at.start, word.at.end),
    why: "a placeholder of the template decides",
  };
}

function directoryOf(settings: UnitSettings): Fact<string> {
  const written = settings.text("WorkingDirectory");
  if (written === null) return defaultFact("/", "systemd");
  const path = written.value?.replace(/^-/, "") ?? null;
  if (path === null) return unknownFact("it depends on the machine or the instance", written.at);
  if (path === "~") return unknownFact("the home directory of the user", written.at);
  return setFact(path.length > 1 ? withoutSlashesAtEnd(path) : path, written.at);
}

import type { FoundFile, SkippedPath } from "../../discover/discover.ts";
import { startsProcess } from "../../discover/other-text.ts";
import type { RunningProcesses } from "../../loaders/host/processes.ts";
import { isUnreadable } from "../../text/file-system.ts";
import { isUnseen, type HostFiles } from "../../text/host-files.ts";
import { basename, dirname, isAbsolute, join } from "../../text/path.ts";
import type { HostPlaces } from "./places.ts";
import { cronTables, journalFiles } from "./tables.ts";
import { enabledUnits } from "./units.ts";

/** The configuration of a server that is in use, and what was found but is not. */
export interface HostConfiguration {
  readonly files: readonly FoundFile[];
  readonly skipped: readonly SkippedPath[];
}

/** Finds, without being told, which files configure what runs here, or would run. */
export function hostConfiguration(
  files: HostFiles,
  places: HostPlaces,
  running: RunningProcesses,
): HostConfiguration {
  const found = new Map<string, FoundFile>();
  const skipped: SkippedPath[] = [];
  const add = (file: string, as: FoundFile["as"], why: string): void => {
    if (!found.has(file)) found.set(file, { file, as, why });
  };
  const units = unitFiles(files, places, running);
  for (const file of units.files) add(file, "systemd", "a unit of this server");
  for (const each of units.skipped) skipped.push(each);
  if (units.files.length > 0) {
    for (const file of journalFiles(files, places)) add(file, "systemd", "it limits the journal");
  }
  for (const file of cronTables(files, places))
    add(file, "cron", "a table of cron that starts a part of the site");
  const nginx = nginxMains(files, places, running);
  const isStarted = units.files.some((file) => basename(file).startsWith("nginx"));
  for (const { file, why, isRunning } of nginx) {
    if (isRunning || isStarted || !running.live) add(file, "nginx", why);
    else skipped.push({ path: file, why: "nginx is neither running nor enabled" });
  }
  const isSupervised =
    units.files.some((file) => basename(file).startsWith("supervisor")) ||
    running.processes.some((each) => each.runs === "supervisord");
  for (const file of supervisorFiles(files, places, running)) {
    if (isSupervised || !running.live) add(file, "supervisor", "supervisor's configuration");
    else skipped.push({ path: file, why: "supervisord is neither running nor enabled" });
  }
  for (const place of places.logrotate) {
    if (files.kindOf(place) === "file") add(place, "logrotate", "logrotate's configuration");
    if (files.kindOf(place) !== "directory") continue;
    for (const { name, kind } of files.list(place)) {
      if (kind === "file" && !TABOO.test(name))
        add(join(place, name), "logrotate", "logrotate's configuration");
    }
  }
  return { files: [...found.values()], skipped };
}

/** Names that logrotate passes over in a folder (logrotate.conf(5), tabooext, 3.21). */
const TABOO =
  /^\.|(?:,v|\.bak|\.cfsaved|\.disabled|\.dpkg-(?:bak|del|dist|new|old|tmp)|\.pacnew|\.pacorig|\.pacsave|\.rhn-cfg-tmp-.*|\.rpmnew|\.rpmorig|\.rpmsave|\.swp|\.ucf-(?:dist|new|old)|~)$/;

interface Units {
  readonly files: readonly string[];
  readonly skipped: readonly SkippedPath[];
}

/** Units that start processes of a site and are enabled or running, with their drop-ins and sockets. */
function unitFiles(files: HostFiles, places: HostPlaces, running: RunningProcesses): Units {
  const enabled = enabledUnits(files, places.units);
  const runs = new Set(running.processes.flatMap((each) => each.unit ?? []));
  const first = new Map<string, string>();
  const dropIns = new Map<string, string>();
  for (const folder of places.units) {
    for (const { name, kind, link } of files.list(folder)) {
      const path = join(folder, name);
      if (/\.(?:service|socket)$/.test(name) && !first.has(name)) {
        const target = link === true ? files.resolve(path) : null;
        const isAlias =
          target !== null && !isUnseen(target) && basename(target.path) !== name && kind === "file";
        if (!isAlias) first.set(name, path);
      }
      if (!/\.(?:service|socket)\.d$/.test(name) || kind !== "directory") continue;
      for (const each of files.list(path)) {
        const key = `${name}/${each.name}`;
        if (each.kind === "file" && each.name.endsWith(".conf") && !dropIns.has(key))
          dropIns.set(key, join(path, each.name));
      }
    }
  }
  const kept: string[] = [];
  const skipped: SkippedPath[] = [];
  const keptNames = new Set<string>();
  for (const [name, file] of first) {
    if (!name.endsWith(".service") || files.kindOf(file) !== "file") continue;
    const isRunning = [...runs].some((unit) => isInstance(name, unit));
    if (!isRunning && !startsSite(files, file)) continue;
    if (!isRunning && enabled !== null && ![...enabled].some((unit) => isInstance(name, unit))) {
      skipped.push({ path: file, why: "a unit that is neither enabled nor running" });
      continue;
    }
    kept.push(file);
    keptNames.add(name);
  }
  for (const [name, file] of first) {
    if (name.endsWith(".socket") && keptNames.has(name.replace(/\.socket$/, ".service"))) kept.push(file);
  }
  for (const [key, file] of dropIns) if (keptNames.has(key.slice(0, key.indexOf(".d/")))) kept.push(file);
  return { files: kept, skipped };
}

/** `web@.service` is what `web@1.service` runs. */
export function isInstance(unitFile: string, unit: string): boolean {
  return unitFile === unit || (unitFile.includes("@.") && unit.replace(/@.*\./, "@.") === unitFile);
}

const PROGRAM =
  /\b(?:gunicorn3?|uvicorn|hypercorn|daphne|uwsgi|nginx|openresty|celery|manage\.py|django-admin|supervisord)\b/;

/** Does a command of the unit run something of a site, itself or in a script of the administrator's? */
function startsSite(files: HostFiles, unit: string): boolean {
  const source = files.read(unit);
  if (isUnreadable(source)) return false;
  const lines = source.text.replace(/\\\n/g, " ").split("\n");
  const commands = lines.filter((line) => /^\s*ExecStart\s*=/.test(line));
  if (commands.some((line) => PROGRAM.test(line))) return true;
  return commands.some((line) => {
    const script = line
      .replace(/^[^=]*=\s*[-@:+!]*/, "")
      .split(/\s+/)
      .find((word) => isAbsolute(word) && !/^\/(?:usr\/)?s?bin\//.test(word));
    if (script === undefined || /^\/usr\/lib/.test(script) || files.kindOf(script) !== "file") return false;
    const text = (files.sizeOf(script) ?? 0) > 1024 * 1024 ? null : files.read(script);
    return text !== null && !isUnreadable(text) && text.text.startsWith("#!") && startsProcess(text.text);
  });
}

interface NginxMain {
  readonly file: string;
  readonly why: string;
  readonly isRunning: boolean;
}

/** What each running master was told to read, else the first file of the usual places. */
function nginxMains(files: HostFiles, places: HostPlaces, running: RunningProcesses): NginxMain[] {
  const standard = places.nginx.find((path) => files.kindOf(path) === "file");
  const masters = running.processes.filter(
    ({ runs, words }) => runs === "nginx" && !/^nginx: (?:worker|cache)/.test(words[0] ?? ""),
  );
  const mains = new Map<string, NginxMain>();
  for (const master of masters) {
    const told = configurationOf(master.words);
    const file = told ?? standard;
    if (file === undefined) continue;
    const why =
      told === null ? "the main file of the running nginx" : "the running nginx was started with it";
    mains.set(file, { file, why, isRunning: true });
  }
  if (masters.length === 0 && standard !== undefined)
    mains.set(standard, { file: standard, why: "the main file of nginx", isRunning: false });
  return [...mains.values()];
}

/** `-c FILE`, seen from `-p PREFIX` when it is relative; `-p` alone has conf/nginx.conf below it only where nginx was built so. */
export function configurationOf(words: readonly string[]): string | null {
  const text = words.join(" ");
  const of = (flag: string): string | null => new RegExp(`\\s-${flag}\\s?(\\S+)`).exec(text)?.[1] ?? null;
  const file = of("c");
  const prefix = of("p");
  if (file === null) return null;
  if (isAbsolute(file)) return join(file);
  return prefix !== null && isAbsolute(prefix) ? join(prefix, file) : null;
}

/** The main file of each supervisord, and what it includes. */
function supervisorFiles(files: HostFiles, places: HostPlaces, running: RunningProcesses): string[] {
  const told = running.processes
    .filter((each) => each.runs === "supervisord")
    .flatMap(({ words }) => {
      const at = words.findIndex((word) => word === "-c" || word === "--configuration");
      const file = at < 0 ? undefined : words[at + 1];
      return file !== undefined && isAbsolute(file) ? [file] : [];
    });
  const standard = places.supervisor.find((path) => files.kindOf(path) === "file");
  const mains = told.length > 0 ? told : standard === undefined ? [] : [standard];
  return mains.flatMap((main) => [main, ...includedBy(files, main)]);
}

/** `[include] files = a/*.conf b.conf`, seen from the folder of the file (supervisor options.py, read_include_config). */
function includedBy(files: HostFiles, main: string): string[] {
  const source = files.read(main);
  if (isUnreadable(source)) return [];
  const section = /^\[include\][^[]*/m.exec(source.text)?.[0] ?? "";
  const value = /^files\s*[=:]([^\n]*(?:\n[ \t]+[^\n]*)*)/m.exec(section)?.[1] ?? "";
  const patterns = value.replace(/(?:^|\s);[^\n]*/g, "").split(/\s+/);
  return patterns
    .filter((each) => each !== "")
    .flatMap((pattern) => {
      const path = join(dirname(main), pattern);
      const name = globOf(basename(path));
      return files
        .list(dirname(path))
        .filter((entry) => entry.kind === "file" && name.test(entry.name))
        .map((entry) => join(dirname(path), entry.name));
    });
}

function globOf(pattern: string): RegExp {
  const text = pattern
    .replace(/[.+^${}()|\\]/g, "\\$&")
    .replace(/\*/g, "[^/]*")
    .replace(/\?/g, "[^/]");
  try {
    return new RegExp(`^${text}$`);
  } catch {
    return /^$/;
  }
}

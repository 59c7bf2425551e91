import type { HostProcess, OpenFile } from "../../model/host.ts";
import type { LaunchWord } from "../../model/launch.ts";
import { isUnseen, type HostFiles } from "../../text/host-files.ts";
import { recognise } from "../programs/recognise.ts";
import type { Accounts } from "./accounts.ts";
import {
  bootOf,
  decode,
  parseCgroup,
  parseEnvironment,
  parseFdInfo,
  parseStatus,
  parseWords,
  startOf,
} from "./proc-text.ts";

/** The processes of a site that run now. */
export interface RunningProcesses {
  /** False when there is no `/proc` to see: an image, a mounted disk. */
  readonly live: boolean;
  /** When the machine started, milliseconds since 1970. */
  readonly boot: number | null;
  /** By number. */
  readonly processes: readonly HostProcess[];
  /** Those that run in containers: their paths are not the machine's. */
  readonly contained: readonly { readonly pid: number; readonly words: readonly string[] }[];
}

/** More processes, or open files of one, are not looked at. */
const MOST_PROCESSES = 100_000;
const MOST_OPEN = 4096;
const LARGEST = 1024 * 1024;
/** No site is started with more; what is longer is compared with every command of the files. */
const LONGEST_COMMAND = 128 * 1024;

/** Reads `/proc`. Only what serves a site is looked into; a process that ends meanwhile is left out. */
export function readProcesses(
  files: HostFiles,
  accounts: Accounts,
  counts: (pid: number) => boolean = () => true,
): RunningProcesses {
  const listed = files.names("/proc", MOST_PROCESSES);
  const pids = isUnseen(listed)
    ? []
    : listed.names.flatMap((name) => (/^[1-9]\d{0,9}$/.test(name) ? [Number(name)] : []));
  const boot = bootOf(textOf(files, "/proc/stat") ?? "");
  const contained: RunningProcesses["contained"][number][] = [];
  const processes: HostProcess[] = [];
  for (const pid of pids.sort((a, b) => a - b)) {
    if (!counts(pid)) continue;
    const bytes = files.bytesOf(`/proc/${String(pid)}/cmdline`, LONGEST_COMMAND);
    if (isUnseen(bytes)) continue;
    const words = parseWords(bytes);
    const runs = runsOf(words);
    if (runs === "other") continue;
    const read = readProcess(files, accounts, pid, words, runs, boot ?? 0);
    if (read === null) continue;
    if (read.isContained) contained.push({ pid, words });
    else processes.push(read.process);
  }
  return { live: pids.length > 0, boot, processes, contained };
}

/** What a command line of `/proc` runs; titles that programs give themselves (setproctitle) are known as well. */
export function runsOf(words: readonly string[]): HostProcess["runs"] {
  const [first = ""] = words;
  const title = /^(nginx|gunicorn): (?:master|worker|cache)/.exec(first)?.[1];
  if (title === "nginx" || title === "gunicorn") return title;
  const at = { file: "", start: 0, end: 0 };
  const { program } = recognise(words.map((value): LaunchWord => ({ value, at })));
  switch (program) {
    case "nginx":
    case "gunicorn":
    case "uvicorn":
    case "celery":
    case "manage.py":
    case "supervisord":
      return program;
    default:
      return "other";
  }
}

function readProcess(
  files: HostFiles,
  accounts: Accounts,
  pid: number,
  words: readonly string[],
  runs: HostProcess["runs"],
  boot: number,
): { readonly process: HostProcess; readonly isContained: boolean } | null {
  const folder = `/proc/${String(pid)}`;
  const status = parseStatus(textOf(files, `${folder}/status`) ?? "");
  const started = startOf(textOf(files, `${folder}/stat`) ?? "", boot);
  if (status === null || started === null) return null;
  const cgroup = parseCgroup(textOf(files, `${folder}/cgroup`) ?? "");
  const environ = files.bytesOf(`${folder}/environ`, LARGEST);
  const cwd = files.entryOf(`${folder}/cwd`);
  return {
    isContained: status.isContained || cgroup.isContained,
    process: {
      pid,
      parent: status.parent,
      words,
      runs,
      identity: status.identity,
      user: accounts.userName(status.identity.uid),
      cwd: isUnseen(cwd) ? null : (cwd.linksTo ?? null),
      environment: isUnseen(environ) ? null : parseEnvironment(environ),
      started,
      open: openFiles(files, folder),
      unit: cgroup.unit,
      explainedBy: null,
    },
  };
}

const DELETED = " (deleted)";

function openFiles(files: HostFiles, folder: string): OpenFile[] | null {
  const listed = files.names(`${folder}/fd`, MOST_OPEN);
  if (isUnseen(listed)) return null;
  return listed.names.flatMap((name): OpenFile[] => {
    const link = files.entryOf(`${folder}/fd/${name}`);
    if (isUnseen(link) || link.linksTo === undefined) return [];
    const deleted = link.linksTo.endsWith(DELETED);
    const target = deleted ? link.linksTo.slice(0, -DELETED.length) : link.linksTo;
    if (!target.startsWith("/"))
      return [{ fd: Number(name), target, deleted: false, identity: null, writable: true }];
    const { writable } = parseFdInfo(textOf(files, `${folder}/fdinfo/${name}`) ?? "");
    const opened = files.openedEntryOf?.(`${folder}/fd/${name}`);
    const identity = opened === undefined || isUnseen(opened) ? null : opened.identity;
    return [{ fd: Number(name), target, deleted, identity, writable }];
  });
}

function textOf(files: HostFiles, path: string): string | null {
  const bytes = files.bytesOf(path, LARGEST);
  return isUnseen(bytes) ? null : decode(bytes);
}

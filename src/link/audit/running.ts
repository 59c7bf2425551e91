import { certainValue, setFact, unknownFact, type Fact } from "../../model/fact.ts";
import type { HostProcess } from "../../model/host.ts";
import { UNKNOWN_ACCESS, type Launch } from "../../model/launch.ts";
import type { Stream } from "../../model/stack.ts";
import { basename, isAbsolute } from "../../text/path.ts";
import { isInstance } from "./files.ts";
import { commandText } from "./view.ts";
import type { LinkedLaunch } from "../follow-launches.ts";

/** A service that runs: the process that was started, and those that it made of itself. */
export interface RunningService {
  readonly head: HostProcess;
  readonly workers: readonly HostProcess[];
}

/** Divides processes into services: a gunicorn whose parent is that gunicorn is a worker of it. */
export function runningServices(processes: readonly HostProcess[]): RunningService[] {
  const byPid = new Map(processes.map((each) => [each.pid, each]));
  const headOf = (process: HostProcess): HostProcess => {
    let head = process;
    for (let steps = 0; steps < 64; steps++) {
      const parent = byPid.get(head.parent);
      if (parent === undefined || parent.runs !== head.runs || parent.pid === head.pid) break;
      head = parent;
    }
    return head;
  };
  const services = new Map<number, { head: HostProcess; workers: HostProcess[] }>();
  for (const process of processes) {
    const head = headOf(process);
    const service = services.get(head.pid) ?? { head, workers: [] };
    services.set(head.pid, service);
    if (process !== head) service.workers.push(process);
  }
  return [...services.values()];
}

/** The words behind the program: arguments of gunicorn, whether python or the script itself is named first. */
export function argumentsOf(process: HostProcess): readonly string[] | null {
  const [title = ""] = process.words;
  const master = /^nginx: master process \S+\s?(.*)$/.exec(process.words.join(" "))?.[1];
  // nginx joins its words with blanks in its title
  if (master !== undefined) return master.split(" ").filter((word) => word !== "");
  if (/^(?:nginx|gunicorn): /.test(title)) return null;
  const at = process.words.findIndex((word) =>
    /(?:^|\/)(?:gunicorn3?|uvicorn|celery|supervisord|manage\.py|nginx)$/.test(word),
  );
  if (at >= 0) return process.words.slice(at + 1);
  const module = process.words.findIndex((word) => word === "-m");
  return module < 0 ? null : process.words.slice(module + 2);
}

/** The launch of the files that started a service: by its unit, else by what it runs and its arguments. */
export function launchOf(
  service: RunningService,
  launches: readonly LinkedLaunch[],
): LinkedLaunch | undefined {
  const { head } = service;
  const same = launches.filter((each) => each.program === head.runs);
  const { unit } = head;
  const ofUnit =
    unit === null
      ? []
      : same.filter(({ launch }) => launch.by === "systemd" && isInstance(launch.name, unit));
  if (ofUnit.length > 0) return ofUnit.find((each) => sameArguments(each, head)) ?? ofUnit.at(-1);
  // a process of a login, or of another unit, is none of these; without cgroups any may be
  const others = unit === null ? same : same.filter(({ launch }) => launch.by !== "systemd");
  return others.find((each) => sameArguments(each, head)) ?? onlyLike(others, head);
}

/** The one program of the files that serves the same application, with other arguments. */
function onlyLike(launches: readonly LinkedLaunch[], head: HostProcess): LinkedLaunch | undefined {
  const own = new Set(argumentsOf(head) ?? []);
  const like = launches.filter((each) =>
    each.args.some(
      (word) => word.value !== null && /^[\w.]+:\w+$|^[\w.]+\.\w+$/.test(word.value) && own.has(word.value),
    ),
  );
  return like.length === 1 ? like[0] : undefined;
}

function sameArguments(linked: LinkedLaunch, head: HostProcess): boolean {
  const own = argumentsOf(head);
  if (own === null) return false;
  const says = linked.args.map((word) => word.value);
  if (says.every((word) => word !== null) && own.join(" ") === says.join(" ")) return true;
  return own.length === says.length && says.every((word, i) => word === null || word === own[i]);
}

/** A running service that no file explains, as a launch: everything about it is known, because it runs. */
export function launchOfService(service: RunningService, unitFiles: readonly string[]): Launch | null {
  const { head } = service;
  const { file, text, words } = commandText(head);
  const own = argumentsOf(head);
  if (own === null) return null;
  const at = { file, start: 0, end: text.length - 1 };
  const isTitle = words.length === 1 && head.runs === "nginx";
  const environment: Record<string, Fact<string>> = Object.create(null) as Record<string, Fact<string>>;
  for (const [name, value] of Object.entries(head.environment ?? {}))
    environment[name] = setFact(value, at, "environment");
  const cwd =
    head.cwd !== null && isAbsolute(head.cwd)
      ? setFact(head.cwd, at)
      : unknownFact<string>("its working directory could not be read");
  return {
    name: `${head.runs} (pid ${String(head.pid)})`,
    by: "host",
    words: isTitle ? ["nginx", ...own].map((value) => ({ value, at })) : words,
    command: text.trimEnd(),
    at,
    via: viaUnit(head, unitFiles),
    user: setFact(head.user, at),
    groups: unknownFact("groups of a running process are numbers"),
    cwd,
    umask: unknownFact("the umask of a running process is not read"),
    environment: { values: environment, complete: head.environment !== null },
    stdout: streamOf(head, 1),
    stderr: streamOf(head, 2),
    access: UNKNOWN_ACCESS,
    container: null,
    deployment: "/proc",
    purpose: certainValue(cwd) === undefined ? "unknown" : "production",
    gaps: [],
  };
}

/** A unit whose commands are not understood starts it all the same. */
function viaUnit({ unit }: HostProcess, unitFiles: readonly string[]): Launch["via"] {
  if (unit === null) return [];
  const file = unitFiles.find((each) => isInstance(basename(each), unit));
  return file === undefined ? [] : [{ file, start: 0, end: 0 }];
}

/** Where a descriptor of the process leads now. */
function streamOf(head: HostProcess, fd: number): Fact<Stream> {
  const open = head.open?.find((each) => each.fd === fd);
  const at = { file: `/proc/${String(head.pid)}/cmdline`, start: 0, end: 0 };
  if (open === undefined) return unknownFact("its open files could not be read");
  if (open.target === "/dev/null") return setFact({ kind: "null" }, at);
  if (/^\/dev\/(?:pts|tty)/.test(open.target)) return setFact({ kind: "terminal" }, at);
  if (open.target.startsWith("/") && !open.target.startsWith("/dev/"))
    return setFact({ kind: "file", path: open.target }, at);
  return unknownFact(`it is ${open.target}, whose other end is not known`);
}

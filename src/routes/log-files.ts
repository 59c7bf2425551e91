import type { FileSpan } from "../text/span.ts";
import { certainValue, defaultFact, placeOf, possibleValues, unknownFact, type Fact } from "../model/fact.ts";
import { openedFiles } from "../model/opened-files.ts";
import type { Process, Stack } from "../model/stack.ts";
import { isAbsolute, normalize } from "../text/path.ts";
import { rotatedFiles, type FileRotation, type RotatedFile } from "./file-rotations.ts";
import type { Route, Sink } from "./route.ts";
import { runserverService } from "./runserver.ts";
import { containerService } from "./sinks.ts";
import { uvicornService } from "./uvicorn.ts";

/** A file in which records end: who writes it, and what rotates it. */
export interface LogFile {
  readonly stack: string;
  readonly path: string;
  /** The container that has it, by the name of its service; null: the machine, or nothing here tells. */
  readonly inside: string | null;
  /** A command that shows it. */
  readonly read: string;
  /** Empty where nothing that was read says what opens it. */
  readonly writers: readonly LogWriter[];
}

/** What has a log file open. */
export interface LogWriter {
  /** For people: `gunicorn's accesslog`, `the handler file`, `nginx's access_log`, `stdout of shop.service`. */
  readonly what: string;
  /** Name of its process; null where no file describes it. */
  readonly process: string | null;
  /** The user that opens the file. */
  readonly user: Fact<string>;
  /** Where the path is written, null for one that is compiled in. */
  readonly at: FileSpan | null;
  readonly rotations: readonly FileRotation[];
}

/** The files in which these routes of the stack end, in the order in which they are met. */
export function logFiles(stack: Stack, routes: readonly Route[]): LogFile[] {
  const written = rotatedFiles(stack);
  const users = usersOf(stack);
  const files = new Map<string, LogFile>();
  for (const route of routes) {
    if (route.stack !== stack.name) continue;
    const process = processOf(stack, route);
    const inside = process === undefined ? null : containerService(process);
    for (const sink of route.sinks) {
      if (sink.kind !== "file") continue;
      const key = `${inside ?? ""}\0${sink.path}`;
      if (files.has(key)) continue;
      const own = written.filter(
        (each) =>
          isSame(each.path, sink.path) && (each.process ? containerService(each.process) : null) === inside,
      );
      const writers = own.map((each) => writerOf(each, users));
      const { path, read } = sink;
      files.set(key, {
        stack: stack.name,
        path,
        inside,
        read,
        writers: distinct(
          writers.length > 0
            ? writers
            : [...nginxAlone(route, process), ...handlersAlone(stack, route, process, path)],
        ),
      });
    }
  }
  return [...files.values()];
}

/** The file that a sink of the route is. */
export function fileOf(files: readonly LogFile[], route: Route, sink: Sink): LogFile | undefined {
  if (sink.kind !== "file") return undefined;
  return files.find(
    ({ stack, path, read }) => stack === route.stack && path === sink.path && read === sink.read,
  );
}

/** Who writes the lines of this route into the file: the program that the route is about, or the first that has it open. */
export function writerFor({ writers }: LogFile, { event, service }: Route): LogWriter | undefined {
  const isOwn = ({ what, process }: LogWriter): boolean =>
    event.startsWith("nginx.") ? what.startsWith("nginx's") : process === service;
  const own = writers.filter(isOwn);
  const named = event.startsWith("gunicorn.") ? "gunicorn's" : "the handler";
  return own.find(({ what }) => what.startsWith(named)) ?? own[0] ?? writers[0];
}

function isSame(written: string, path: string): boolean {
  return written === path || (isAbsolute(path) && written === normalize(path));
}

function processOf(stack: Stack, { service, event }: Route): Process | undefined {
  const named = (name: string | undefined): Process | undefined =>
    stack.processes.find((each) => each.name === name);
  if (!event.startsWith("nginx."))
    return (
      named(service) ??
      stack.processes.find(
        (each) => runserverService(each) === service || uvicornService(each) === service,
      ) ??
      stack.processes.find((each) => each.settings === service)
    );
  const own = named(stack.nginx.find(({ file }) => file === service)?.process);
  return own ?? stack.processes.find((each) => each.runs === "nginx");
}

/** The compiled-in path of nginx, and one with variables or a prefix of its own: no line of the files is that path. */
function nginxAlone({ event, steps }: Route, process: Process | undefined): LogWriter[] {
  if (!event.startsWith("nginx.")) return [];
  const what = event === "nginx.access" ? "nginx's access_log" : "nginx's error_log";
  const at = steps.find((step) => step.verdict !== "drop")?.at ?? null;
  return [{ what, process: process?.name ?? null, user: starterOfNginx(process), at, rotations: [] }];
}

/** A process that no gunicorn runs: its handlers open their files for themselves, and no signal of logrotate is for it. */
function handlersAlone(
  stack: Stack,
  { settings }: Route,
  process: Process | undefined,
  path: string,
): LogWriter[] {
  const project = stack.django.find((each) => each.settings === settings);
  const user = process?.user ?? unknownFact<string>("nothing here says who starts it");
  return Object.values(project?.tree.handlers ?? {}).flatMap((handler): LogWriter[] => {
    const targets = possibleValues(handler.target).values;
    if (!targets.some((target) => target.kind === "file" && target.path === path)) return [];
    const at = placeOf(handler.target) ?? handler.at;
    return [{ what: `the handler ${handler.name}`, process: process?.name ?? null, user, at, rotations: [] }];
  });
}

/** nginx opens its logs as the user that starts it (`ngx_cycle.c`): root, unless the container or the unit says otherwise. */
function starterOfNginx(process: Process | null | undefined): Fact<string> {
  if (process == null || process.user.state === "unknown")
    return defaultFact("root", "nginx is started as root");
  return process.user;
}

const keyOf = (at: FileSpan, process: string): string => `${at.file}\0${String(at.start)}\0${process}`;

/** Gunicorn's own logs are opened by the master before it changes users, Django's by the workers after. */
function usersOf(stack: Stack): ReadonlyMap<string, Fact<string>> {
  return new Map(openedFiles(stack).map(({ at, process, user }) => [keyOf(at, process.name), user]));
}

function writerOf(file: RotatedFile, users: ReadonlyMap<string, Fact<string>>): LogWriter {
  const { what, process, at, rotations } = file;
  return { what, process: process?.name ?? null, user: userOf(file, users), at, rotations };
}

function userOf(
  { writer, process, at }: RotatedFile,
  users: ReadonlyMap<string, Fact<string>>,
): Fact<string> {
  switch (writer.kind) {
    case "nginx":
      return starterOfNginx(process);
    case "stream":
      if (process?.by === "systemd")
        return defaultFact("root", "systemd opens it before it changes to User=");
      return process?.user ?? unknownFact("nothing here says who starts it");
    case "supervisor":
      return unknownFact("supervisord opens it, as the user that runs supervisord");
    case "gunicorn":
    case "handler":
      if (process === null) return unknownFact("nothing here says who starts it");
      return users.get(keyOf(at, process.name)) ?? process.user;
  }
}

/** Several servers of one nginx name one file: that is one writer. */
function distinct(writers: readonly LogWriter[]): LogWriter[] {
  const found = new Map<string, LogWriter>();
  for (const writer of writers) {
    const key = JSON.stringify([writer.what, writer.process, certainValue(writer.user) ?? null]);
    if (!found.has(key)) found.set(key, writer);
  }
  return [...found.values()];
}

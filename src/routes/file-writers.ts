import type { DjangoProject, EffectiveHandler } from "../model/django.ts";
import { certainValue, placeOf } from "../model/fact.ts";
import type { GunicornInstance } from "../model/gunicorn.ts";
import { contextsOf, directiveIn } from "../model/nginx-contexts.ts";
import type { NginxContext } from "../model/nginx.ts";
import { runsProject } from "../model/project-processes.ts";
import type { Process, Stack } from "../model/stack.ts";
import { isAbsolute, normalize } from "../text/path.ts";
import type { FileSpan } from "../text/span.ts";
import { isUvicorn } from "./gunicorn-loggers.ts";
import type { FileWriter } from "./rotation.ts";

/** A file that a part of the stack keeps open and writes. */
export interface WrittenFile {
  /** As its process sees it; relative paths stay as they are written. */
  readonly path: string;
  /** Where the path is written. */
  readonly at: FileSpan;
  /** For people: `gunicorn's accesslog`, `the handler file`, `nginx's access_log`. */
  readonly what: string;
  readonly writer: FileWriter;
  /** The process that writes it, null where no file describes it. */
  readonly process: Process | null;
  /** The gunicorn that writes it; null for nginx, and for what another opened for a process. */
  readonly gunicorn: GunicornInstance | null;
  /** The settings whose handler it is, else null. */
  readonly project: DjangoProject | null;
}

/** Every file whose path and writer are known, devices left out, in the order of the services. */
export function writtenFiles(stack: Stack): WrittenFile[] {
  const found = [
    ...nginxFiles(stack),
    ...stack.gunicorn.flatMap((gunicorn) => gunicornFiles(stack, gunicorn)),
    ...stack.gunicorn.flatMap((gunicorn) => handlerFiles(stack, gunicorn)),
    ...streamFiles(stack),
  ];
  return found
    .filter(({ path }) => path !== "" && !/^\/(?:dev|proc)\//.test(path))
    .map((each) => (isAbsolute(each.path) ? { ...each, path: normalize(each.path) } : each));
}

const NOBODY = { gunicorn: null, project: null };

function nginxFiles(stack: Stack): WrittenFile[] {
  const process = stack.processes.find((each) => each.runs === "nginx") ?? null;
  return stack.nginx.flatMap((nginx) =>
    contextsOf(nginx).flatMap(({ context, around }) =>
      [...context.accessLogs.filter((log) => !log.off), ...context.errorLogs]
        .filter(({ target }) => !target.placeholder && !/^(?:stderr$|syslog:|memory:)/.test(target.value))
        .map((log): WrittenFile => {
          const isAccess = "off" in log;
          const hasVariables = isAccess && log.target.value.includes("$");
          const kept = hasVariables && isCached([context, ...around.toReversed()]);
          const path = kept ? "cached" : hasVariables ? "variables" : "constant";
          const what = `nginx's ${isAccess ? "access_log" : "error_log"}`;
          const writer: FileWriter = { kind: "nginx", path };
          return { path: log.target.value, at: log.target.at, what, writer, process, ...NOBODY };
        }),
    ),
  );
}

/** The innermost open_log_file_cache decides. */
function isCached(levels: readonly NginxContext[]): boolean {
  for (const level of levels) {
    const cache = directiveIn(level, "open_log_file_cache");
    if (cache !== undefined) return cache.args[0]?.value !== "off";
  }
  return false;
}

/** accesslog and errorlog, unless a logconfig or another logger class may put something else in their place. */
function gunicornFiles(stack: Stack, gunicorn: GunicornInstance): WrittenFile[] {
  if (!isOwnLogger(gunicorn)) return [];
  const process = processOf(stack, gunicorn);
  return ["accesslog", "errorlog"].flatMap((name): WrittenFile[] => {
    const fact = gunicorn.settings[name];
    const path = certainValue(fact);
    const at = placeOf(fact);
    if (typeof path !== "string" || path === "-" || at === undefined) return [];
    const what = `gunicorn's ${name}`;
    return [{ path, at, what, writer: { kind: "gunicorn" }, process, gunicorn, project: null }];
  });
}

function isOwnLogger({ settings }: GunicornInstance): boolean {
  const isSimple = /^(?:gunicorn\.glogging\.Logger|simple|gunicorn\.instrument\.statsd\.Statsd)$/;
  const own = certainValue(settings["logger_class"]);
  if (typeof own !== "string" || !isSimple.test(own)) return false;
  return ["logconfig", "logconfig_dict", "logconfig_json"].every((name) => {
    const fact = settings[name];
    const value = certainValue(fact);
    if (fact === undefined || value === null) return true;
    return typeof value === "object" && !Array.isArray(value) && Object.keys(value).length === 0;
  });
}

function handlerFiles(stack: Stack, gunicorn: GunicornInstance): WrittenFile[] {
  const process = processOf(stack, gunicorn);
  return stack.django
    .filter((project) => isServed(stack, project, process))
    .flatMap((project) =>
      Object.entries(project.tree.handlers).flatMap(([key, handler]) => {
        const writer = handlerWriter(key, handler, project, gunicorn, process);
        const target = certainValue(handler.target);
        const at = placeOf(handler.target) ?? handler.at;
        if (writer === null || target?.kind !== "file" || !target.exact || at === null) return [];
        const what = `the handler ${handler.name}`;
        return [{ path: target.path, at, what, writer, process, gunicorn, project }];
      }),
    );
}

/** What its process names; without a process, a project for production or of unknown purpose. */
function isServed(stack: Stack, project: DjangoProject, process: Process | null): boolean {
  if (process !== null && process.settings !== null) return runsProject(process, project);
  if (project.purpose === "production") return true;
  const others = stack.django.some((each) => each.purpose === "production");
  return !others && project.purpose === "unknown";
}

function handlerWriter(
  key: string,
  handler: EffectiveHandler,
  project: DjangoProject,
  gunicorn: GunicornInstance,
  process: Process | null,
): FileWriter | null {
  if (handler.origin !== "logging") return null;
  const owners = Object.entries(project.tree.loggers).filter(([, logger]) => logger.handlers.includes(key));
  const isPreloaded = certainValue(gunicorn.settings["preload_app"]);
  const renewed = certainValue(gunicorn.settings["max_requests"]);
  if (owners.length === 0) return null;
  const count = certainValue(gunicorn.settings["workers"]);
  // Several workers are several processes, however often the whole is started.
  const started = process === null ? undefined : certainValue(process.count);
  const instances = typeof count === "number" && count > 1 ? (started ?? 1) : started;
  const known = typeof count === "number" && instances !== undefined;
  return {
    kind: "handler",
    class: handler.class,
    on: owners.every(([name]) => name === "") ? "root" : "named",
    openedBy: isPreloaded === undefined ? "unknown" : isPreloaded === true ? "master" : "worker",
    workersRenewed: renewed === undefined ? "unknown" : typeof renewed === "number" && renewed > 0,
    processes: known ? count * instances : null,
    workers: isUvicorn(gunicorn) ? "unknown" : "reopen",
  };
}

/** What a shell, systemd or supervisor opens for a program. */
function streamFiles(stack: Stack): WrittenFile[] {
  return stack.processes.flatMap((process) =>
    (["stdout", "stderr"] as const).flatMap((name): WrittenFile[] => {
      const stream = certainValue(process[name]);
      const at = placeOf(process[name]);
      if (stream?.kind !== "file" || at === undefined) return [];
      const writer: FileWriter = { kind: process.by === "supervisor" ? "supervisor" : "stream" };
      return [{ path: stream.path, at, what: `${name} of ${process.name}`, writer, process, ...NOBODY }];
    }),
  );
}

function processOf(stack: Stack, gunicorn: GunicornInstance): Process | null {
  return stack.processes.find((each) => each.runs === "gunicorn" && each.name === gunicorn.name) ?? null;
}

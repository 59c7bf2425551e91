import type { FileSpan } from "../text/span.ts";
import { certainValue, placeOf } from "../model/fact.ts";
import type { DjangoProject } from "../model/django.ts";
import type { GunicornInstance } from "../model/gunicorn.ts";
import type { Process, Stack } from "../model/stack.ts";
import { doubtAbout, isUvicorn, masterTree } from "./gunicorn-loggers.ts";
import { loggerWay, type Logging } from "./logger.ts";
import type { Route, Step } from "./route.ts";
import { gunicornStreams } from "./standard-stream.ts";
import { after, droppedBy, routeFor, undecided, type Way } from "./way.ts";
import { workerTree } from "./worker-tree.ts";

/** Python's logging in the two kinds of processes of one gunicorn. */
export interface GunicornProcesses {
  readonly master: Logging;
  readonly worker: Logging;
}

/** `project` is what its workers run, undefined when it is not known to be a Django project. */
export function gunicornProcesses(
  gunicorn: GunicornInstance,
  project: DjangoProject | undefined,
  process: Process | undefined,
): GunicornProcesses {
  const streams = gunicornStreams(gunicorn, process);
  const bare: Logging = { tree: masterTree(gunicorn), project: null, streams, process };
  if (project === undefined) return { master: bare, worker: bare };
  const worker: Logging = { tree: workerTree(gunicorn, project), project, streams, process };
  // With preload_app the master itself imports the project and configures its logging.
  const isPreloaded = certainValue(gunicorn.settings["preload_app"]) === true;
  return { master: isPreloaded ? worker : bare, worker };
}

/** The access route, the master's error route and, with Django, the workers' error route of one gunicorn. */
export function gunicornRoutes(
  stack: Stack,
  gunicorn: GunicornInstance,
  processes: GunicornProcesses,
): Route[] {
  const { master, worker } = processes;
  const head = { service: gunicorn.name, stack: stack.name };
  const home = homeOf(gunicorn);
  const routes = [
    routeFor({ event: "gunicorn.access", ...head }, accessWay(gunicorn, worker), home),
    routeFor({ event: "gunicorn.error", ...head, level: "ERROR" }, masterWay(gunicorn, master), home),
  ];
  const { project } = worker;
  if (project === null) return routes;
  const settings = project.settings;
  const way = loggerWay(worker, "gunicorn.error", "ERROR");
  routes.push(
    routeFor(
      { event: "gunicorn.error", ...head, logger: "gunicorn.error", level: "ERROR", settings },
      way,
      project.config?.at ?? startOf(project.file),
    ),
  );
  return routes;
}

/** Where a setting of gunicorn's could be written. */
export function homeOf(gunicorn: GunicornInstance): FileSpan {
  return gunicorn.configFile === null
    ? (gunicorn.at ?? startOf(gunicorn.name))
    : startOf(gunicorn.configFile);
}

export function startOf(file: string): FileSpan {
  return { file, start: 0, end: 0 };
}

function masterWay(gunicorn: GunicornInstance, master: Logging): Way {
  const way = loggerWay(master, "gunicorn.error", "ERROR");
  const preload = gunicorn.settings["preload_app"];
  if (master.project === null) return way;
  const at = placeOf(preload) ?? null;
  return after({ what: "preload_app: LOGGING is applied in the master too", verdict: "pass", at }, way);
}

/** Worker classes that never call Logger.access (gunicorn `workers/gtornado.py` to 26.2; meinheld's own). */
const SILENT_WORKERS = /^(?:tornado|gunicorn\.workers\.gtornado\.TornadoWorker|\S*meinheld\S*)$/;

function accessWay(gunicorn: GunicornInstance, worker: Logging): Way {
  const { accesslog, worker_class: workerClass } = gunicorn.settings;
  const kind = certainValue(workerClass);
  if (typeof kind === "string" && SILENT_WORKERS.test(kind)) {
    const why = `${kind} workers write no access log, whatever accesslog says`;
    return droppedBy({ what: "worker_class", why, at: placeOf(workerClass) ?? null });
  }
  if (isUvicorn(gunicorn)) {
    const why = "it writes lines of its own form: access_log_format is not used";
    const step: Step = {
      what: "uvicorn writes the access log",
      verdict: "pass",
      why,
      at: placeOf(workerClass) ?? null,
    };
    return after(step, loggerWay(worker, "uvicorn.access", "INFO"));
  }
  // `glogging.py:Logger.access` returns at once unless some setting wants records; handlers in LOGGING never see any then.
  switch (gunicorn.logging.accessRecords) {
    case "no": {
      const isWritten = placeOf(accesslog) !== undefined;
      const why = isWritten
        ? "accesslog is None"
        : "accesslog is not set, and gunicorn writes no access log by default";
      return droppedBy({ what: "accesslog", why, at: placeOf(accesslog) ?? null });
    }
    case "yes":
      return loggerWay(worker, "gunicorn.access", "INFO");
    case "unknown": {
      const step = { what: "accesslog", why: doubtAbout(gunicorn, "accesslog") };
      const at = placeOf(accesslog) ?? null;
      return undecided({ ...step, at }, loggerWay(worker, "gunicorn.access", "INFO").sinks);
    }
  }
}

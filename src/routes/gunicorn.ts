import { certainValue, placeOf } from "../model/fact.ts";
import type { DjangoProject } from "../model/django.ts";
import type { GunicornInstance } from "../model/gunicorn.ts";
import type { Process, Stack } from "../model/stack.ts";
import { loggerWay } from "./logger.ts";
import { routeOf, type Route, type Step } from "./route.ts";
import { gunicornTarget, standardStream, type Way } from "./standard-stream.ts";

/** The access route, the master's error route and, with Django, the workers' error route of one gunicorn. */
export function gunicornRoutes(
  stack: Stack,
  gunicorn: GunicornInstance,
  project: DjangoProject | undefined,
  process: Process | undefined,
): Route[] {
  const head = { service: gunicorn.name, stack: stack.name };
  const own = ownLogs(gunicorn, process);
  const routes = [
    routeFor({ event: "gunicorn.access", ...head }, accessWay(gunicorn, project, own)),
    routeFor({ event: "gunicorn.error", ...head }, own.error),
  ];
  if (project !== undefined) {
    const way = loggerWay(project, "gunicorn.error", "ERROR", own);
    routes.push(
      routeFor(
        { event: "gunicorn.error", ...head, logger: "gunicorn.error", settings: project.settings },
        way,
      ),
    );
  }
  return routes;
}

/** Where gunicorn's two loggers and the two standard streams go as gunicorn itself sets them up. */
export interface OwnLogs {
  readonly access: Way;
  readonly error: Way;
  readonly stdout: Way;
  readonly stderr: Way;
}

/** The ways of gunicorn's own handlers (`glogging.py:Logger.setup`): `-` is stdout for the access log, stderr for the error log. */
export function ownLogs(gunicorn: GunicornInstance, process: Process | undefined): OwnLogs {
  const stdout = standardStream("stdout", gunicorn, process);
  const stderr = standardStream("stderr", gunicorn, process);
  return {
    stdout,
    stderr,
    access: ownLog("accesslog", gunicorn, stdout),
    error: ownLog("errorlog", gunicorn, stderr),
  };
}

function ownLog(setting: "accesslog" | "errorlog", gunicorn: GunicornInstance, stream: Way): Way {
  const fact = gunicorn.settings[setting];
  const at = placeOf(fact) ?? null;
  const value = certainValue(fact);
  if (value === undefined) {
    const why = fact?.state === "unknown" ? fact.why : "it has several possible values";
    return { steps: [{ what: setting, verdict: "maybe", why, at }], sinks: [] };
  }
  if (typeof value !== "string") {
    return { steps: [{ what: setting, verdict: "drop", why: `${setting} is not set`, at }], sinks: [] };
  }
  const step: Step = { what: `${setting} ${value}`, verdict: "pass", at };
  const sinks = gunicornTarget(value, setting === "accesslog" ? "stdout" : "stderr", stream.sinks);
  return { steps: value === "-" ? [step, ...stream.steps] : [step], sinks };
}

/** `glogging.py:Logger.access` returns at once unless one of these is set; Django's handlers never see the record then. */
function accessWay(gunicorn: GunicornInstance, project: DjangoProject | undefined, own: OwnLogs): Way {
  const { accesslog, logconfig, logconfig_dict: dict, logconfig_json: json, syslog } = gunicorn.settings;
  const gate = [accesslog, logconfig, dict, json, syslog];
  const closed = gate.every((fact) => fact === undefined || isUnset(certainValue(fact)));
  if (closed) {
    const why = "accesslog is not set, and gunicorn writes no access log by default";
    return {
      steps: [{ what: "accesslog", verdict: "drop", why, at: placeOf(accesslog) ?? null }],
      sinks: [],
    };
  }
  return project === undefined ? own.access : loggerWay(project, "gunicorn.access", "INFO", own);
}

function isUnset(value: unknown): boolean {
  if (value === undefined) return false;
  if (typeof value === "object" && value !== null) return Object.keys(value).length === 0;
  return value === null || value === "" || value === false;
}

export function routeFor(head: Parameters<typeof routeOf>[0], way: Way): Route {
  return routeOf(head, way.steps, way.sinks);
}

import type { DjangoProject } from "../model/django.ts";
import type { GunicornInstance } from "../model/gunicorn.ts";
import type { Process, Stack } from "../model/stack.ts";
import { ownLogs, routeFor } from "./gunicorn.ts";
import { loggerWay } from "./logger.ts";
import type { Route, Sink, Step } from "./route.ts";
import type { Way } from "./standard-stream.ts";

/** What Django and the code of the site write in a gunicorn worker. */
export function djangoRoutes(
  stack: Stack,
  gunicorn: GunicornInstance,
  project: DjangoProject,
  process: Process | undefined,
  asked?: { readonly logger: string; readonly level: string },
): Route[] {
  const own = ownLogs(gunicorn, process);
  const head = { service: gunicorn.name, stack: stack.name, settings: project.settings };
  const routes = [
    routeFor(
      { event: "django.exception", ...head, logger: "django.request", level: "ERROR" },
      withAlerting(loggerWay(project, "django.request", "ERROR", own), project),
    ),
  ];
  for (const logger of asked === undefined ? packageLoggers(project) : [asked.logger]) {
    for (const level of asked === undefined ? ["ERROR", "INFO"] : [asked.level]) {
      routes.push(
        routeFor({ event: "django.logger", ...head, logger, level }, loggerWay(project, logger, level, own)),
      );
    }
  }
  routes.push(
    routeFor({ event: "python.print", ...head }, own.stdout),
    routeFor({ event: "python.stderr", ...head }, own.stderr),
    routeFor({ event: "python.warnings", ...head }, warningsWay(project, own)),
  );
  return routes;
}

/** One logger for each first-party package: its own name, unless only deeper names are used. */
function packageLoggers(project: DjangoProject): string[] {
  return project.packages.map((each) => each.name);
}

/** Error trackers hook into Django itself: they see an unhandled exception whatever LOGGING says. */
function withAlerting(way: Way, project: DjangoProject): Way {
  const trackers = project.alerting.filter((each) => each.name !== "mail_admins");
  const steps: Step[] = trackers.map((each) => ({ what: each.name, verdict: "pass", at: each.at }));
  const sinks: Sink[] = trackers.map((each) => ({
    kind: "third-party",
    name: each.name,
    read: null,
    certain: true,
  }));
  return { steps: [...way.steps, ...steps], sinks: [...way.sinks, ...sinks] };
}

/** warnings.warn prints to stderr, or goes to the logger py.warnings after logging.captureWarnings(True). */
function warningsWay(project: DjangoProject, own: ReturnType<typeof ownLogs>): Way {
  const capture = project.calls.find((call) => call.callee === "logging.captureWarnings");
  if (capture === undefined) return own.stderr;
  const way = loggerWay(project, "py.warnings", "WARNING", own);
  const step: Step = {
    what: "logging.captureWarnings",
    verdict: capture.when === null ? "pass" : "maybe",
    why: capture.when ?? undefined,
    at: capture.at,
  };
  return { steps: [step, ...way.steps], sinks: way.sinks };
}

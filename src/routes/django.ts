import { levelNumber } from "../model/log-level.ts";
import type { DjangoProject } from "../model/django.ts";
import type { Stack } from "../model/stack.ts";
import { startOf } from "./gunicorn.ts";
import { loggerWay, type Logging } from "./logger.ts";
import type { Route } from "./route.ts";
import { bufferedStdout } from "./standard-stream.ts";
import { after, endingIn, routeFor, together, undecided, unsure, type Way } from "./way.ts";

/** What Django and the code of the site write in a process of `service`. */
export function djangoRoutes(
  stack: Stack,
  service: string,
  project: DjangoProject,
  logging: Logging,
  asked?: { readonly logger: string; readonly level: string },
): Route[] {
  const head = { service, stack: stack.name, settings: project.settings };
  const home = project.config?.at ?? startOf(project.file);
  const routes: Route[] = [];
  if (logging.debug === true && asked === undefined) {
    // Every request is a record of this logger: INFO, WARNING and ERROR by its status.
    const server = { event: "django.logger", ...head, logger: "django.server", level: "INFO" } as const;
    routes.push(routeFor(server, loggerWay(logging, "django.server", "INFO"), home));
  }
  routes.push(
    routeFor(
      { event: "django.exception", ...head, logger: "django.request", level: "ERROR" },
      withTrackers(loggerWay(logging, "django.request", "ERROR"), project, () => true),
      home,
    ),
  );
  for (const logger of asked === undefined ? packageLoggers(project) : [asked.logger]) {
    for (const level of asked === undefined ? ["ERROR", "INFO"] : [asked.level]) {
      routes.push(
        routeFor(
          { event: "django.logger", ...head, logger, level },
          namedWay(logging, project, logger, level),
          home,
        ),
      );
    }
  }
  routes.push(
    routeFor(
      { event: "python.print", ...head },
      logging.debug === true && logging.process?.by === "shell"
        ? logging.streams.stdout
        : bufferedStdout(logging.streams.stdout, logging.process),
      home,
    ),
    routeFor({ event: "python.stderr", ...head }, logging.streams.stderr, home),
    routeFor({ event: "python.warnings", ...head }, warningsWay(project, logging), home),
  );
  return routes;
}

/** One logger for each first-party package: its own name, which stands for all below it. */
function packageLoggers(project: DjangoProject): string[] {
  return project.packages.map((each) => each.name);
}

function namedWay(logging: Logging, project: DjangoProject, logger: string, level: string): Way {
  const way = loggerWay(logging, logger, level);
  const hooked = (name: string): boolean =>
    name === "sentry" &&
    (levelNumber(level) ?? 0) >= 40 &&
    logger !== "django.request" &&
    logger !== "django.server";
  // Its hook sits where handlers are called: what the logger itself drops never comes there.
  const isDropped = way.steps.some((step) => step.verdict === "drop" && step.what === `logger ${logger}`);
  return isDropped ? way : withTrackers(way, project, hooked);
}

/** Error trackers hook into Django itself: they see an unhandled exception whatever LOGGING says. */
function withTrackers(way: Way, project: DjangoProject, takes: (name: string) => boolean): Way {
  const reached = new Set(way.sinks.map((sink) => (sink.kind === "third-party" ? sink.name : "")));
  const trackers = project.alerting.filter(
    ({ name }) => name !== "mail_admins" && takes(name) && !reached.has(name),
  );
  const ways = trackers.map(({ name, at }) =>
    after(
      { what: name, verdict: "pass", at },
      endingIn({ kind: "third-party", name, read: null, certain: true }),
    ),
  );
  return together([way, ...ways]);
}

/**
 * warnings.warn prints to stderr, or goes to the logger py.warnings after logging.captureWarnings(True). That gives the
 * logger a NullHandler when it has none (`logging/__init__.py:_showwarning`), so lastResort never prints them.
 */
function warningsWay(project: DjangoProject, logging: Logging): Way {
  const capture = project.calls.findLast((call) => call.callee === "logging.captureWarnings");
  if (capture === undefined) return logging.streams.stderr;
  const way = withoutLastResort(loggerWay(logging, "py.warnings", "WARNING"));
  if (capture.when === null)
    return after({ what: "logging.captureWarnings", verdict: "pass", at: capture.at }, way);
  const either = [...way.sinks, ...logging.streams.stderr.sinks].map(unsure);
  return undecided({ what: "logging.captureWarnings", why: capture.when, at: capture.at }, either);
}

function withoutLastResort(way: Way): Way {
  if (!way.steps.some((step) => step.what === "logging.lastResort")) return way;
  const why = "captureWarnings gives the logger py.warnings a NullHandler, and no other handler takes them";
  return { steps: [{ what: "logger py.warnings", verdict: "drop", why, at: null }], sinks: [] };
}

import type { DjangoProject, EffectiveHandler, EffectiveLogger, LoggerTree } from "../model/django.ts";
import { certainValue, defaultFact, placeOf, setFact, unknownFact, type Fact } from "../model/fact.ts";
import type { Process, Stack } from "../model/stack.ts";
import type { UvicornLogging } from "../model/uvicorn.ts";
import { startOf } from "./gunicorn.ts";
import { draftOf, PLAIN_LOGGER, type TreeDraft } from "./gunicorn-loggers.ts";
import { loggerWay, type Logging } from "./logger.ts";
import type { Route } from "./route.ts";
import { outsideStreams } from "./standard-stream.ts";
import { after, droppedBy, routeFor, undecided, type Way } from "./way.ts";
import { disabledBy, from, hasNamedParent } from "./worker-tree.ts";

/** The service of its routes, for people. */
export function uvicornService({ name }: Process): string {
  return `uvicorn of ${name.replace(/: uvicorn\b/, "")}`;
}

/** Python's logging in a uvicorn that serves the project by itself; null where the process is none. */
export function uvicornProcess(process: Process, project: DjangoProject): Logging | null {
  if (process.uvicorn === undefined) return null;
  const tree = uvicornTree(process.uvicorn, project);
  return { tree, project, streams: outsideStreams(process, process.name), process };
}

/** What uvicorn itself writes: a line for each request, and its errors. */
export function uvicornRoutes(stack: Stack, project: DjangoProject, logging: Logging): Route[] {
  const { process } = logging;
  if (process?.uvicorn === undefined) return [];
  const head = { service: uvicornService(process), stack: stack.name, settings: project.settings };
  const home = project.config?.at ?? startOf(project.file);
  const access = { event: "django.logger", ...head, logger: "uvicorn.access", level: "INFO" } as const;
  const error = { event: "django.logger", ...head, logger: "uvicorn.error", level: "ERROR" } as const;
  return [
    routeFor(access, accessWay(process.uvicorn, logging), process.at),
    routeFor(error, loggerWay(logging, "uvicorn.error", "ERROR"), home),
  ];
}

/** `--no-access-log` takes the handlers away, before LOGGING may give others (uvicorn 0.17.6 `config.py`, `configure_logging`). */
function accessWay({ access }: UvicornLogging, logging: Logging): Way {
  const way = loggerWay(logging, "uvicorn.access", "INFO");
  const at = placeOf(access) ?? null;
  const on = certainValue(access);
  if (on === undefined) return undecided({ what: "--access-log", why: "it is not known", at }, way.sinks);
  if (on || way.sinks.length > 0 || way.steps.some(({ verdict }) => verdict === "maybe"))
    return after({ what: "uvicorn writes a line for each request", verdict: "pass", at: null }, way);
  const why = "uvicorn takes the handler of uvicorn.access away, and LOGGING gives it no other";
  return droppedBy({ what: "--no-access-log", why, at });
}

/**
 * The loggers of a uvicorn that has loaded the project. It configures its own first, then imports the application, and with it the settings: LOGGING is
 * applied on top (uvicorn 0.17.6 `config.py`, LOGGING_CONFIG and `configure_logging`; each worker of `--workers` and `--reload` does the same).
 */
export function uvicornTree(uvicorn: UvicornLogging, project: DjangoProject): LoggerTree {
  const draft = draftOf(project.tree);
  dropGunicorn(draft);
  const doubt = doubtOf(uvicorn);
  for (const [name, own] of Object.entries(ownLoggers(uvicorn, draft, doubt)))
    layUnder(draft, name, own, project);
  const root = draft.loggers[""];
  // The file may give root handlers, which stay unless LOGGING names root.
  if (doubt !== null && root !== undefined && root.at === null)
    draft.loggers[""] = { ...root, handlersUnknown: doubt };
  return { known: project.tree.known, open: project.tree.open, ...draft };
}

/** Why what uvicorn's own configuration makes is not known. */
function doubtOf({ config }: UvicornLogging): string | null {
  const file = certainValue(config);
  if (file === null) return null;
  return file === undefined ? "--log-config is not known" : `${file} decides (--log-config)`;
}

/** There is no gunicorn: only what LOGGING says of its loggers holds. */
function dropGunicorn(draft: TreeDraft): void {
  for (const name of ["gunicorn.access", "gunicorn.error"]) {
    const logger = draft.loggers[name];
    if (logger === undefined) continue;
    if (logger.at === null) draft.loggers[name] = PLAIN_LOGGER;
    else {
      const handlers = logger.handlers.filter((key) => !key.startsWith("gunicorn:"));
      const level = from(logger.level, "gunicorn") ? PLAIN_LOGGER.level : logger.level;
      const propagate = from(logger.propagate, "gunicorn") ? PLAIN_LOGGER.propagate : logger.propagate;
      draft.loggers[name] = { ...logger, handlers, level, propagate };
    }
  }
}

function ownLoggers(
  uvicorn: UvicornLogging,
  draft: TreeDraft,
  doubt: string | null,
): Readonly<Record<string, EffectiveLogger>> {
  draft.handlers["uvicorn:default"] = ownHandler("uvicorn's handler", "stderr");
  draft.handlers["uvicorn:access"] = ownHandler("uvicorn's access handler", "stdout");
  const known = certainValue(uvicorn.level);
  const at = placeOf(uvicorn.level);
  const level: Fact<string> =
    known === undefined
      ? unknownFact("--log-level is not known", at)
      : known !== null
        ? at === undefined
          ? defaultFact(known, "uvicorn")
          : setFact(known, at)
        : doubt === null
          ? defaultFact("INFO", "uvicorn")
          : unknownFact(doubt);
  const off = certainValue(uvicorn.access) === false;
  const handlers = (key: string): Pick<EffectiveLogger, "handlers" | "handlersUnknown"> => ({
    handlers: doubt === null ? [key] : [],
    handlersUnknown: doubt,
  });
  const fact = <T>(value: T): Fact<T> =>
    doubt === null ? defaultFact(value, "uvicorn") : unknownFact(doubt);
  return {
    uvicorn: {
      ...PLAIN_LOGGER,
      ...handlers("uvicorn:default"),
      level: fact("INFO"),
      propagate: doubt === null ? propagation(uvicorn.version) : unknownFact(doubt),
    },
    "uvicorn.error": { ...PLAIN_LOGGER, level, handlersUnknown: doubt },
    "uvicorn.access": {
      ...PLAIN_LOGGER,
      ...(off ? {} : handlers("uvicorn:access")),
      level,
      propagate: off ? defaultFact(false, "uvicorn") : fact(false),
    },
  };
}

/** Since 0.19.0 the records of the logger `uvicorn` go no further (its change log). */
function propagation(version: Fact<string>): Fact<boolean> {
  const known = certainValue(version);
  const [major = Number.NaN, minor = Number.NaN] = (known ?? "").split(".").map(Number);
  if (Number.isNaN(major + minor))
    return unknownFact("before 0.19.0 uvicorn's records also go on to root, and its version is not known");
  return defaultFact(major === 0 && minor < 19, "uvicorn");
}

function ownHandler(name: string, kind: "stdout" | "stderr"): EffectiveHandler {
  return {
    name,
    origin: "gunicorn",
    class: "logging.StreamHandler",
    level: defaultFact("NOTSET", "uvicorn"),
    gates: [],
    target: defaultFact({ kind }, "uvicorn"),
    at: null,
  };
}

/** A logger that was there before LOGGING: it keeps what LOGGING does not name, or is disabled, or reset as a child of one that is named. */
function layUnder(draft: TreeDraft, name: string, own: EffectiveLogger, project: DjangoProject): void {
  const logger = draft.loggers[name];
  if (logger === undefined || logger.at === null) {
    if (hasNamedParent(name, project)) return;
    draft.loggers[name] = { ...own, disabled: disabledBy(project), by: project.config?.at ?? null };
    return;
  }
  draft.loggers[name] = {
    ...logger,
    level: from(logger.level, "Python") ? own.level : logger.level,
    propagate: from(logger.propagate, "Python") ? own.propagate : logger.propagate,
  };
}

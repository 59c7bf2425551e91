import type { DjangoProject, EffectiveHandler, HandlerTarget, LoggerTree } from "../model/django.ts";
import { certainValue, placeOf, type Fact } from "../model/fact.ts";
import { levelNumber } from "../model/log-level.ts";
import { reach, type ReachedHandler } from "../model/logger-routing.ts";
import type { Process } from "../model/stack.ts";
import { dropReason } from "./drop-reason.ts";
import type { Sink, Step } from "./route.ts";
import { pathWay } from "./sinks.ts";
import { after, droppedBy, endingIn, together, undecided, unsure, type Streams, type Way } from "./way.ts";

/** Python's logging as one process has it. */
export interface Logging {
  readonly tree: LoggerTree;
  /** Null where no Django configures it: gunicorn's master. */
  readonly project: DjangoProject | null;
  readonly streams: Streams;
  readonly process: Process | undefined;
  /** What DEBUG counts as where it is not known: false, as in production; true under runserver. */
  readonly debug?: boolean;
}

/** The way of a record of `level` made on `logger`, through Python's logging. */
export function loggerWay(logging: Logging, logger: string, level: string): Way {
  const { tree, project, streams } = logging;
  // Production is what matters: a DEBUG that depends on the environment counts as off.
  const debug = (project === null ? undefined : certainValue(project.DEBUG)) ?? logging.debug ?? false;
  const found = reach(tree, logger, level, debug);
  // What stops the record on its own logger decides; the handlers that it would not pass either are no news.
  const whole = found.drops.filter((drop) => drop.handler === null && drop.certain);
  const drops = whole.length > 0 ? whole.slice(0, 1) : found.drops;
  const stops: Step[] = drops.map((drop) => ({
    what: drop.handler === null ? `logger ${named(drop.logger)}` : `handler ${shownHandler(drop.handler)}`,
    verdict: drop.certain ? "drop" : "maybe",
    why: dropReason(drop, tree, project, level, debug),
    at: drop.at,
  }));
  const ways = found.sinks.map((reached) => handlerWay(reached, logging));
  if (found.lastResort !== "no") {
    const verdict = found.lastResort === "yes" ? "pass" : "maybe";
    const why = "no handler is met, so Python prints the bare message to stderr";
    const last: Step = { what: "logging.lastResort", verdict, why, at: null, part: "handler" };
    const way = after(last, streams.stderr);
    ways.push(verdict === "pass" ? way : { steps: way.steps, sinks: way.sinks.map(unsure) });
  }
  if (!found.closed) ways.push(undecided(openStep(logging, logger)));
  const all = together([{ steps: stops, sinks: [] }, ...ways]);
  if (all.sinks.length > 0 || all.steps.some((step) => step.verdict !== "pass")) return all;
  const bare = (levelNumber(level) ?? 0) < (levelNumber("WARNING") ?? 0);
  const why = bare
    ? `no handler takes ${level} of ${named(logger)}, and Python prints only WARNING and above by itself`
    : `no handler takes ${level} of ${named(logger)}`;
  return together([all, droppedBy({ what: "no handler", why, at: project?.config?.at ?? null })]);
}

function openStep({ tree, project }: Logging, logger: string): Omit<Step, "verdict"> {
  const at = project?.config?.at ?? null;
  if (!tree.known)
    return { what: "LOGGING", why: "LOGGING is not known, or Python does not take it as it is", at };
  if (tree.open !== null) return { what: "LOGGING", why: tree.open, at };
  for (let name = logger; ; name = name.slice(0, Math.max(0, name.lastIndexOf(".")))) {
    const why = Object.hasOwn(tree.loggers, name) ? tree.loggers[name]?.handlersUnknown : null;
    if (why !== null && why !== undefined) return { what: `logger ${named(name)}`, why, at };
    if (name === "") return { what: "LOGGING", why: "part of LOGGING is not known", at };
  }
}

function handlerWay(reached: ReachedHandler, logging: Logging): Way {
  const { handler } = reached;
  const verdict = reached.certain ? "pass" : "maybe";
  const target = targetWay(handler.target, handler, logging);
  const step: Step = {
    what: handler.origin === "gunicorn" ? ownHandler(handler) : `handler ${shownHandler(handler.name)}`,
    verdict,
    ...(reached.certain ? {} : { why: "it is not certain that the record comes there" }),
    at: handler.at,
    part: handler.origin === "gunicorn" ? "own-handler" : "handler",
  };
  const way = after(step, target);
  return reached.certain ? way : { steps: way.steps, sinks: way.sinks.map(unsure) };
}

/** What gunicorn's own handler is for, in the words of its settings. */
function ownHandler(handler: EffectiveHandler): string {
  const target = certainValue(handler.target);
  if (target?.kind === "file") return `${handler.name} ${target.path}`;
  return target === undefined ? handler.name : `${handler.name} writes to ${target.kind}`;
}

/** Django's own handlers have their plain names for people. */
function shownHandler(name: string): string {
  return name.startsWith("django:") ? `${name.slice("django:".length)} of Django's default` : name;
}

function targetWay(target: Fact<HandlerTarget>, handler: EffectiveHandler, logging: Logging): Way {
  const what = `target of ${handler.name}`;
  if (target.state === "unknown") return undecided({ what, why: target.why, at: target.at ?? handler.at });
  if (target.state === "either") {
    const ways = target.options.map((option) => targetWay(option.fact, handler, logging));
    const why = target.options.map((option) => option.when).join("; ");
    const at = placeOf(target) ?? handler.at;
    return undecided(
      { what, why, at },
      ways.flatMap((way) => way.sinks),
    );
  }
  return knownTarget(target.value, handler, logging);
}

function knownTarget(target: HandlerTarget, handler: EffectiveHandler, logging: Logging): Way {
  switch (target.kind) {
    case "stdout":
    case "stderr":
      return logging.streams[target.kind];
    case "file":
      return pathWay(target.path, logging.process, logging.streams, target.exact);
    case "null":
      return endingIn({ kind: "null", read: null, certain: true });
    case "syslog":
    case "network":
      return endingIn({ kind: "syslog", address: target.name, read: null, certain: true });
    case "http":
    case "third-party":
      return endingIn({ kind: target.kind, name: target.name, read: null, certain: true });
    case "mail":
      return mailWay(handler, logging.project);
    case "memory":
    case "queue":
      return undecided({
        what: `handler ${handler.name}`,
        why: "what it passes on to is decided at run time",
        at: handler.at,
      });
  }
}

/** AdminEmailHandler returns quietly when ADMINS is empty (`django/utils/log.py`, `django/core/mail/__init__.py`). */
function mailWay(handler: EffectiveHandler, project: DjangoProject | null): Way {
  if (handler.class !== "django.utils.log.AdminEmailHandler") return endingIn(mailTo("its recipients"));
  const admins = project === null ? undefined : certainValue(project.ADMINS);
  const at = placeOf(project?.ADMINS) ?? handler.at;
  if (admins === undefined)
    return undecided({ what: "ADMINS", why: "ADMINS is not known", at }, [mailTo("ADMINS")]);
  if (admins.length === 0)
    return droppedBy({ what: "ADMINS", why: "ADMINS is empty: nobody gets the mail", at });
  return endingIn(mailTo(admins.join(", ")));
}

function mailTo(to: string): Sink {
  return { kind: "mail", to, read: null, certain: true };
}

function named(logger: string): string {
  return logger === "" ? "root" : logger;
}

import type { DjangoProject, EffectiveHandler, HandlerTarget } from "../model/django.ts";
import { certainValue, placeOf, type Fact } from "../model/fact.ts";
import { reach, type ReachedHandler } from "../model/logger-routing.ts";
import type { OwnLogs } from "./gunicorn.ts";
import type { Sink, Step } from "./route.ts";
import { fileSink } from "./sinks.ts";
import type { Way } from "./standard-stream.ts";

/** The way of a record of `level` made on `logger` in a process that runs `project`, through Python's logging. */
export function loggerWay(project: DjangoProject, logger: string, level: string, own: OwnLogs): Way {
  // Production is what matters: a DEBUG that depends on the environment counts as off.
  const debug = certainValue(project.DEBUG) ?? false;
  const found = reach(project.tree, logger, level, debug);
  const steps: Step[] = [];
  const sinks: Sink[] = [];
  for (const drop of found.drops) {
    const verdict = drop.certain ? "drop" : "maybe";
    const name = drop.handler === null ? `logger ${named(drop.logger)}` : `handler ${drop.handler}`;
    steps.push({ what: name, verdict, why: drop.why, at: drop.at });
  }
  for (const reached of found.sinks) {
    const way = handlerWay(reached, project, own);
    steps.push(...way.steps);
    sinks.push(...way.sinks.map((sink) => (reached.certain ? sink : { ...sink, certain: false })));
  }
  if (found.lastResort !== "no") {
    const verdict = found.lastResort === "yes" ? "pass" : "maybe";
    const why = "no handler is met, so Python prints the bare message to stderr";
    steps.push({ what: "logging.lastResort", verdict, why, at: null }, ...own.stderr.steps);
    sinks.push(...own.stderr.sinks.map((sink) => (verdict === "pass" ? sink : { ...sink, certain: false })));
  }
  if (!found.closed) {
    const why = project.tree.known ? "part of LOGGING is not known" : "LOGGING is not known";
    steps.push({ what: "LOGGING", verdict: "maybe", why, at: project.config?.at ?? null });
  }
  if (sinks.length === 0 && steps.every((step) => step.verdict === "pass")) {
    const why = `no handler takes ${level} from ${named(logger)}`;
    steps.push({ what: "no handler", verdict: "drop", why, at: project.config?.at ?? null });
  }
  return { steps, sinks };
}

function handlerWay(reached: ReachedHandler, project: DjangoProject, own: OwnLogs): Way {
  const { handler } = reached;
  if (handler.origin === "gunicorn")
    return reached.key.startsWith("gunicorn:access") ? own.access : own.error;
  const step: Step = {
    what: `handler ${handler.name} (${handler.class})`,
    verdict: reached.certain ? "pass" : "maybe",
    ...(reached.certain ? {} : { why: "it may not come there" }),
    at: handler.at,
  };
  const target = targetWay(handler.target, handler, project, own);
  return { steps: [step, ...target.steps], sinks: target.sinks };
}

function targetWay(
  target: Fact<HandlerTarget>,
  handler: EffectiveHandler,
  project: DjangoProject,
  own: OwnLogs,
): Way {
  if (target.state === "unknown") {
    return {
      steps: [
        { what: `target of ${handler.name}`, verdict: "maybe", why: target.why, at: target.at ?? handler.at },
      ],
      sinks: [],
    };
  }
  if (target.state === "either") {
    const ways = target.options.map((option) => targetWay(option.fact, handler, project, own));
    const sinks = ways.flatMap((way) => way.sinks).map((sink) => ({ ...sink, certain: false }));
    const why = target.options.map((option) => option.when).join("; ");
    return {
      steps: [
        { what: `target of ${handler.name}`, verdict: "maybe", why, at: placeOf(target) ?? handler.at },
      ],
      sinks,
    };
  }
  return knownTarget(target.value, handler, project, own);
}

function knownTarget(
  target: HandlerTarget,
  handler: EffectiveHandler,
  project: DjangoProject,
  own: OwnLogs,
): Way {
  switch (target.kind) {
    case "stdout":
      return own.stdout;
    case "stderr":
      return own.stderr;
    case "file":
      return { steps: [], sinks: [fileSink(target.path, target.exact)] };
    case "null":
      return { steps: [], sinks: [{ kind: "null", read: null, certain: true }] };
    case "syslog":
    case "network":
      return { steps: [], sinks: [{ kind: "syslog", address: target.name, read: null, certain: true }] };
    case "http":
    case "third-party":
      return { steps: [], sinks: [{ kind: target.kind, name: target.name, read: null, certain: true }] };
    case "mail":
      return mailWay(handler, project);
    case "memory":
    case "queue":
      return {
        steps: [
          {
            what: `handler ${handler.name}`,
            verdict: "maybe",
            why: "what it passes on to is decided at run time",
            at: handler.at,
          },
        ],
        sinks: [],
      };
  }
}

/** AdminEmailHandler returns quietly when ADMINS is empty (`django/utils/log.py`, `django/core/mail/__init__.py`). */
function mailWay(handler: EffectiveHandler, project: DjangoProject): Way {
  const admins = certainValue(project.ADMINS);
  const at = placeOf(project.ADMINS) ?? handler.at;
  if (admins === undefined) {
    return {
      steps: [{ what: "ADMINS", verdict: "maybe", why: "ADMINS is not known", at }],
      sinks: [{ kind: "mail", to: "ADMINS", read: null, certain: false }],
    };
  }
  if (admins.length === 0)
    return {
      steps: [{ what: "ADMINS", verdict: "drop", why: "ADMINS is empty: nobody gets the mail", at }],
      sinks: [],
    };
  return { steps: [], sinks: [{ kind: "mail", to: admins.join(", "), read: null, certain: true }] };
}

function named(logger: string): string {
  return logger === "" ? "root" : logger;
}

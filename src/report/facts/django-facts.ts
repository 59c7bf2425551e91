import type { DjangoProject, HandlerConfig, HandlerTarget } from "../../model/django.ts";
import { certainValue, mapFact } from "../../model/fact.ts";
import { processesOf } from "../../model/project-processes.ts";
import type { Stack } from "../../model/stack.ts";
import { placeOf, type Sources } from "../places.ts";
import { factJson } from "./fact-json.ts";
import type { DjangoFacts, HandlerFacts, LoggerFacts } from "./facts-result.ts";

/** One settings module: what it says, and the logger tree that it leaves in a gunicorn worker. */
export function djangoFacts(project: DjangoProject, stack: Stack, sources: Sources): DjangoFacts {
  const { config } = project;
  return {
    settings: project.settings,
    ...(project.variant === undefined ? {} : { variant: project.variant }),
    processes: processesOf(stack, project).map(({ name }) => name),
    file: project.file,
    stack: stack.name,
    purpose: project.purpose,
    version: factJson(project.version, sources),
    DEBUG: factJson(project.DEBUG, sources),
    ADMINS: factJson(project.ADMINS, sources),
    LOGGING_CONFIG: factJson(project.LOGGING_CONFIG, sources),
    disableExistingLoggers: config === null ? null : factJson(config.disableExistingLoggers, sources),
    handlers: Object.fromEntries(
      (config?.handlers ?? []).map((handler) => [handler.name, handlerFacts(handler, sources)]),
    ),
    // Where LOGGING is not known, the tree is Django's default, which may be nobody's.
    loggers: project.tree.known ? loggerFacts(project, sources) : {},
    alerting: project.alerting.map(({ name }) => name),
  };
}

function handlerFacts(handler: HandlerConfig, sources: Sources): HandlerFacts {
  const isUnset = handler.level.state === "default";
  return {
    class:
      handler.class.state === "set" || handler.class.state === "default" ? handler.class.value : "unknown",
    level: isUnset ? null : factJson(handler.level, sources),
    filters: handler.filters,
    target: factJson(mapFact(handler.target, targetText), sources),
    at: placeOf(handler.at, sources),
  };
}

function loggerFacts(project: DjangoProject, sources: Sources): Record<string, LoggerFacts> {
  const entries = Object.entries(project.tree.loggers).map(([name, logger]): [string, LoggerFacts] => {
    const { level, handlers, propagate, disabled, at } = logger;
    const uncertain = {
      ...(certainValue(level) === undefined ? { level: factJson(level, sources) } : {}),
      ...(certainValue(propagate) === undefined ? { propagate: factJson(propagate, sources) } : {}),
      ...(certainValue(disabled) === undefined ? { disabled: factJson(disabled, sources) } : {}),
    };
    const facts: LoggerFacts = {
      level: certainValue(level) ?? "unknown",
      handlers,
      propagate: certainValue(propagate) ?? true,
      disabled: certainValue(disabled) ?? false,
      at: at === null ? null : placeOf(at, sources),
    };
    return [name, Object.keys(uncertain).length === 0 ? facts : { ...facts, uncertain }];
  });
  return Object.fromEntries(entries);
}

/** A path, `stdout`, or a kind with its name: `syslog:/dev/log`. */
export function targetText(target: HandlerTarget): string {
  switch (target.kind) {
    case "file":
      return target.path;
    case "syslog":
    case "network":
    case "http":
    case "third-party":
      return `${target.kind}:${target.name}`;
    default:
      return target.kind;
  }
}

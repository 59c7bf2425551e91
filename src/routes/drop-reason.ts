import type { DjangoProject, Gate, LoggerTree } from "../model/django.ts";
import { certainValue } from "../model/fact.ts";
import { levelNumber } from "../model/log-level.ts";
import type { Drop } from "../model/logger-routing.ts";

/** Why a record does not pass, in the words of the files: "filter require_debug_true, because DEBUG is False". */
export function dropReason(
  drop: Drop,
  tree: LoggerTree,
  project: DjangoProject | null,
  level: string,
  debug: boolean,
): string {
  switch (drop.kind) {
    case "disabled":
      return disabledReason(drop, project);
    case "level":
      return levelReason(drop, tree, level);
    case "logger-filter":
      return `a filter of logger ${shown(drop.logger)}`;
    case "handler-level": {
      const own = drop.handler === null ? undefined : certainValue(tree.handlers[drop.handler]?.level);
      return own === undefined ? drop.why : `its level ${own} is above ${level}`;
    }
    case "handler-filter":
      return filterReason(drop, tree, project, debug);
  }
}

function disabledReason(drop: Drop, project: DjangoProject | null): string {
  if (!drop.certain) return "the logger may be disabled";
  const written = project?.config?.disableExistingLoggers.state === "set";
  const flag = written
    ? "disable_existing_loggers is on"
    : "LOGGING does not set disable_existing_loggers to False";
  return `the logger is disabled: ${flag} and does not name ${shown(drop.logger)}`;
}

function levelReason(drop: Drop, tree: LoggerTree, level: string): string {
  const own = Object.hasOwn(tree.loggers, drop.logger)
    ? certainValue(tree.loggers[drop.logger]?.level)
    : undefined;
  if (!drop.certain || own === undefined) return `the level of ${shown(drop.logger)} is not known`;
  if (drop.logger === "" && levelNumber(own) === levelNumber("WARNING") && tree.loggers[""]?.at === null) {
    return `the level of root is WARNING, which nothing changes, and ${level} is below it`;
  }
  return `the level of ${shown(drop.logger)} is ${own}, and ${level} is below it`;
}

const FILTERS: Readonly<Record<string, Gate>> = {
  require_debug_true: "debug-true",
  require_debug_false: "debug-false",
};

function filterReason(drop: Drop, tree: LoggerTree, project: DjangoProject | null, debug: boolean): string {
  const gates = drop.handler === null ? [] : (tree.handlers[drop.handler]?.gates ?? []);
  const closing: Gate = debug ? "debug-false" : "debug-true";
  if (!gates.includes(closing)) return drop.why;
  const config = project?.config?.handlers.find((each) => each.name === drop.handler);
  const usual = debug ? "require_debug_false" : "require_debug_true";
  const names = config?.filters ?? [usual];
  const name = names.find((each) => FILTERS[each] === closing) ?? names[0] ?? usual;
  const cause = project?.DEBUG.state === "set" || project?.DEBUG.state === "default";
  const value = debug ? "True" : "False";
  return cause
    ? `filter ${name}, because DEBUG is ${value}`
    : `filter ${name}: DEBUG counts as ${value}, as ${debug ? "under runserver" : "in production"}`;
}

function shown(logger: string): string {
  return logger === "" ? "root" : logger;
}

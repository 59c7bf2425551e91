import type { EffectiveHandler, Gate, LoggerConfig, LoggerTree } from "../../model/django.ts";
import { certainValue, defaultFact, placeOf } from "../../model/fact.ts";
import type { FileSpan } from "../../text/span.ts";
import type { EarlyCall } from "./logging-calls.ts";
import {
  applyChange,
  applyDefault,
  newLogger,
  workerState,
  type LoggerChange,
  type LoggerState,
} from "./logger-state.ts";
import type { ReadConfig } from "./logging-config.ts";

export interface TreeInput {
  /** "default": the callable is dictConfig; "nothing": LOGGING_CONFIG is falsy; "unknown": some other callable, or not known. */
  readonly configure: "default" | "nothing" | "unknown";
  /** LOGGING, null when it is not set or empty; "unknown" when it is not known at all. */
  readonly logging: ReadConfig | null | "unknown";
  /** Calls that configure logging while the settings are imported, in order. */
  readonly calls: readonly EarlyCall[];
}

/**
 * The logger tree in a gunicorn sync worker after django.setup() (`django/utils/log.py`, configure_logging, Django 3.2-6.1):
 * the module's own calls, then Django's default, then LOGGING. Known parts are exact; what is not known is marked, never guessed.
 */
export function buildTree(input: TreeInput): LoggerTree {
  const state = workerState();
  let known = true;
  for (const call of input.calls) known = applyCall(state, call) && known;
  if (input.configure === "nothing") return freeze(state, known);
  applyDefault(state);
  if (input.configure === "unknown") return freeze(state, false);
  if (input.logging === "unknown") return freeze(state, false);
  if (input.logging === null) return freeze(state, known);
  return freeze(state, applyConfig(state, input.logging, "logging") && known);
}

/** Applies what a call at module level does; false when that is not known. */
function applyCall(state: LoggerState, call: EarlyCall): boolean {
  switch (call.kind) {
    case "unknown":
      return false;
    case "dict":
      return applyConfig(state, call.config, "call");
    case "logger": {
      const logger = state.loggers.get(call.name) ?? newLogger();
      state.loggers.set(call.name, logger);
      if (call.level !== null) logger.level = call.level;
      if (call.handlers) logger.handlersUnknown ??= "the settings module changes the logger by hand";
      return true;
    }
    case "basic": {
      const root = state.loggers.get("") ?? newLogger();
      state.loggers.set("", root);
      if (root.handlers.length > 0 && !call.force) return true;
      state.handlers.set(call.handler.name, call.handler);
      root.handlers = [call.handler.name];
      root.handlersUnknown = call.handlersUnknown;
      root.at = call.handler.at;
      if (call.level !== null) root.level = call.level;
      return true;
    }
  }
}

/** Applies one dict; false when it is refused or not known, so that nothing is changed. */
function applyConfig(state: LoggerState, read: ReadConfig, origin: EffectiveHandler["origin"]): boolean {
  const { config, reading } = read;
  if (config === null || reading.refused) return false;
  const incremental = certainValue(config.incremental);
  if (incremental === undefined) return false;
  if (incremental) return applyLevels(state, read);
  const gates = new Map<string, Gate | null>(read.filters.map((each) => [each.config.name, each.gate]));
  for (const handler of config.handlers) {
    state.handlers.set(handler.name, {
      name: handler.name,
      origin,
      class: certainValue(handler.class) ?? "",
      level: handler.level,
      gates: gatesOf(handler.filters, handler.filtersComplete, gates),
      target: handler.target,
      at: handler.at,
    });
  }
  const made = new Set(config.handlers.map((each) => each.name));
  const changeOf = (each: LoggerConfig): LoggerChange => {
    const known = each.handlers.map(({ name }) => name).filter((name) => made.has(name));
    const missing = known.length === each.handlers.length ? null : "one of its handlers is not known";
    return {
      name: each.name,
      level: each.level,
      handlers: known,
      handlersUnknown: each.handlersUnknown ?? missing,
      propagate: each.propagate,
      gates: gatesOf(each.filters, each.filtersComplete, gates),
      at: each.at,
    };
  };
  applyChange(state, {
    loggers: config.loggers.map(changeOf),
    root: config.root === null ? null : { ...changeOf(config.root), propagate: null },
    disableExisting: config.disableExistingLoggers,
    by: placeOf(config.disableExistingLoggers) ?? openingOf(config.at),
    open: config.loggersComplete
      ? null
      : "LOGGING may name loggers that are not known without running the settings",
  });
  return true;
}

/** The dict's first character: where the missing key would be. */
function openingOf(at: FileSpan): FileSpan {
  return { file: at.file, start: at.start, end: Math.min(at.end, at.start + 1) };
}

function gatesOf(
  filters: readonly string[],
  complete: boolean,
  gates: ReadonlyMap<string, Gate | null>,
): Gate[] {
  const found: Gate[] = complete ? [] : ["unknown"];
  for (const name of filters) {
    const gate = gates.has(name) ? gates.get(name) : "unknown";
    if (gate !== null && gate !== undefined) found.push(gate);
  }
  return found;
}

/** `incremental`: levels of handlers by name, level and propagate of loggers; Django's own handlers have their plain names. */
function applyLevels(state: LoggerState, read: ReadConfig): boolean {
  const { config } = read;
  if (config === null) return false;
  for (const handler of config.handlers) {
    for (const key of [handler.name, `django:${handler.name}`]) {
      const found = state.handlers.get(key);
      if (found !== undefined && handler.level.state !== "default") {
        state.handlers.set(key, { ...found, level: handler.level });
      }
    }
  }
  const root = config.root === null ? [] : [{ ...config.root, propagate: null }];
  for (const each of [...config.loggers, ...root]) {
    const logger = state.loggers.get(each.name) ?? newLogger();
    state.loggers.set(each.name, logger);
    if (each.level !== null) logger.level = each.level;
    logger.disabled = defaultFact(false, "Python");
    if (each.propagate !== null) logger.propagate = each.propagate;
  }
  return true;
}

/** The state as plain data; objects without prototype, so that `__proto__` is a name like any other. */
function freeze(state: LoggerState, known: boolean): LoggerTree {
  const loggers = Object.create(null) as Record<string, LoggerTree["loggers"][string]>;
  const handlers = Object.create(null) as Record<string, EffectiveHandler>;
  for (const [name, logger] of state.loggers) loggers[name] = logger;
  for (const [name, handler] of state.handlers) handlers[name] = handler;
  return { known, open: state.open, loggers, handlers };
}

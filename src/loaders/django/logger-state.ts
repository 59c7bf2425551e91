import type { EffectiveHandler, EffectiveLogger, Gate } from "../../model/django.ts";
import { certainValue, defaultFact, unknownFact, type Fact } from "../../model/fact.ts";
import type { FileSpan } from "../../text/span.ts";
import {
  DEFAULT_HANDLERS,
  DEFAULT_LOGGERS,
  DJANGO_VERSIONS,
  EXISTING_LOGGERS,
  GUNICORN_LOGGERS,
} from "./default-logging.data.ts";

/** The logging system while configurations are applied to it, one after the other. */
export interface LoggerState {
  /** By name; "" is root. */
  readonly loggers: Map<string, StateLogger>;
  readonly handlers: Map<string, EffectiveHandler>;
  open: string | null;
}

export type StateLogger = { -readonly [Key in keyof EffectiveLogger]: EffectiveLogger[Key] };

/** A logger as `logging.getLogger` makes it. */
export function newLogger(): StateLogger {
  return {
    level: defaultFact("NOTSET", "Python"),
    handlers: [],
    handlersUnknown: null,
    propagate: defaultFact(true, "Python"),
    disabled: defaultFact(false, "Python"),
    gates: [],
    at: null,
    by: null,
  };
}

/** A gunicorn sync worker at the moment when it imports the settings module. */
export function workerState(): LoggerState {
  const state: LoggerState = { loggers: new Map(), handlers: new Map(), open: null };
  state.loggers.set("", { ...newLogger(), level: defaultFact("WARNING", "Python") });
  for (const name of EXISTING_LOGGERS) state.loggers.set(name, newLogger());
  for (const { name, handler } of GUNICORN_LOGGERS) {
    state.loggers.set(name, {
      ...newLogger(),
      level: defaultFact("INFO", "gunicorn, unless its loglevel says otherwise"),
      handlers: [handler],
      propagate: defaultFact(false, "gunicorn"),
    });
    state.handlers.set(handler, gunicornHandler(handler));
  }
  return state;
}

function gunicornHandler(key: string): EffectiveHandler {
  return {
    name: key,
    origin: "gunicorn",
    class: "logging.StreamHandler",
    level: defaultFact("NOTSET", "gunicorn"),
    gates: [],
    target: unknownFact("gunicorn's own settings say where it writes"),
    at: null,
  };
}

/** What a configuration asks of one logger; null leaves a property as it is. */
export interface LoggerChange {
  readonly name: string;
  readonly level: Fact<string> | null;
  readonly handlers: readonly string[];
  readonly handlersUnknown: string | null;
  readonly propagate: Fact<boolean> | null;
  readonly gates: readonly Gate[];
  readonly at: FileSpan | null;
}

export interface Change {
  readonly loggers: readonly LoggerChange[];
  readonly root: LoggerChange | null;
  readonly disableExisting: Fact<boolean>;
  /** What resets and disables loggers: the key, or the whole dict when the key is not written. */
  readonly by: FileSpan | null;
  /** Why other loggers may be named, or null. */
  readonly open: string | null;
}

/**
 * What `DictConfigurator.configure` does to the loggers (`logging/config.py`, CPython 3.10-3.14): named ones are set up,
 * existing children of a named logger that existed are reset, all other existing ones get `disabled` as the flag says.
 */
export function applyChange(state: LoggerState, change: Change): void {
  const existing = withParents(state.loggers.keys());
  const named = new Set<string>();
  const parents: LoggerChange[] = [];
  for (const each of change.loggers) {
    if (each.name === "") {
      configure(state, each);
      continue;
    }
    if (existing.has(each.name) && !named.has(each.name)) parents.push(each);
    named.add(each.name);
    configure(state, each);
  }
  for (const [name, logger] of state.loggers) {
    if (name === "" || named.has(name) || !existing.has(name)) continue;
    if (change.open !== null) {
      state.loggers.set(name, uncertain(logger, change.open));
      continue;
    }
    const parent = parents.find((each) => name.startsWith(`${each.name}.`));
    if (parent !== undefined) {
      logger.level = defaultFact("NOTSET", "Python");
      logger.handlers = [];
      logger.handlersUnknown = null;
      logger.propagate = defaultFact(true, "Python");
      logger.by = parent.at ?? logger.by;
    } else {
      logger.disabled = change.disableExisting;
      if (certainValue(change.disableExisting) !== false) logger.by = change.by;
    }
  }
  if (change.root !== null) configure(state, change.root);
  state.open ??= change.open;
}

function configure(state: LoggerState, change: LoggerChange): void {
  const logger = state.loggers.get(change.name) ?? newLogger();
  state.loggers.set(change.name, logger);
  if (change.level !== null) logger.level = change.level;
  logger.handlers = [...new Set(change.handlers)];
  logger.handlersUnknown = change.handlersUnknown;
  logger.gates = [...logger.gates, ...change.gates];
  if (change.at !== null) logger.at = change.at;
  logger.disabled = defaultFact(false, "Python");
  logger.by = null;
  if (change.propagate !== null) logger.propagate = change.propagate;
}

function uncertain(logger: StateLogger, why: string): StateLogger {
  return {
    ...logger,
    level: unknownFact(why),
    handlersUnknown: why,
    propagate: unknownFact(why),
    disabled: unknownFact(why),
  };
}

/** No module is nested deeper; names beyond are hostile. */
const MAX_DOTS = 200;

/** Logger names with their dotted parents: `logging` keeps a placeholder for each. */
function withParents(names: Iterable<string>): Set<string> {
  const all = new Set<string>();
  for (const name of names) {
    let dot = name.indexOf(".");
    for (let depth = 0; dot >= 0 && depth < MAX_DOTS; depth++) {
      all.add(name.slice(0, dot));
      dot = name.indexOf(".", dot + 1);
    }
    if (name !== "") all.add(name);
  }
  return all;
}

/** Django's DEFAULT_LOGGING on the state: the first of the two configurations. */
export function applyDefault(state: LoggerState): void {
  for (const { key, level, gates, target, class: path } of DEFAULT_HANDLERS) {
    state.handlers.set(key, {
      name: key,
      origin: "django",
      class: path,
      level: defaultFact(level, DJANGO_VERSIONS),
      gates,
      target: defaultFact(target, DJANGO_VERSIONS),
      at: null,
    });
  }
  applyChange(state, {
    loggers: DEFAULT_LOGGERS.map((each) => ({
      name: each.name,
      level: defaultFact(each.level, DJANGO_VERSIONS),
      handlers: each.handlers,
      handlersUnknown: null,
      propagate: each.propagate === null ? null : defaultFact(each.propagate, DJANGO_VERSIONS),
      gates: [],
      at: null,
    })),
    root: null,
    disableExisting: defaultFact(false, DJANGO_VERSIONS),
    by: null,
    open: null,
  });
}

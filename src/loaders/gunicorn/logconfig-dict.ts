import type { GunicornHandler, GunicornLogger, GunicornLogging, SettingValue } from "../../model/gunicorn.ts";
import type { FileSpan } from "../../text/span.ts";

type Dict = { readonly [key: string]: SettingValue };

/** gunicorn's CONFIG_DEFAULTS (glogging.py 20.1.0): the keys that a logconfig does not give keep these. */
const DEFAULTS: Dict = {
  version: 1,
  disable_existing_loggers: false,
  root: { level: "INFO", handlers: ["console"] },
  loggers: {
    "gunicorn.error": { level: "INFO", handlers: ["error_console"], propagate: true },
    "gunicorn.access": { level: "INFO", handlers: ["console"], propagate: true },
  },
  handlers: {
    console: { class: "logging.StreamHandler", formatter: "generic", stream: "ext://sys.stdout" },
    error_console: { class: "logging.StreamHandler", formatter: "generic", stream: "ext://sys.stderr" },
  },
  formatters: { generic: {} },
};

/**
 * What `dictConfig({**CONFIG_DEFAULTS, **config})` makes of gunicorn's loggers (logging/config.py 3.11, DictConfigurator.configure):
 * the given keys replace the defaults whole.
 */
export function applyDictConfig(
  before: GunicornLogging,
  config: SettingValue,
  setting: string,
  at: FileSpan | null,
): GunicornLogging {
  const unclear = (why: string): GunicornLogging => ({
    ...before,
    error: null,
    access: null,
    root: null,
    why,
  });
  const given = dictOf(config);
  if (given === null) return unclear(`${setting} is not a dictionary`);
  const whole: Dict = { ...DEFAULTS, ...given };
  if (whole["incremental"] === true || "..." in given) return unclear(`${setting} is not known in full`);
  const handlers = dictOf(whole["handlers"]);
  const loggers = dictOf(whole["loggers"]);
  const root = dictOf(whole["root"]);
  if (isVague(whole["handlers"]) || isVague(whole["loggers"]) || isVague(whole["root"]))
    return unclear(`${setting} is not known in full`);
  const failure = danglingReference(whole, handlers, loggers, root);
  const attach = (names: SettingValue | undefined): readonly GunicornHandler[] =>
    (Array.isArray(names) ? names : []).map((name: SettingValue) =>
      handlerOf(typeof name === "string" ? handlers?.[name] : undefined, setting, at),
    );
  const disables = truthy(whole["disable_existing_loggers"]);
  const state = (name: string, existing: GunicornLogger | null): GunicornLogger | null => {
    const own = dictOf(loggers?.[name]);
    if (existing === null) return null;
    if (own !== null) {
      const propagate = own["propagate"];
      const level = levelOf(own["level"]);
      const inherits = level === null && existing.levelUnknown !== undefined;
      return {
        handlers: attach(own["handlers"]),
        propagate: propagate === undefined || propagate === null ? existing.propagate : truthy(propagate),
        level: level ?? existing.level,
        ...(inherits ? { levelUnknown: existing.levelUnknown } : {}),
        disabled: false,
      };
    }
    // A child of a named logger starts anew; any other logger that exists and is not named is disabled, if asked for.
    if (loggers !== null && Object.hasOwn(loggers, "gunicorn"))
      return { handlers: [], propagate: true, level: "NOTSET", disabled: false };
    return { ...existing, disabled: disables };
  };
  return {
    ...before,
    error: state("gunicorn.error", before.error),
    access: state("gunicorn.access", before.access),
    root:
      root === null
        ? null
        : {
            handlers: attach(root["handlers"]),
            propagate: false,
            level: levelOf(root["level"]) ?? "WARNING",
            disabled: false,
          },
    loggers: otherLoggers(loggers, attach),
    failure,
  };
}

/** The loggers beside gunicorn's own two that the dict names. */
function otherLoggers(
  loggers: Dict | null,
  attach: (names: SettingValue | undefined) => readonly GunicornHandler[],
): Readonly<Record<string, GunicornLogger>> {
  const others = Object.create(null) as Record<string, GunicornLogger>;
  for (const [name, given] of Object.entries(loggers ?? {})) {
    const own = dictOf(given);
    if (own === null || name === "" || name === "root") continue;
    if (name === "gunicorn.error" || name === "gunicorn.access") continue;
    others[name] = {
      handlers: attach(own["handlers"]),
      propagate: own["propagate"] === undefined || truthy(own["propagate"]),
      level: levelOf(own["level"]) ?? "NOTSET",
      disabled: false,
    };
  }
  return others;
}

/** The first reference of a logger to a handler, or of a handler to a formatter, that leads nowhere, as dictConfig reports it. */
function danglingReference(
  whole: Dict,
  handlers: Dict | null,
  loggers: Dict | null,
  root: Dict | null,
): string | null {
  const formatters = dictOf(whole["formatters"]);
  if (handlers === null || formatters === null) return null;
  for (const [name, each] of Object.entries(handlers)) {
    const formatter = dictOf(each)?.["formatter"];
    if (typeof formatter === "string" && !Object.hasOwn(formatters, formatter))
      return `Unable to configure handler '${name}'`;
  }
  const dangling = (logger: SettingValue | undefined): boolean => {
    const names = dictOf(logger)?.["handlers"];
    return (
      Array.isArray(names) &&
      names.some((name: SettingValue) => typeof name === "string" && !Object.hasOwn(handlers, name))
    );
  };
  for (const [name, each] of Object.entries(loggers ?? {}))
    if (dangling(each)) return `Unable to configure logger '${name}'`;
  return dangling(root ?? undefined) ? "Unable to configure root logger" : null;
}

function handlerOf(handler: SettingValue | undefined, setting: string, at: FileSpan | null): GunicornHandler {
  const given = dictOf(handler);
  const made = given?.["class"];
  const make = (kind: GunicornHandler["kind"], target: SettingValue | undefined = null): GunicornHandler => ({
    kind,
    target: typeof target === "string" ? target : null,
    setting,
    at,
    ...(typeof given?.["level"] === "string" ? { level: given["level"] } : {}),
    ...(Array.isArray(given?.["filters"]) && given["filters"].length > 0 ? { filtered: true } : {}),
  });
  if (typeof made !== "string") return make("other");
  switch (made) {
    case "logging.StreamHandler": {
      const stream = given?.["stream"];
      if (stream === undefined || stream === null || stream === "ext://sys.stderr") return make("stderr");
      return make(stream === "ext://sys.stdout" ? "stdout" : "other");
    }
    case "logging.FileHandler":
    case "logging.handlers.WatchedFileHandler":
    case "logging.handlers.RotatingFileHandler":
    case "logging.handlers.TimedRotatingFileHandler":
      return make("file", given?.["filename"]);
    case "logging.handlers.SysLogHandler":
      return make("syslog");
    case "logging.NullHandler":
      return make("null");
    default:
      return make("other");
  }
}

function levelOf(level: SettingValue | undefined): string | null {
  return typeof level === "string" ? level : null;
}

function truthy(value: SettingValue | undefined): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value ?? false);
}

function dictOf(value: SettingValue | undefined): Dict | null {
  return typeof value === "object" && value !== null && !isList(value) ? value : null;
}

function isList(value: SettingValue): value is readonly SettingValue[] {
  return Array.isArray(value);
}

/** True when a part that decides is not known; see `jsonOf`. */
function isVague(value: SettingValue | undefined): boolean {
  const dict = dictOf(value);
  if (dict === null) return value !== undefined;
  return "unknown" in dict || "..." in dict;
}

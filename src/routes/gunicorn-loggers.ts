import type { EffectiveHandler, EffectiveLogger, HandlerTarget, LoggerTree } from "../model/django.ts";
import { defaultFact, mapFact, placeOf, setFact, unknownFact, type Fact } from "../model/fact.ts";
import type { GunicornHandler, GunicornInstance, GunicornLogger, SettingValue } from "../model/gunicorn.ts";

/** A logger as `logging.getLogger` makes it. */
export const PLAIN_LOGGER: EffectiveLogger = {
  level: defaultFact("NOTSET", "Python"),
  handlers: [],
  handlersUnknown: null,
  propagate: defaultFact(true, "Python"),
  disabled: defaultFact(false, "Python"),
  gates: [],
  at: null,
  by: null,
};

/** A tree that is being put together. */
export interface TreeDraft {
  readonly loggers: Record<string, EffectiveLogger>;
  readonly handlers: Record<string, EffectiveHandler>;
}

/** Objects without prototype: `__proto__` is a name like any other. */
export function draftOf(tree: LoggerTree | null): TreeDraft {
  return {
    loggers: Object.assign(
      Object.create(null) as Record<string, EffectiveLogger>,
      tree?.loggers ?? { "": { ...PLAIN_LOGGER, level: defaultFact("WARNING", "Python") } },
    ),
    handlers: Object.assign(Object.create(null) as Record<string, EffectiveHandler>, tree?.handlers ?? {}),
  };
}

/** Adds the handlers of one of gunicorn's loggers; their keys in order. */
export function addHandlers(draft: TreeDraft, name: string, own: GunicornLogger): string[] {
  return own.handlers.map((handler, index) => {
    const key = `${name}#${String(index)}`;
    draft.handlers[key] = handlerOf(handler);
    return key;
  });
}

/** The level of one of gunicorn's loggers. */
export function levelFact(own: GunicornLogger): Fact<string> {
  return own.levelUnknown === undefined ? defaultFact(own.level, "gunicorn") : unknownFact(own.levelUnknown);
}

/**
 * The handler of a logger of gunicorn's whose target is one of several that are known: its key; null where it cannot be told
 * at all. A target that is not set stands for nowhere.
 */
export function addOpenHandler(draft: TreeDraft, name: string, gunicorn: GunicornInstance): string | null {
  const setting = name === "gunicorn.access" ? "accesslog" : "errorlog";
  const fact = gunicorn.settings[setting];
  const { logging } = gunicorn;
  if (fact?.state !== "either" || logging.why?.endsWith("log is not known") !== true) return null;
  const key = `${name}#open`;
  const toTarget = (value: SettingValue): HandlerTarget => {
    if (typeof value !== "string") return { kind: "null" };
    if (value === "-") return { kind: setting === "accesslog" ? "stdout" : "stderr" };
    return { kind: "file", path: value, exact: true };
  };
  draft.handlers[key] = {
    name: setting,
    origin: "gunicorn",
    class: "",
    level: defaultFact("NOTSET", "gunicorn"),
    gates: [],
    target: mapFact(fact, toTarget),
    at: placeOf(fact) ?? null,
  };
  return key;
}

/** Why the handlers of that logger are not known. */
export function doubtAbout(gunicorn: GunicornInstance, setting: "accesslog" | "errorlog"): string {
  const fact = gunicorn.settings[setting];
  if (fact?.state === "unknown") return `${setting} is not known: ${fact.why}`;
  if (fact?.state === "either")
    return `${setting} depends: ${fact.options.map(({ when }) => when).join("; ")}`;
  return gunicorn.logging.why ?? "gunicorn's logging is not known";
}

function handlerOf(handler: GunicornHandler): EffectiveHandler {
  return {
    name: handler.setting,
    origin: "gunicorn",
    class: "",
    level: defaultFact(handler.level ?? "NOTSET", "gunicorn"),
    gates: handler.filtered === true ? ["unknown"] : [],
    target: targetOf(handler),
    at: handler.at,
  };
}

function targetOf(handler: GunicornHandler): Fact<HandlerTarget> {
  const known = (target: HandlerTarget): Fact<HandlerTarget> =>
    handler.at === null ? defaultFact(target, "gunicorn") : setFact(target, handler.at);
  switch (handler.kind) {
    case "stdout":
    case "stderr":
    case "null":
      return known({ kind: handler.kind });
    case "file":
      return handler.target === null
        ? unknownFact(`the path of a file in ${handler.setting} is not known`, handler.at ?? undefined)
        : known({ kind: "file", path: handler.target, exact: true });
    case "syslog":
      return known({ kind: "syslog", name: handler.target ?? "localhost:514" });
    case "other":
      return unknownFact(
        `where a handler of ${handler.setting} writes is not known`,
        handler.at ?? undefined,
      );
  }
}

/** gunicorn's master as Logger.setup leaves it: its two loggers, and what a logconfig makes of root and others. */
export function masterTree(gunicorn: GunicornInstance): LoggerTree {
  const { logging } = gunicorn;
  const draft = draftOf(null);
  const add = (name: string, own: GunicornLogger | null): void => {
    if (own !== null) {
      draft.loggers[name] = {
        ...PLAIN_LOGGER,
        level: levelFact(own),
        handlers: addHandlers(draft, name, own),
        propagate: defaultFact(own.propagate, "gunicorn"),
        disabled: defaultFact(own.disabled, "gunicorn"),
      };
      return;
    }
    const key = addOpenHandler(draft, name, gunicorn);
    const why = doubtAbout(gunicorn, name === "gunicorn.access" ? "accesslog" : "errorlog");
    draft.loggers[name] = {
      ...PLAIN_LOGGER,
      level: key === null ? unknownFact(why) : defaultFact("INFO", "gunicorn"),
      handlers: key === null ? [] : [key],
      handlersUnknown: key === null ? why : null,
      propagate: key === null ? unknownFact(why) : defaultFact(false, "gunicorn"),
    };
  };
  for (const [name, own] of Object.entries(logging.loggers ?? {})) add(name, own);
  add("gunicorn.error", logging.error);
  add("gunicorn.access", logging.access);
  if (logging.root !== null) add("", logging.root);
  addUvicorn(draft, gunicorn);
  return { known: true, open: null, ...draft };
}

/** Loggers of uvicorn that share the handlers of gunicorn's (`uvicorn/workers.py:UvicornWorker.__init__`, 0.11.4 and later). */
export const UVICORN_LOGGERS = [
  ["uvicorn.access", "gunicorn.access"],
  ["uvicorn.error", "gunicorn.error"],
] as const;

export function isUvicorn(gunicorn: GunicornInstance): boolean {
  const worker = gunicorn.settings["worker_class"];
  return worker?.state === "set" && typeof worker.value === "string" && /\bUvicorn\w*$/.test(worker.value);
}

function addUvicorn(draft: TreeDraft, gunicorn: GunicornInstance): void {
  if (!isUvicorn(gunicorn)) return;
  for (const [name, of] of UVICORN_LOGGERS) {
    const shared = draft.loggers[of];
    if (shared === undefined) continue;
    const level = name === "uvicorn.access" ? defaultFact("INFO", "uvicorn") : shared.level;
    draft.loggers[name] = { ...shared, level, propagate: defaultFact(false, "uvicorn") };
  }
}

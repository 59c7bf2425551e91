import type { EffectiveHandler, EffectiveLogger, HandlerTarget, LoggerTree } from "../model/django.ts";
import { defaultFact, setFact, unknownFact, type Fact } from "../model/fact.ts";
import type { GunicornHandler, GunicornInstance, GunicornLogger } from "../model/gunicorn.ts";

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
    draft.loggers[name] =
      own === null
        ? { ...PLAIN_LOGGER, level: unknownFact(logging.why ?? ""), handlersUnknown: logging.why ?? "" }
        : {
            ...PLAIN_LOGGER,
            level: defaultFact(own.level, "gunicorn"),
            handlers: addHandlers(draft, name, own),
            propagate: defaultFact(own.propagate, "gunicorn"),
            disabled: defaultFact(own.disabled, "gunicorn"),
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

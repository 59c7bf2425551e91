import type { DjangoProject, EffectiveLogger, LoggerTree } from "../model/django.ts";
import { certainValue, defaultFact, unknownFact, type Fact } from "../model/fact.ts";
import type { GunicornInstance, GunicornLogger } from "../model/gunicorn.ts";
import {
  addHandlers,
  addOpenHandler,
  doubtAbout,
  draftOf,
  isUvicorn,
  levelFact,
  masterTree,
  PLAIN_LOGGER,
  UVICORN_LOGGERS,
  type TreeDraft,
} from "./gunicorn-loggers.ts";

/**
 * The loggers of a gunicorn worker that runs the project. The project's own tree has stand-ins for what gunicorn's
 * settings decide; here they are filled in. Facts that nothing in LOGGING touched carry `since` "gunicorn" or "Python".
 */
export function workerTree(gunicorn: GunicornInstance, project: DjangoProject): LoggerTree {
  const { logging } = gunicorn;
  const { tree } = project;
  const draft = draftOf(tree);
  const applied = certainValue(project.LOGGING_CONFIG) !== null;
  fill(draft, "gunicorn.error", logging.error, gunicorn, applied);
  fill(draft, "gunicorn.access", logging.access, gunicorn, applied);
  fillRoot(draft, gunicorn);
  for (const [name, own] of Object.entries(logging.loggers ?? {})) fillOther(draft, name, own, project);
  if (isUvicorn(gunicorn)) {
    if (certainValue(gunicorn.settings["preload_app"]) === true) setUvicorn(draft, project);
    else fillUvicorn(draft, gunicorn, project);
  }
  return { known: tree.known, open: tree.open, ...draft };
}

function fill(
  draft: TreeDraft,
  name: string,
  own: GunicornLogger | null,
  gunicorn: GunicornInstance,
  applied: boolean,
): void {
  const logger = draft.loggers[name];
  if (logger === undefined) return;
  const standIn = (key: string): boolean => key.startsWith("gunicorn:");
  const isUntouched = logger.handlers.some(standIn);
  if (own === null) {
    const reason = doubtAbout(gunicorn, name === "gunicorn.access" ? "accesslog" : "errorlog");
    const key = isUntouched ? addOpenHandler(draft, name, gunicorn) : null;
    const others = logger.handlers.filter((each) => !standIn(each));
    draft.loggers[name] = {
      ...logger,
      handlers: key === null ? others : [...others, key],
      handlersUnknown: isUntouched && key === null ? reason : logger.handlersUnknown,
      level: from(logger.level, "gunicorn") && key === null ? unknownFact(reason) : logger.level,
      propagate: from(logger.propagate, "gunicorn") && key === null ? unknownFact(reason) : logger.propagate,
    };
    return;
  }
  // Every dictConfig sets it anew: what a logconfig disabled stays so only where nothing is applied.
  const isDisabled = !applied && own.disabled && certainValue(logger.disabled) === false;
  const keys = isUntouched ? addHandlers(draft, name, own) : [];
  draft.loggers[name] = {
    ...logger,
    handlers: logger.handlers.flatMap((key) => (standIn(key) ? keys : [key])),
    level: from(logger.level, "gunicorn") ? levelFact(own) : logger.level,
    propagate: from(logger.propagate, "gunicorn") ? defaultFact(own.propagate, "gunicorn") : logger.propagate,
    disabled: isDisabled ? defaultFact(true, "gunicorn") : logger.disabled,
  };
}

/** Is the fact what this program leaves it at? */
export function from(fact: Fact<unknown>, program: string): boolean {
  return fact.state === "default" && fact.since.startsWith(program);
}

/** A logconfig gives root a level and handlers; LOGGING replaces the handlers, and the level only if it names one. */
function fillRoot(draft: TreeDraft, gunicorn: GunicornInstance): void {
  const root = draft.loggers[""] ?? { ...PLAIN_LOGGER, level: defaultFact("WARNING", "Python") };
  const { logging } = gunicorn;
  const isOwn = root.handlers.every((key) => key === "basicConfig" && draft.handlers[key]?.forced !== true);
  // basicConfig does nothing at all, its level included, when root has handlers already.
  const isSkipped = root.handlers.length > 0 && isOwn && (logging.root?.handlers.length ?? 0) > 0;
  if (logging.root !== null) {
    draft.loggers[""] = {
      ...root,
      level:
        from(root.level, "Python") || isSkipped ? defaultFact(logging.root.level, "gunicorn") : root.level,
      handlers:
        isSkipped || (isOwn && root.at === null) ? addHandlers(draft, "root", logging.root) : root.handlers,
    };
  } else if (logging.error === null && hasLogconfig(gunicorn)) {
    const why = logging.why ?? "a logconfig of gunicorn's is not known";
    draft.loggers[""] = {
      ...root,
      level: from(root.level, "Python") ? unknownFact(why) : root.level,
      handlersUnknown: isOwn && root.at === null ? why : root.handlersUnknown,
    };
  }
}

function hasLogconfig(gunicorn: GunicornInstance): boolean {
  return ["logconfig", "logconfig_dict", "logconfig_json"].some((name) => {
    const fact = gunicorn.settings[name];
    return fact !== undefined && fact.state !== "default";
  });
}

/** A logger that gunicorn's logconfig names existed before Django's two configurations were applied. */
function fillOther(draft: TreeDraft, name: string, own: GunicornLogger, project: DjangoProject): void {
  const logger = draft.loggers[name];
  if (logger === undefined) {
    if (hasNamedParent(name, project)) return;
    draft.loggers[name] = {
      ...PLAIN_LOGGER,
      level: defaultFact(own.level, "gunicorn"),
      handlers: addHandlers(draft, name, own),
      propagate: defaultFact(own.propagate, "gunicorn"),
      disabled: disabledBy(project),
      by: project.config?.at ?? null,
    };
    return;
  }
  const isNamed = logger.at !== null || name === "django" || name === "django.server";
  const isReset = !isNamed && hasNamedParent(name, project);
  if (isReset) return;
  draft.loggers[name] = {
    ...logger,
    handlers: isNamed ? logger.handlers : addHandlers(draft, name, own),
    level: from(logger.level, "Python") ? defaultFact(own.level, "gunicorn") : logger.level,
    propagate: from(logger.propagate, "Python") ? defaultFact(own.propagate, "gunicorn") : logger.propagate,
  };
}

/** `_handle_existing_loggers`: an existing child of a named logger is reset. Django's default names `django`. */
export function hasNamedParent(name: string, project: DjangoProject): boolean {
  if (certainValue(project.LOGGING_CONFIG) === null) return false;
  const named = ["django", ...(project.config?.loggers ?? []).map((each) => each.name)];
  return named.some((parent) => parent !== "" && name.startsWith(`${parent}.`));
}

/** What LOGGING makes of a logger that exists before it and that it does not name. */
export function disabledBy(project: DjangoProject): EffectiveLogger["disabled"] {
  const incremental = project.config === null ? undefined : certainValue(project.config.incremental);
  const applies =
    project.config !== null && incremental !== true && project.LOGGING_CONFIG.state !== "unknown";
  return applies && certainValue(project.LOGGING_CONFIG) !== null
    ? project.config.disableExistingLoggers
    : defaultFact(false, "Django");
}

/**
 * With preload_app the worker makes them what gunicorn's are after LOGGING was applied in the master. `uvicorn.error` is there
 * already, since the module of the worker class was imported (uvicorn 0.17.6 `config.py`); `uvicorn.access` is not.
 */
function setUvicorn(draft: TreeDraft, project: DjangoProject): void {
  for (const [name, of] of UVICORN_LOGGERS) {
    const shared = draft.loggers[of];
    if (shared === undefined) continue;
    const logger = draft.loggers[name];
    const isOld = name === "uvicorn.error" && (logger?.at ?? null) === null && !hasNamedParent(name, project);
    draft.loggers[name] = {
      ...(logger ?? PLAIN_LOGGER),
      level: shared.level,
      handlers: shared.handlers,
      handlersUnknown: shared.handlersUnknown,
      propagate: defaultFact(false, "uvicorn"),
      disabled: isOld ? disabledBy(project) : defaultFact(false, "uvicorn"),
      by: isOld ? (project.config?.at ?? null) : null,
    };
  }
}

/** uvicorn's loggers exist before Django configures logging, and hold the very lists of gunicorn's handlers. */
function fillUvicorn(draft: TreeDraft, gunicorn: GunicornInstance, project: DjangoProject): void {
  const before = masterTree(gunicorn);
  for (const [name, of] of UVICORN_LOGGERS) {
    const own = before.loggers[name];
    const shared = draft.loggers[of];
    const logger = draft.loggers[name];
    if (own === undefined || shared === undefined) continue;
    if (logger !== undefined) {
      draft.loggers[name] = {
        ...logger,
        level: from(logger.level, "Python") ? own.level : logger.level,
        propagate: from(logger.propagate, "Python") ? own.propagate : logger.propagate,
      };
      continue;
    }
    if (hasNamedParent(name, project)) continue;
    const wasReset = hasNamedParent(of, project) && shared.at === null;
    if (wasReset) Object.assign(draft.handlers, before.handlers);
    draft.loggers[name] = {
      ...own,
      handlers: wasReset ? own.handlers : shared.handlers,
      handlersUnknown: shared.handlersUnknown,
      disabled: disabledBy(project),
      by: project.config?.at ?? null,
    };
  }
}

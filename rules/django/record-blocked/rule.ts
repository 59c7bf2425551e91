import { defineRule } from "../../../src/engine/rule.ts";
import type { DjangoProject, EffectiveHandler } from "../../../src/model/django.ts";
import { certainValue } from "../../../src/model/fact.ts";
import { levelNumber } from "../../../src/model/log-level.ts";
import { isTreeKnown, once, productionProjects } from "../projects.ts";

/** Reports handlers that never get what their level asks for, and filters that let nothing pass. */
export default defineRule({
  id: "django/record-blocked",
  since: "0.1.0",
  layer: "django",
  summary: "A handler waits for records that never reach it",
  severity: "warning",
  confidence: "high",
  presets: ["recommended"],
  fixable: "no",
  messages: {
    rootlevel: {
      what: "The handler {handler} asks for {level}, but root has no level, which means WARNING.",
      why: "{level} records of the application are dropped before they reach the handler.",
      instead: 'Give root a level: "level": "{level}".',
    },
    filters: {
      what: "The handler {handler} takes nothing: it has both require_debug_true and require_debug_false.",
      why: "One of the two drops each record, and a handler that drops still keeps Python from printing it as a last resort.",
      instead: "Keep one of the two filters, or neither.",
    },
  },
  references: [
    "CPython logging/__init__.py, Logger.getEffectiveLevel and Logger.callHandlers",
    "Django utils/log.py, RequireDebugTrue and RequireDebugFalse",
  ],
  check(stack, report) {
    const isNew = once();
    for (const project of productionProjects(stack)) {
      if (!isTreeKnown(project)) continue;
      for (const handler of Object.values(project.tree.handlers)) {
        if (handler.origin !== "logging" || handler.at === null) continue;
        if (handler.gates.includes("debug-true") && handler.gates.includes("debug-false")) {
          if (isNew(handler.at))
            report({ message: "filters", data: { handler: handler.name }, at: handler.at });
          continue;
        }
        const level = blockedLevel(project, handler);
        if (level === null) continue;
        const at = handler.level.state === "set" ? handler.level.at : handler.at;
        const root = project.tree.loggers[""]?.at;
        const related =
          root === null || root === undefined ? [] : [{ ...root, label: "root without a level" }];
        if (isNew(at)) report({ message: "rootlevel", data: { handler: handler.name, level }, at, related });
      }
    }
  },
});

/** The handler's own level, when it is below WARNING, only root has the handler, root's level is the default, and no other logger lowers it. */
function blockedLevel(project: DjangoProject, handler: EffectiveHandler): string | null {
  const level = handler.level.state === "set" ? handler.level.value : undefined;
  const number = level === undefined ? undefined : levelNumber(level);
  if (level === undefined || number === undefined || number >= 30 || number === 0) return null;
  const root = project.tree.loggers[""];
  if (root?.level.state !== "default" || !root.handlers.includes(handler.name)) return null;
  for (const [name, logger] of Object.entries(project.tree.loggers)) {
    if (name === "" || name.startsWith("gunicorn.")) continue;
    // A logger with a level of its own feeds root's handlers by propagation.
    const own = certainValue(logger.level);
    const feeds = own === undefined || (levelNumber(own) !== 0 && (levelNumber(own) ?? 0) < 30);
    if (logger.handlersUnknown !== null || logger.handlers.includes(handler.name)) return null;
    if (feeds && logger.at !== null && certainValue(logger.propagate) !== false) return null;
  }
  return level;
}

import { defineRule } from "../../../src/engine/rule.ts";
import type { DjangoProject, EffectiveHandler } from "../../../src/model/django.ts";
import { certainValue } from "../../../src/model/fact.ts";
import { reach, type ReachedHandler } from "../../../src/model/logger-routing.ts";
import type { FileSpan } from "../../../src/text/span.ts";
import {
  configuredLoggers,
  loggerName,
  once,
  productionProjects,
  sameTarget,
  targetName,
} from "../projects.ts";

/** Reports loggers whose records reach one sink twice: by their own handler, and by propagation. */
export default defineRule({
  id: "django/record-duplicated",
  since: "0.1.0",
  layer: "django",
  summary: "One record reaches the same sink twice",
  severity: "warning",
  confidence: "high",
  presets: ["recommended"],
  fixable: "no",
  messages: {
    twice: {
      what: "Records of {logger} reach {sink} twice: by its own handler {own} and by {other} of {ancestor}.",
      why: "Every line comes double, so counts and alerts are wrong and the log grows twice as fast.",
      instead: 'Set "propagate": False on {logger}, or take the handler away from it.',
    },
  },
  references: [
    "CPython logging/__init__.py, Logger.callHandlers",
    "https://docs.python.org/3/library/logging.html#logging.Logger.propagate",
  ],
  check(stack, report) {
    const isNew = once();
    for (const project of productionProjects(stack)) {
      if (!project.tree.known) continue;
      for (const logger of configuredLoggers(project)) {
        if (logger.name === "" || logger.handlers.length === 0) continue;
        const pair = doubled(project, logger.name);
        if (pair === null) continue;
        const at = placeOfHandler(project, logger.name, pair.first.key) ?? logger.at;
        if (!isNew(at)) continue;
        const again = placeOfHandler(project, pair.second.logger, pair.second.key);
        report({
          message: "twice",
          data: {
            logger: logger.name,
            sink: targetName(certainValue(pair.first.handler.target)),
            own: pair.first.handler.name,
            other: pair.second.handler.name.replace("django:", "Django's default "),
            ancestor: loggerName(pair.second.logger),
          },
          at,
          related: again === undefined ? [] : [{ ...again, label: "the same record is handled here again" }],
        });
      }
    }
  },
});

/** The first own handler, and the one further up, that certainly both write a CRITICAL record to the same place. */
function doubled(
  project: DjangoProject,
  logger: string,
): { first: ReachedHandler; second: ReachedHandler } | null {
  const debug = certainValue(project.DEBUG) ?? false;
  const { sinks } = reach(project.tree, logger, "CRITICAL", debug);
  const certain = sinks.filter((sink) => sink.certain);
  for (const first of certain.filter((sink) => sink.logger === logger)) {
    const second = certain.find((sink) => sink.logger !== logger && isSame(first, sink));
    if (second !== undefined) return { first, second };
  }
  return null;
}

function isSame(a: ReachedHandler, b: ReachedHandler): boolean {
  // Of error mail that comes twice django/error-mail-duplicated speaks.
  if (isNull(a.handler) || isMail(a.handler)) return false;
  return a.key === b.key || sameTarget(a.handler, b.handler);
}

function isMail(handler: EffectiveHandler): boolean {
  return handler.class === "django.utils.log.AdminEmailHandler";
}

function isNull(handler: EffectiveHandler): boolean {
  return certainValue(handler.target)?.kind === "null";
}

/** Where LOGGING gives the logger this handler. */
function placeOfHandler(project: DjangoProject, logger: string, key: string): FileSpan | undefined {
  const configured = configuredLoggers(project).findLast((each) => each.name === logger);
  return configured?.handlers.find((each) => each.name === key)?.at;
}

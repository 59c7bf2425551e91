import { defineRule } from "../../../src/engine/rule.ts";
import type { DjangoProject } from "../../../src/model/django.ts";
import { certainValue } from "../../../src/model/fact.ts";
import { reach } from "../../../src/model/logger-routing.ts";
import type { FileSpan } from "../../../src/text/span.ts";
import { isTreeKnown, listed, loggingPlace, once, productionProjects } from "../projects.ts";

/** Reports first-party packages whose INFO records meet no handler, although LOGGING is set. */
export default defineRule({
  id: "django/app-logger-unhandled",
  since: "0.1.0",
  layer: "django",
  summary: "INFO of the project's own packages reaches no handler",
  severity: "warning",
  confidence: "high",
  presets: ["recommended"],
  fixable: "no",
  messages: {
    unhandled: {
      what: "INFO of {packages} reaches no handler: root has none, and LOGGING names no logger above it.",
      why: "Nobody sees what the application logs; only WARNING and above comes out, bare, without time or name, on stderr.",
      instead: 'Give root a handler and a level: "root": {"handlers": ["{handler}"], "level": "INFO"}.',
    },
  },
  references: [
    "CPython logging/__init__.py, Logger.callHandlers and lastResort",
    "https://docs.djangoproject.com/en/stable/topics/logging/#naming-loggers",
  ],
  check(stack, report) {
    const isNew = once();
    for (const project of productionProjects(stack)) {
      if (project.logging !== "set" || !isTreeKnown(project) || hasNoHandlers(project)) continue;
      const lost = lostPackages(project);
      const at = loggingPlace(project);
      if (lost.length === 0 || !isNew(at)) continue;
      report({
        message: "unhandled",
        confidence: project.settingsComplete ? "high" : "medium",
        data: {
          packages: listed(lost.map(({ name }) => name)),
          handler: project.config?.handlers[0]?.name ?? "console",
        },
        at,
        related: lost.slice(0, 5).map(({ at: place }) => ({ ...place, label: "this logger's INFO is lost" })),
      });
    }
  },
});

/** Packages that log INFO, with one logger each whose record meets no handler on its way. */
function lostPackages(project: DjangoProject): { name: string; at: FileSpan }[] {
  const lost: { name: string; at: FileSpan }[] = [];
  for (const { name, loggers } of project.packages) {
    const unheard = loggers.find(
      (logger) => logger.levels.includes("INFO") && meetsNothing(project, logger.name),
    );
    if (unheard !== undefined) lost.push({ name, at: unheard.at });
  }
  return lost;
}

/** CRITICAL shows whether there is any handler; one that is there but stricter is somebody's choice. */
function meetsNothing(project: DjangoProject, logger: string): boolean {
  const found = reach(project.tree, logger, "CRITICAL", undefined);
  return found.closed && found.lastResort === "yes";
}

function hasNoHandlers(project: DjangoProject): boolean {
  return (project.config?.handlers ?? []).every(({ target }) => certainValue(target)?.kind === "null");
}

import { defineRule } from "../../../src/engine/rule.ts";
import type { DjangoProject, HandlerConfig } from "../../../src/model/django.ts";
import { certainValue } from "../../../src/model/fact.ts";
import { entryAfterClass } from "../fixes.ts";
import { isTreeKnown, once, productionProjects, targetName, usedHandlers } from "../projects.ts";

const FILE_HANDLERS = [
  "logging.FileHandler",
  "logging.handlers.WatchedFileHandler",
  "logging.handlers.RotatingFileHandler",
  "logging.handlers.TimedRotatingFileHandler",
];

/** Reports file handlers that no logger uses: they open their file all the same. */
export default defineRule({
  id: "django/handler-opens-unused-file",
  since: "0.1.0",
  layer: "django",
  summary: "A handler that no logger uses still opens its file at start",
  severity: "warning",
  confidence: "high",
  presets: ["recommended"],
  fixable: "safe",
  messages: {
    unused: {
      what: "No logger uses the handler {handler}, but every process opens {file} at start.",
      why: "dictConfig makes all handlers: where the file cannot be opened, no process starts, for a log that nobody writes.",
      instead: "Remove the handler, or give it to a logger.",
    },
  },
  references: [
    "CPython logging/config.py, DictConfigurator.configure: every handler is made",
    "CPython logging/__init__.py, FileHandler: the file is opened unless delay is true",
  ],
  check(stack, report) {
    const isNew = once();
    for (const project of productionProjects(stack)) {
      if (!isTreeKnown(project) || hasUnknownHandlers(project)) continue;
      const used = new Set([...usedHandlers(project), ...targetsOf(project)]);
      for (const handler of project.config?.handlers ?? []) {
        const path = certainValue(handler.class);
        if (path === undefined || !FILE_HANDLERS.includes(path) || isDelayed(handler)) continue;
        if (used.has(handler.name) || !isNew(handler.at)) continue;
        const file = targetName(certainValue(handler.target));
        const edit =
          handler.options["delay"] === undefined ? entryAfterClass(handler, "delay", "True") : null;
        report({
          message: "unused",
          data: { handler: handler.name, file },
          at: handler.at,
          fix:
            edit === null
              ? null
              : { safety: "safe", title: "Open the file at the first line", edits: [edit] },
        });
      }
    }
  },
});

function isDelayed(handler: HandlerConfig): boolean {
  const delay = handler.options["delay"];
  return delay !== undefined && certainValue(delay) !== false;
}

/** Handlers that a memory handler passes its records on to. */
function targetsOf(project: DjangoProject): string[] {
  return (project.config?.handlers ?? []).flatMap(({ options }) => {
    const target = certainValue(options["target"]);
    return typeof target === "string" ? [target] : [];
  });
}

function hasUnknownHandlers(project: DjangoProject): boolean {
  return Object.values(project.tree.loggers).some(({ handlersUnknown }) => handlersUnknown !== null);
}

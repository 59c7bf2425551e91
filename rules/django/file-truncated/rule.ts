import { defineRule } from "../../../src/engine/rule.ts";
import { certainValue } from "../../../src/model/fact.ts";
import { isWithin } from "../fixes.ts";
import { once, productionProjects, targetName } from "../projects.ts";

/** Reports file handlers that open their file for writing from the start. */
export default defineRule({
  id: "django/file-truncated",
  since: "0.1.0",
  layer: "django",
  summary: "Mode w empties the log at every start of a process",
  severity: "warning",
  confidence: "high",
  presets: ["recommended"],
  fixable: "unsafe",
  messages: {
    truncated: {
      what: "The handler {handler} opens {file} with mode {mode}, which empties it.",
      why: "Every gunicorn worker that starts or restarts, and every manage.py command, throws away what the others wrote.",
      instead: 'Leave mode out, or write "a".',
    },
  },
  references: [
    "CPython logging/__init__.py, FileHandler",
    "https://docs.python.org/3/library/functions.html#open",
  ],
  check(stack, report) {
    const isNew = once();
    for (const project of productionProjects(stack)) {
      for (const handler of project.config?.handlers ?? []) {
        const path = certainValue(handler.class);
        if (path !== "logging.FileHandler" && path !== "logging.handlers.WatchedFileHandler") continue;
        const mode = handler.options["mode"];
        const value = certainValue(mode);
        if (mode?.state !== "set" || typeof value !== "string" || !value.startsWith("w") || !isNew(mode.at))
          continue;
        const file = targetName(certainValue(handler.target));
        report({
          message: "truncated",
          data: { handler: handler.name, file, mode: value },
          at: mode.at,
          fix: isWithin(mode.at, handler.at)
            ? {
                safety: "unsafe",
                title: "Append",
                edits: [{ ...mode.at, how: "replace", was: value, text: `a${value.slice(1)}` }],
              }
            : null,
        });
      }
    }
  },
});

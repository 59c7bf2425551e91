import { defineRule } from "../../../src/engine/rule.ts";
import { certainValue } from "../../../src/model/fact.ts";
import { reach } from "../../../src/model/logger-routing.ts";
import { isWithin } from "../fixes.ts";
import { configuredLoggers, isTreeKnown, loggerName, once, projectsWithoutDebug } from "../projects.ts";

/** Reports root or django at DEBUG in settings that run with DEBUG false. */
export default defineRule({
  id: "django/debug-logging-in-production",
  since: "0.1.0",
  layer: "django",
  summary: "DEBUG records of everything are written in production",
  severity: "warning",
  confidence: "high",
  presets: ["recommended"],
  fixable: "unsafe",
  messages: {
    debug: {
      what: "{logger} logs at DEBUG although the settings run with DEBUG false.",
      why: "Libraries write requests, headers and template misses with tracebacks at that level: the log floods, and secrets get into it.",
      instead: 'Write "INFO", and DEBUG only for a logger of your own.',
    },
  },
  references: [
    "Django template/base.py: a missing variable is logged at DEBUG with its traceback (3.2-6.1)",
    "https://docs.djangoproject.com/en/stable/ref/logging/#django-template",
  ],
  check(stack, report) {
    const isNew = once();
    for (const project of projectsWithoutDebug(stack)) {
      if (certainValue(project.DEBUG) !== false || !isTreeKnown(project)) continue;
      for (const { name, level, at } of configuredLoggers(project)) {
        if (level?.state !== "set" || level.value !== "DEBUG" || (name !== "" && name !== "django")) continue;
        const { sinks } = reach(project.tree, name === "" ? "urllib3" : "django.template", "DEBUG", false);
        const kept = sinks.some((sink) => sink.certain && certainValue(sink.handler.target)?.kind !== "null");
        const place = level.at.file === at.file ? level.at : at;
        if (!kept || !isNew(place)) continue;
        report({
          message: "debug",
          data: { logger: loggerName(name) },
          at: place,
          fix: isWithin(level.at, at)
            ? {
                safety: "unsafe",
                title: "Write INFO",
                edits: [{ ...level.at, how: "replace", was: "DEBUG", text: "INFO" }],
              }
            : null,
        });
      }
    }
  },
});

import { defineRule } from "../../../src/engine/rule.ts";
import type { DjangoProject, LoggingConfig } from "../../../src/model/django.ts";
import { certainValue } from "../../../src/model/fact.ts";
import type { FileSpan } from "../../../src/text/span.ts";
import { once, productionProjects } from "../projects.ts";

/** Reports an assignment of LOGGING that a later one in the same file replaces without taking anything over. */
export default defineRule({
  id: "django/logging-overwritten",
  since: "0.1.0",
  layer: "django",
  summary: "LOGGING is assigned twice in one file, and only the last counts",
  severity: "warning",
  confidence: "medium",
  presets: ["recommended"],
  fixable: "no",
  messages: {
    replaced: {
      what: "This LOGGING is replaced further down in the same file.",
      why: "None of its handlers and loggers is ever made: whoever changes a level here changes nothing.",
      instead: "Merge the two into one LOGGING.",
    },
  },
  references: ["Django conf/__init__.py, Settings.__init__ (3.2-6.1): the module's final value counts"],
  check(stack, report) {
    const isNew = once();
    for (const project of productionProjects(stack)) {
      const { config } = project;
      if (project.logging !== "set" || config?.complete !== true || !project.settingsComplete) continue;
      // The second may stand under `if not DEBUG`, so that the first one counts for developers.
      if (certainValue(project.DEBUG) === undefined) continue;
      for (const { at, by } of project.overwritten) {
        if (keepsPartOf(config, at, by) || isCalledBetween(project, at, by) || !isNew(at)) continue;
        report({ message: "replaced", at, related: [{ ...by, label: "this one counts" }] });
      }
    }
  },
});

/** The final LOGGING stands where it was assigned last: whatever of it stands elsewhere was taken over. */
function keepsPartOf(config: LoggingConfig, at: FileSpan, by: FileSpan): boolean {
  const places = [...config.handlers, ...config.loggers, ...config.formatters, ...config.filters].map(
    (each) => each.at,
  );
  if (config.root !== null) places.push(config.root.at);
  if (places.length === 0) return true;
  return (
    config.at.file !== at.file || places.some((place) => place.file !== by.file || place.start < by.start)
  );
}

/** Something is done with the first one before the second comes. */
function isCalledBetween(project: DjangoProject, at: FileSpan, by: FileSpan): boolean {
  return project.calls.some(
    (call) => call.at.file === at.file && call.at.start > at.start && call.at.start < by.start,
  );
}

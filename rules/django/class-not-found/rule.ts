import { defineRule, type PlannedFix } from "../../../src/engine/rule.ts";
import type { Problem } from "../../../src/model/problem.ts";
import { once } from "../projects.ts";

/** Reports dotted paths in LOGGING that lead to no class of Python's logging or of Django. */
export default defineRule({
  id: "django/class-not-found",
  since: "0.1.0",
  layer: "django",
  summary: "LOGGING names a class that does not exist",
  severity: "error",
  confidence: "high",
  presets: ["recommended"],
  fixable: "safe",
  messages: {
    missing: {
      what: "{message}.",
      why: "Every process that loads these settings stops at start: gunicorn's workers fail to boot, and manage.py prints a traceback.",
      instead: "{instead}",
    },
  },
  references: [
    "CPython logging/config.py, BaseConfigurator.resolve (3.11)",
    "https://docs.python.org/3/library/logging.handlers.html",
    "Django utils/log.py (3.2-6.1)",
  ],
  check(stack, report) {
    const isNew = once();
    for (const project of stack.django) {
      for (const problem of project.problems) {
        if (problem.code !== "class-not-found" || !isNew(problem.at)) continue;
        report({
          message: "missing",
          data: {
            message: problem.message,
            instead: problem.instead ?? "Write the dotted path of a class that exists.",
          },
          at: problem.at,
          fix: pathFix(problem),
        });
      }
    }
  },
});

/** The class of this name stands in another module: with the path as it is no process starts. */
function pathFix({ message, instead, at }: Problem): PlannedFix | null {
  const written = /Cannot resolve '([\w.]{1,200})'/.exec(message)?.[1];
  const right = /^Write "([\w.]{1,200})"\.$/.exec(instead ?? "")?.[1];
  if (written === undefined || right === undefined) return null;
  const edits = [{ ...at, how: "replace", was: written, text: right }] as const;
  return { safety: "safe", title: `Write ${right}`, edits };
}

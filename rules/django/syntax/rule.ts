import { defineRule, type PlannedFix } from "../../../src/engine/rule.ts";
import type { Problem } from "../../../src/model/problem.ts";
import { once } from "../projects.ts";

/** Reports settings that do not parse, and a LOGGING that `logging.config.dictConfig` refuses. */
export default defineRule({
  id: "django/syntax",
  since: "0.1.0",
  layer: "django",
  summary: "The settings do not parse, or dictConfig refuses LOGGING",
  severity: "error",
  confidence: "high",
  presets: ["recommended"],
  fixable: "safe",
  messages: {
    refused: { what: "{message}.", why: "{consequence}", instead: "{instead}" },
  },
  references: [
    "CPython logging/config.py, DictConfigurator.configure (3.11)",
    "https://docs.python.org/3/library/logging.config.html#dictionary-schema-details",
    "Django utils/log.py, configure_logging (3.2-6.1)",
  ],
  check(stack, report) {
    const isNew = once();
    for (const project of stack.django) {
      for (const problem of project.problems) {
        if (problem.code !== "syntax" || !isNew(problem.at, problem.message)) continue;
        report({
          message: "refused",
          data: {
            message: problem.message.replace(/\.$/, ""),
            consequence: problem.consequence ?? "Every process that loads these settings stops at start.",
            instead: problem.instead ?? "Correct it as the message says.",
          },
          at: problem.at,
          related: problem.related,
          fix: fixOf(problem),
        });
      }
    }
  },
});

/** A level in other letters, and a version that is left out: no process starts with either, and each has one remedy. */
function fixOf({ message, instead, at }: Problem): PlannedFix | null {
  const level = /Unknown level: '(\w{1,20})'/.exec(message)?.[1];
  if (level !== undefined && instead === `Write "${level.toUpperCase()}".`) {
    const edits = [{ ...at, how: "replace", was: level, text: level.toUpperCase() }] as const;
    return { safety: "safe", title: `Write ${level.toUpperCase()}`, edits };
  }
  if (instead !== 'Add "version": 1.') return null;
  const edits = [{ ...at, how: "entry-first", key: "version", value: "1" }] as const;
  return { safety: "safe", title: "Add the version", edits };
}

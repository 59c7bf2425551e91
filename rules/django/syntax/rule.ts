import { defineRule } from "../../../src/engine/rule.ts";
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
  fixable: "no",
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
        });
      }
    }
  },
});

import { defineRule } from "../../../src/engine/rule.ts";

/** Reports what gunicorn itself refuses: a config file that does not parse, values of the wrong type, options it does not know. */
export default defineRule({
  id: "gunicorn/syntax",
  since: "0.1.0",
  layer: "gunicorn",
  summary: "gunicorn refuses its configuration and does not start",
  severity: "error",
  confidence: "high",
  presets: ["recommended"],
  fixable: "no",
  messages: {
    refused: { what: "{message}.", why: "{consequence}.", instead: "{instead}." },
  },
  references: [
    "gunicorn app/base.py, load_config and load_config_from_module_name_or_filename (20.1.0)",
    "gunicorn config.py, the validators (20.1.0)",
    "https://docs.gunicorn.org/en/stable/configure.html",
  ],
  check(stack, report) {
    for (const gunicorn of stack.gunicorn) {
      for (const problem of gunicorn.problems) {
        if (problem.code !== "syntax") continue;
        report({
          message: "refused",
          data: {
            message: problem.message.replace(/\.$/, ""),
            consequence: problem.consequence ?? "gunicorn does not start",
            instead: problem.instead ?? remedyFor(problem.message),
          },
          at: problem.at,
          related: problem.related,
        });
      }
    }
  },
});

function remedyFor(message: string): string {
  if (message.startsWith("Failed to read config file")) return "Correct it as the message says";
  return "Give a value of the type that the setting's documentation names";
}

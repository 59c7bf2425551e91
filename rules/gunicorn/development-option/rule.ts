import { isFileForDevelopment } from "../../../src/model/nginx-contexts.ts";
import { isForDevelopment } from "../../../src/model/purpose.ts";
import { defineRule } from "../../../src/engine/rule.ts";
import { certainValue } from "../../../src/model/fact.ts";
import type { Stack } from "../../../src/model/stack.ts";
import { servingGunicorns, settingOf, writtenValues } from "../instances.ts";

/** Reports spew and reload, which are made for the developer's own machine. */
export default defineRule({
  id: "gunicorn/development-option",
  since: "0.1.0",
  layer: "gunicorn",
  summary: "spew or reload in a production configuration",
  severity: "info",
  confidence: "medium",
  presets: ["recommended"],
  fixable: "unsafe",
  messages: {
    spew: {
      what: "spew prints every line of Python that is executed to standard output.",
      why: "Nothing else can be found in that output any more, values of variables stand in it, and each request takes many times as long.",
      instead: "Drop spew.",
    },
    reload: {
      what: "reload restarts the workers whenever a file of the application changes.",
      why: "It is for development: a deployment that copies files restarts workers in the middle of requests, whose lines are then missing from the log.",
      instead: "Drop reload here, and pass --reload on the developer's command line.",
    },
  },
  references: [
    "gunicorn debug.py, Spew, and reloader.py (20.1.0)",
    "https://docs.gunicorn.org/en/stable/settings.html#reload",
  ],
  check(stack, report) {
    if (isForDevelopment(stack.purpose) || isDebugging(stack)) return;
    for (const gunicorn of servingGunicorns(stack)) {
      for (const name of ["spew", "reload"] as const) {
        const [written] = writtenValues(gunicorn.settings[name]);
        if (written === undefined || settingOf(gunicorn, name) !== true) continue;
        if (isFileForDevelopment(stack, written.at.file)) continue;
        report({
          message: name,
          at: written.at,
          severity: name === "spew" ? "warning" : "info",
          fix: {
            safety: "unsafe",
            title: `Drop ${name}`,
            edits: [{ ...written.at, how: "switch-off" }],
          },
        });
      }
    }
  },
});

/** DEBUG written as true tells that the whole deployment is a developer's. */
function isDebugging(stack: Stack): boolean {
  return stack.django.some((project) => certainValue(project.DEBUG) === true);
}

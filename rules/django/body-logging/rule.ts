import { defineRule } from "../../../src/engine/rule.ts";
import { placeOf, possibleValues } from "../../../src/model/fact.ts";
import { reach } from "../../../src/model/logger-routing.ts";
import { isTreeKnown, listed, once, productionProjects, targetName } from "../projects.ts";
import { certainValue } from "../../../src/model/fact.ts";

const MIDDLEWARE = "request_logging.middleware.LoggingMiddleware";

/** Reports middleware that writes request bodies where they are kept. */
export default defineRule({
  id: "django/body-logging",
  since: "0.1.0",
  layer: "django",
  summary: "middleware writes request bodies, passwords of login forms among them, into the log",
  severity: "warning",
  confidence: "high",
  presets: ["recommended", "security"],
  fixable: "no",
  messages: {
    bodies: {
      what: "LoggingMiddleware of request_logging writes every request body to django.request, and {sinks} keeps them.",
      why: "Login forms are bodies: passwords and personal data of all users then stand in the log, its copies and its backups.",
      instead: "Remove the middleware here, or give django.request the level INFO, which drops the bodies.",
    },
  },
  references: [
    "django-request-logging, request_logging/middleware.py: bodies are logged on django.request, at DEBUG by default",
    "OWASP Logging Cheat Sheet: data to exclude",
    "CWE-532",
  ],
  check(stack, report) {
    const isNew = once();
    for (const project of productionProjects(stack)) {
      const at = placeOf(project.MIDDLEWARE);
      if (at === undefined || !isTreeKnown(project)) continue;
      const { values, complete } = possibleValues(project.MIDDLEWARE);
      if (!complete || !values.every((names) => names.includes(MIDDLEWARE))) continue;
      const keeping = reach(project.tree, "django.request", "DEBUG", false).sinks.filter(
        ({ certain, handler }) => certain && certainValue(handler.target)?.kind !== "null",
      );
      const [first] = keeping;
      if (first === undefined || !isNew(at)) continue;
      const sinks = listed([
        ...new Set(keeping.map(({ handler }) => targetName(certainValue(handler.target)))),
      ]);
      const related = keeping.flatMap(({ handler }) =>
        handler.at === null ? [] : [{ ...handler.at, label: "keeps the bodies" }],
      );
      report({ message: "bodies", at, related, data: { sinks } });
    }
  },
});

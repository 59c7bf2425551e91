import { defineRule } from "../../../src/engine/rule.ts";
import type { DjangoProject, LoggerConfig } from "../../../src/model/django.ts";
import { certainValue } from "../../../src/model/fact.ts";
import type { GunicornInstance } from "../../../src/model/gunicorn.ts";
import type { LabelledSpan } from "../../../src/text/span.ts";
import { isTreeKnown, once, servingProjects } from "../projects.ts";

/** Reports a LOGGING that takes gunicorn's own loggers over in the workers. */
export default defineRule({
  id: "django/gunicorn-logger-overridden",
  since: "0.1.0",
  layer: "django",
  summary: "LOGGING takes gunicorn's loggers over in the workers",
  severity: "warning",
  confidence: "high",
  presets: ["recommended"],
  fixable: "no",
  messages: {
    unfed: {
      what: "LOGGING gives gunicorn.access a handler, but gunicorn makes no access records.",
      why: "Without accesslog gunicorn never calls that logger, so the handler stays silent.",
      instead: 'Set accesslog = "-" in gunicorn\'s configuration.',
    },
    replaced: {
      what: "LOGGING replaces the handlers of {logger} in the workers, so gunicorn's {setting} gets nothing from them.",
      why: "Lines of the workers go to LOGGING's handlers, those of the master to gunicorn's: one log is split in two.",
      instead: "Leave {logger} out of LOGGING, or drop gunicorn's {setting}.",
    },
    reset: {
      what: "Naming the logger gunicorn in LOGGING resets gunicorn.access and gunicorn.error in the workers.",
      why: "They lose their handlers and their level, so access lines and worker errors no longer go where gunicorn's settings say.",
      instead: "Leave gunicorn out of LOGGING.",
    },
  },
  references: [
    "CPython logging/config.py, _handle_existing_loggers (3.8-3.14)",
    "gunicorn glogging.py, Logger.access and Logger.setup (20.1.0)",
  ],
  check(stack, report) {
    const isNew = once();
    const [gunicorn] = stack.gunicorn;
    if (gunicorn === undefined) return;
    for (const project of servingProjects(stack)) {
      if (!isTreeKnown(project)) continue;
      for (const { message, at, data, related } of overridden(project, gunicorn)) {
        if (isNew(at)) report({ message, at, data, related });
      }
    }
  },
});

interface Overridden {
  readonly message: "unfed" | "replaced" | "reset";
  readonly at: LoggerConfig["at"];
  readonly data: Readonly<Record<string, string>>;
  readonly related: readonly LabelledSpan[];
}

function* overridden(project: DjangoProject, gunicorn: GunicornInstance): Generator<Overridden> {
  const loggers = project.config?.loggers ?? [];
  const parent = loggers.find(({ name }) => name === "gunicorn");
  const named = new Set(loggers.map(({ name }) => name));
  if (
    parent !== undefined &&
    (!named.has("gunicorn.access") || !named.has("gunicorn.error")) &&
    writesLogs(gunicorn)
  ) {
    yield { message: "reset", at: parent.at, data: {}, related: [] };
  }
  for (const [name, setting] of [
    ["gunicorn.access", "accesslog"],
    ["gunicorn.error", "errorlog"],
  ] as const) {
    const logger = loggers.find((each) => each.name === name);
    if (logger === undefined || logger.handlers.length === 0) continue;
    if (name === "gunicorn.access" && gunicorn.logging.accessRecords === "no" && gunicorn.commandKnown) {
      yield { message: "unfed", at: logger.at, data: {}, related: [] };
      continue;
    }
    const fact = gunicorn.settings[setting];
    const value = certainValue(fact);
    // "-" and a console handler are the same stream in the end; a file of gunicorn's that stays empty is the loss.
    if (fact?.state !== "set" || typeof value !== "string" || value === "-" || value === "/dev/null")
      continue;
    const related = [{ ...fact.at, label: `gunicorn's ${setting}` }];
    yield { message: "replaced", at: logger.at, data: { logger: name, setting }, related };
  }
}

/** Does gunicorn write something that would be missed? */
function writesLogs(gunicorn: GunicornInstance): boolean {
  return gunicorn.logging.accessRecords === "yes" || gunicorn.settings["errorlog"]?.state === "set";
}

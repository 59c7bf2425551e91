import { defineRule, type PlannedFix, type Severity } from "../../../src/engine/rule.ts";
import type { DjangoProject } from "../../../src/model/django.ts";
import { certainValue, type Fact } from "../../../src/model/fact.ts";
import type { Stack } from "../../../src/model/stack.ts";
import type { FileSpan, LabelledSpan } from "../../../src/text/span.ts";
import { errorServices, isTreeKnown, listed, loggingPlace, once, servingProjects } from "../projects.ts";

/** Reports a LOGGING that disables loggers which exist before it: Django's and, in the worker, gunicorn's. */
export default defineRule({
  id: "django/existing-loggers-disabled",
  since: "0.1.0",
  layer: "django",
  summary: "disable_existing_loggers silences Django's and gunicorn's loggers",
  severity: "error",
  confidence: "high",
  presets: ["recommended"],
  fixable: "unsafe",
  messages: {
    written: {
      what: "disable_existing_loggers silences {loggers}.",
      why: "LOGGING is applied in each gunicorn worker after these loggers were made: {loss}.",
      instead: 'Write "disable_existing_loggers": False.',
    },
    missing: {
      what: "LOGGING leaves out disable_existing_loggers, which silences {loggers}.",
      why: "The default is True, and LOGGING is applied in each gunicorn worker after these loggers were made: {loss}.",
      instead: 'Add "disable_existing_loggers": False.',
    },
  },
  references: [
    "CPython logging/config.py, _handle_existing_loggers (3.8-3.14)",
    "https://docs.djangoproject.com/en/stable/topics/logging/#configuring-logging",
    "https://github.com/benoitc/gunicorn/issues/1051",
  ],
  check(stack, report) {
    const isNew = once();
    for (const project of servingProjects(stack)) {
      const { config } = project;
      if (config === null || !isTreeKnown(project) || turnsLoggingOff(project)) continue;
      const flag = config.disableExistingLoggers;
      if (certainValue(flag) !== true) continue;
      const dead = casualties(stack, project);
      const at = flag.state === "set" ? flag.at : loggingPlace(project);
      if (dead.length === 0 || !isNew(at)) continue;
      report({
        message: flag.state === "set" ? "written" : "missing",
        confidence: project.settingsComplete ? "high" : "medium",
        data: {
          loggers: listed(dead.map(({ name }) => name)),
          loss: dead.map(({ loss }) => loss).join("; "),
        },
        at,
        related: dead.flatMap(({ place }): LabelledSpan[] => (place === null ? [] : [place])),
        severity: severityOf(dead),
        fix: keptFix(flag, at),
      });
    }
  },
});

/** Loggers that were silent speak again, also those that nobody would miss. */
function keptFix(flag: Fact<boolean>, at: FileSpan): PlannedFix {
  const key = "disable_existing_loggers";
  return flag.state === "set"
    ? { safety: "unsafe", title: `Write False`, edits: [{ ...at, how: "switch-off" }] }
    : {
        safety: "unsafe",
        title: `Add ${key}`,
        edits: [{ ...at, how: "entry-first", key, value: "False" }],
      };
}

interface Casualty {
  readonly name: string;
  readonly loss: string;
  readonly severity: Severity;
  readonly place: LabelledSpan | null;
}

function severityOf(dead: readonly Casualty[]): Severity {
  return dead.some(({ severity }) => severity === "error") ? "error" : "warning";
}

/** The loggers that somebody would miss, with what is lost. */
function casualties(stack: Stack, project: DjangoProject): Casualty[] {
  const dead: Casualty[] = [];
  const isDead = (name: string): boolean => {
    const logger = Object.hasOwn(project.tree.loggers, name) ? project.tree.loggers[name] : undefined;
    return logger !== undefined && certainValue(logger.disabled) === true;
  };
  // An error service takes exceptions from Django itself, not from its logger.
  if (isDead("django.request") && errorServices(project).length === 0) {
    const loss = "tracebacks of unhandled exceptions are lost";
    dead.push({ name: "django.request", loss, severity: "error", place: null });
  }
  const logging = stack.gunicorn.filter((gunicorn) => gunicorn.logging.accessRecords !== "no");
  const access = logging.find((gunicorn) => gunicorn.logging.accessRecords === "yes");
  if (access !== undefined && isDead("gunicorn.access")) {
    const fact = access.settings["accesslog"];
    const place = fact?.state === "set" ? { ...fact.at, label: "gunicorn's access log stays empty" } : null;
    dead.push({
      name: "gunicorn.access",
      loss: "gunicorn's access log stays empty",
      severity: "error",
      place,
    });
  }
  if (stack.gunicorn.length > 0 && isDead("gunicorn.error")) {
    const loss = "errors that gunicorn meets in a worker are lost";
    dead.push({ name: "gunicorn.error", loss, severity: "warning", place: null });
  }
  return dead;
}

/** LOGGING without a single handler is there to be quiet. */
function turnsLoggingOff(project: DjangoProject): boolean {
  const handlers = project.config?.handlers ?? [];
  return handlers.every(({ target }) => certainValue(target)?.kind === "null");
}

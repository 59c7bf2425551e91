import { defineRule } from "../../../src/engine/rule.ts";
import type { DjangoProject } from "../../../src/model/django.ts";
import { placeOf } from "../../../src/model/fact.ts";
import type { LabelledSpan } from "../../../src/text/span.ts";
import { isWrapped, listed, loggingPlace, once, projectsWithoutDebug } from "../projects.ts";
import { tracebackVerdict } from "../traceback.ts";

/** Reports settings under which an unhandled exception reaches no sink at all. */
export default defineRule({
  id: "django/no-traceback-in-production",
  since: "0.1.0",
  layer: "django",
  summary: "With DEBUG false an unhandled exception is logged nowhere",
  severity: "error",
  confidence: "high",
  presets: ["recommended"],
  fixable: "no",
  messages: {
    default: {
      what: "With DEBUG false an unhandled exception is logged nowhere: LOGGING is not set, and ADMINS is empty.",
      why: "Django's default prints errors only while DEBUG is true and otherwise mails ADMINS, so a 500 leaves no traceback in any file, stream or mailbox.",
      instead:
        'Set LOGGING with "disable_existing_loggers": False, a logging.StreamHandler without filters, and "root": {"handlers": ["console"], "level": "INFO"}.',
    },
    blocked: {
      what: "With DEBUG false an unhandled exception is logged nowhere: {reason}.",
      why: "A handler that drops the record still keeps Python from printing it as a last resort, so a 500 leaves no traceback in any file, stream or mailbox.",
      instead: "Give django or root a handler that takes ERROR without the filter require_debug_true.",
    },
  },
  references: [
    "Django utils/log.py, DEFAULT_LOGGING (3.2-6.1)",
    "CPython logging/__init__.py, Logger.callHandlers",
    "https://docs.djangoproject.com/en/stable/ref/logging/#default-logging-configuration",
    "https://github.com/WeblateOrg/weblate/issues/282",
  ],
  check(stack, report) {
    if (isWrapped(stack)) return;
    const isNew = once();
    for (const project of projectsWithoutDebug(stack)) {
      const verdict = tracebackVerdict(project);
      if (verdict.kind !== "lost") continue;
      const at = placeFor(project);
      if (!isNew(at)) continue;
      if (project.logging === "none") {
        report({ message: "default", at, confidence: project.settingsComplete ? "high" : "low" });
        continue;
      }
      const blocked = verdict.drops.filter((drop) => drop.handler !== null || drop.kind === "level");
      const related = blocked.flatMap((drop): LabelledSpan[] =>
        drop.at === null ? [] : [{ ...drop.at, label: `dropped here: ${drop.why}` }],
      );
      report({
        message: "blocked",
        at,
        related,
        data: { reason: reasonOf(project, verdict.mailsNobody) },
        confidence: project.settingsComplete ? "high" : "medium",
      });
    }
  },
});

function placeFor(project: DjangoProject): ReturnType<typeof loggingPlace> {
  if (project.config !== null) return loggingPlace(project);
  return placeOf(project.DEBUG) ?? placeOf(project.ADMINS) ?? loggingPlace(project);
}

function reasonOf(project: DjangoProject, mailsNobody: boolean): string {
  const handlers = Object.values(project.tree.handlers).filter(({ origin }) => origin === "logging");
  const gated = handlers.filter(({ gates }) => gates.includes("debug-true")).map(({ name }) => name);
  const parts: string[] = [];
  if (gated.length > 0) parts.push(`${listed(gated)} works only while DEBUG is true`);
  if (mailsNobody) parts.push("mail_admins has no ADMINS to write to");
  return parts.length > 0 ? parts.join(", and ") : "no handler that django.request reaches takes ERROR";
}

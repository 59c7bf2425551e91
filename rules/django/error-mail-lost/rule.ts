import { defineRule } from "../../../src/engine/rule.ts";
import type { FileSpan } from "../../../src/text/span.ts";
import type { DjangoProject, EffectiveHandler } from "../../../src/model/django.ts";
import { certainValue, placeOf } from "../../../src/model/fact.ts";
import { reach } from "../../../src/model/logger-routing.ts";
import { errorServices, hasNoAdmins, isTreeKnown, once, projectsWithoutDebug } from "../projects.ts";
import { tracebackVerdict } from "../traceback.ts";

/** Backends that keep mail on the machine. */
const DEAD_BACKENDS = ["console", "dummy", "locmem", "filebased"];

/** Reports error mail that is configured and yet reaches nobody. */
export default defineRule({
  id: "django/error-mail-lost",
  since: "0.1.0",
  layer: "django",
  summary: "Error mail is configured, but reaches nobody",
  severity: "warning",
  confidence: "high",
  presets: ["recommended"],
  fixable: "no",
  messages: {
    admins: {
      what: "The handler {handler} mails errors to ADMINS, which is empty.",
      why: "Nothing is sent and nothing says so.",
      instead: 'Set ADMINS = [("Name", "address")], or remove the handler.',
    },
    backend: {
      what: "Error mails are not sent: EMAIL_BACKEND is {backend}.",
      why: "The backend keeps mails on the machine, so ADMINS never hear of an error.",
      instead: "Use a backend that sends in production.",
    },
  },
  references: [
    "Django core/mail/__init__.py, mail_admins (3.2-6.1)",
    "https://docs.djangoproject.com/en/stable/howto/error-reporting/#email-reports",
  ],
  check(stack, report) {
    const isNew = once();
    for (const project of projectsWithoutDebug(stack)) {
      if (!isTreeKnown(project) || errorServices(project).length > 0) continue;
      const handler = mailHandler(project);
      // Without any other sink the whole traceback is lost, which another rule says.
      if (handler === null || tracebackVerdict(project).kind !== "recorded") continue;
      if (hasNoAdmins(project)) {
        if (handler.origin !== "logging" || handler.at === null || isCopied(project, handler.at)) continue;
        if (!isNew(handler.at)) continue;
        report({ message: "admins", data: { handler: handler.name }, at: handler.at });
        continue;
      }
      const backend = certainValue(project.EMAIL_BACKEND);
      const name = backend === undefined ? "" : (/\.(\w+)\.EmailBackend$/.exec(backend)?.[1] ?? "");
      const at = placeOf(project.EMAIL_BACKEND);
      if (backend === undefined || at === undefined || !DEAD_BACKENDS.includes(name) || !isNew(at)) continue;
      report({ message: "backend", data: { backend }, at });
    }
  },
});

/** A copy of Django's own LOGGING has its mail handler too; nobody asked for mail by that. */
function isCopied({ config }: DjangoProject, at: FileSpan): boolean {
  return config !== null && config.at.file === at.file && config.at.start === at.start;
}

/** The mail handler that an unhandled exception reaches. */
function mailHandler(project: DjangoProject): EffectiveHandler | null {
  const { sinks } = reach(project.tree, "django.request", "ERROR", false);
  const mails = sinks.filter(({ handler }) => handler.class === "django.utils.log.AdminEmailHandler");
  // One that LOGGING asks for says more than Django's default.
  return (mails.find(({ handler }) => handler.origin === "logging") ?? mails[0])?.handler ?? null;
}

import { defineRule } from "../../../src/engine/rule.ts";
import { placeOf, possibleValues } from "../../../src/model/fact.ts";
import { reach } from "../../../src/model/logger-routing.ts";
import type { DjangoProject } from "../../../src/model/django.ts";
import {
  hasNoAdmins,
  isTreeKnown,
  isWrapped,
  loggingPlace,
  once,
  projectsWithoutDebug,
} from "../projects.ts";
import { tracebackVerdict } from "../traceback.ts";

/** Reports production settings under which an error tells nobody: no error service, no mail to ADMINS. */
export default defineRule({
  id: "django/no-error-alerting",
  since: "0.1.0",
  layer: "django",
  summary: "Nobody is told of errors: neither an error service nor mail to ADMINS",
  severity: "info",
  confidence: "medium",
  presets: ["recommended"],
  fixable: "no",
  messages: {
    silent: {
      what: "Nobody is told when a request fails: the settings start no error service, and no error is mailed to ADMINS.",
      why: "Tracebacks lie in a log until somebody happens to look.",
      instead:
        "Start an error service such as Sentry, or set ADMINS and keep AdminEmailHandler on the logger django.",
    },
  },
  references: [
    "https://docs.djangoproject.com/en/stable/howto/error-reporting/",
    "Django utils/log.py, AdminEmailHandler (3.2-6.1)",
  ],
  check(stack, report) {
    if (isWrapped(stack)) return;
    const isNew = once();
    const projects = projectsWithoutDebug(stack);
    for (const project of projects) {
      // a module that another one builds on has told of itself there
      if (projects.some((each) => each.file !== project.file && each.files.includes(project.file))) continue;
      if (project.alerting.length > 0 || !isTreeKnown(project) || !project.packagesComplete) continue;
      const { kind } = tracebackVerdict(project);
      // The graver finding has the same cure.
      if (kind === "lost" || kind === "disabled") continue;
      if (kind === "recorded" && mailsNobody(project)) continue;
      if (project.ADMINS.state === "unknown" || mayAlert(project)) continue;
      // A Sentry with an empty address is django/sentry-misconfigured's to report.
      if (project.sentry.some(({ isDsnWritten }) => isDsnWritten)) continue;
      const at = placeOf(project.ADMINS) ?? placeOf(project.DEBUG) ?? loggingPlace(project);
      if (isNew(at))
        report({ message: "silent", at, confidence: project.settingsComplete ? "medium" : "low" });
    }
  },
});

/** A handler of an unknown class, or one that sends records away, may well tell somebody. */
function mayAlert(project: DjangoProject): boolean {
  return reach(project.tree, "django.request", "ERROR", false).sinks.some(({ handler }) => {
    const { values, complete } = possibleValues(handler.target);
    return (
      !complete ||
      values.some(
        ({ kind }) =>
          ["mail", "third-party", "http", "network", "queue", "syslog"].includes(kind) &&
          handler.origin === "logging" &&
          handler.class !== "django.utils.log.AdminEmailHandler",
      )
    );
  });
}

/** LOGGING mails to an empty ADMINS: django/error-mail-lost says it, with the same cure. */
function mailsNobody(project: DjangoProject): boolean {
  return (
    hasNoAdmins(project) &&
    reach(project.tree, "django.request", "ERROR", false).sinks.some(
      ({ handler }) =>
        handler.origin === "logging" &&
        handler.class === "django.utils.log.AdminEmailHandler" &&
        handler.at !== null,
    )
  );
}

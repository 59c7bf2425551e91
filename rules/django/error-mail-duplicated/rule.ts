import { defineRule } from "../../../src/engine/rule.ts";
import type { DjangoProject } from "../../../src/model/django.ts";
import { possibleValues } from "../../../src/model/fact.ts";
import { reach, type ReachedHandler } from "../../../src/model/logger-routing.ts";
import type { FileSpan } from "../../../src/text/span.ts";
import { configuredLoggers, loggerName, once, projectsWithoutDebug } from "../projects.ts";

/** Reports errors that are mailed to ADMINS twice, because two AdminEmailHandlers stand in the way of one record. */
export default defineRule({
  id: "django/error-mail-duplicated",
  since: "0.1.0",
  layer: "django",
  summary: "Each error is mailed to ADMINS twice",
  severity: "warning",
  confidence: "high",
  presets: ["recommended"],
  fixable: "no",
  messages: {
    twice: {
      what: "Errors of {logger} are mailed to ADMINS twice: by {first}, and by {second}.",
      why: "Every failed request sends two mails, each over SMTP while the visitor waits.",
      instead: "{cure}",
    },
  },
  references: [
    "Django utils/log.py, DEFAULT_LOGGING and AdminEmailHandler (3.2-6.1)",
    "CPython logging/__init__.py, Logger.callHandlers",
  ],
  check(stack, report) {
    const isNew = once();
    for (const project of projectsWithoutDebug(stack)) {
      if (!project.tree.known || !hasAdmins(project)) continue;
      for (const name of ["django.request", ...configuredLoggers(project).map((each) => each.name)]) {
        const [first, second] = mailsOf(project, name);
        if (first === undefined || second === undefined) continue;
        const places = [first, second].map((each) => placeOf(project, each)).filter((at) => at !== null);
        const [at, ...others] = places;
        if (at === undefined || !isNew(at)) continue;
        report({
          message: "twice",
          data: {
            logger: loggerName(name),
            first: shown(first),
            second: shown(second),
            cure: cureOf(first, second),
          },
          at,
          related: others.map((each) => ({ ...each, label: "the same record is mailed here again" })),
        });
      }
    }
  },
});

/** Somebody gets the mail, as far as known: ADMINS that come from the environment are there to be set. */
function hasAdmins(project: DjangoProject): boolean {
  const { ADMINS } = project;
  if (ADMINS.state === "unknown") return ADMINS.at !== undefined;
  return possibleValues(ADMINS).values.some((value) => value.length > 0);
}

/** The handlers that certainly mail an error of this logger while DEBUG is false, nearest first. */
function mailsOf(project: DjangoProject, logger: string): readonly ReachedHandler[] {
  return reach(project.tree, logger, "ERROR", false).sinks.filter(
    ({ certain, handler }) => certain && handler.class === "django.utils.log.AdminEmailHandler",
  );
}

/** Where LOGGING gives the logger its handler; null for Django's default. */
function placeOf(project: DjangoProject, { key, logger, handler }: ReachedHandler): FileSpan | null {
  const configured = configuredLoggers(project).findLast((each) => each.name === logger);
  return configured?.handlers.find((each) => each.name === key)?.at ?? handler.at;
}

function shown({ handler, logger }: ReachedHandler): string {
  if (handler.origin === "django") return "the handler that Django itself puts on the logger django";
  return `${handler.name} on ${loggerName(logger)}`;
}

function cureOf(first: ReachedHandler, second: ReachedHandler): string {
  if (first.handler.origin === "django")
    return `Take ${second.handler.name} off ${loggerName(second.logger)}, or name the logger django in LOGGING without it.`;
  if (second.handler.origin === "django" || first.logger !== second.logger)
    return `Take ${first.handler.name} off ${loggerName(first.logger)}, or set "propagate": False there.`;
  return `Keep one of the two on ${loggerName(first.logger)}.`;
}

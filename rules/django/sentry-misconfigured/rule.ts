import { defineRule } from "../../../src/engine/rule.ts";
import type { DjangoProject } from "../../../src/model/django.ts";
import type { SentryStart } from "../../../src/model/django-services.ts";
import { certainValue, placeOf } from "../../../src/model/fact.ts";
import { levelName, levelNumber } from "../../../src/model/log-level.ts";
import type { FileSpan } from "../../../src/text/span.ts";
import { configuredLoggers, once, servingProjects, usedHandlers } from "../projects.ts";

/** Reports a Sentry that gets nothing, too little, too much, or everything twice. */
export default defineRule({
  id: "django/sentry-misconfigured",
  since: "0.1.0",
  layer: "django",
  summary: "Sentry is started, but gets nothing, too much, or each error twice",
  severity: "warning",
  confidence: "high",
  presets: ["recommended"],
  fixable: "no",
  messages: {
    address: {
      what: "Sentry is started with an empty address.",
      why: "sentry_sdk sends nothing then, does not look for SENTRY_DSN in the environment, and says nothing.",
      instead: 'Write dsn=os.environ["SENTRY_DSN"], or leave dsn out.',
    },
    never: {
      what: "Sentry gets no log record as an event: event_level is {level}.",
      why: "Unhandled exceptions still arrive; an error that the code catches and logs does not.",
      instead: "Leave event_level at its default, logging.ERROR.",
    },
    always: {
      what: "Sentry gets an event for each record from {level} on.",
      why: "What a healthy site logs uses up the quota, and errors drown in it.",
      instead: "Leave event_level at its default, logging.ERROR.",
    },
    twice: {
      what: "Sentry gets each record of {level} and above twice: from the handler {handler}, and from sentry_sdk itself.",
      why: "sentry_sdk.init watches every logger already, so alerts and counts are wrong.",
      instead: "Take the handler {handler} out of LOGGING, or give LoggingIntegration event_level=None.",
    },
  },
  references: [
    "sentry_sdk integrations/logging.py, LoggingIntegration and EventHandler (1.9.10, 2.68)",
    "https://docs.sentry.io/platforms/python/integrations/logging/",
  ],
  check(stack, report) {
    const isNew = once();
    for (const project of servingProjects(stack)) {
      const [start] = project.sentry;
      // Which of several calls counts is not known: each takes the place of the one before.
      if (start === undefined || project.sentry.length > 1) continue;
      const empty = emptyAddress(start);
      if (empty !== null) {
        if (isNew(empty)) report({ message: "address", at: empty });
        continue;
      }
      const level = certainValue(start.eventLevel);
      if (level === undefined) continue;
      const at = placeOf(start.eventLevel);
      if (at !== undefined && (level === null || level > 40) && isNew(at))
        if (!hasOwnHandler(project))
          report({ message: "never", data: { level: shown(level) }, at, severity: "info" });
      if (at !== undefined && level !== null && level <= 20 && isNew(at))
        report({ message: "always", data: { level: shown(level) }, at });
      const again = level === null ? null : sentryHandler(project);
      if (again !== null && isNew(again.at))
        report({
          message: "twice",
          data: { level: shown(Math.max(level ?? 0, again.level)), handler: again.name },
          at: again.at,
          related: [{ ...start.at, label: "Sentry starts here" }],
        });
    }
  },
});

/** Only what is written out: a variable that is empty here may well be set on the server. */
function emptyAddress({ dsn, isDsnWritten, when, at }: SentryStart): FileSpan | null {
  return isDsnWritten && when === null && certainValue(dsn) === "" ? (placeOf(dsn) ?? at) : null;
}

function shown(level: number | null): string {
  return level === null ? "None" : levelName(level);
}

/** Handlers of sentry_sdk that make events. Those of raven speak to another server, with another address. */
const EVENT_HANDLERS = [
  "sentry_sdk.integrations.logging.EventHandler",
  "sentry_sdk.integrations.logging.SentryHandler",
];

function hasOwnHandler(project: DjangoProject): boolean {
  return (
    !project.tree.known ||
    Object.values(project.tree.handlers).some((each) => EVENT_HANDLERS.includes(each.class))
  );
}

/** The handler of LOGGING that some logger has and that makes events too. */
function sentryHandler(project: DjangoProject): { name: string; at: FileSpan; level: number } | null {
  const used = usedHandlers(project);
  for (const [key, { name, class: path, at, level }] of Object.entries(project.tree.handlers)) {
    if (!used.has(key) || !EVENT_HANDLERS.includes(path) || at === null) continue;
    const number = levelNumber(certainValue(level) ?? "");
    if (number === undefined) continue;
    const place = configuredLoggers(project)
      .flatMap(({ handlers }) => handlers)
      .find((each) => each.name === name);
    return { name, at: place?.at ?? at, level: number };
  }
  return null;
}

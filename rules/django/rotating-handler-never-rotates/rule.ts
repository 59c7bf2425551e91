import type { PlannedEdit } from "../../../src/engine/planned-edit.ts";
import { defineRule, type PlannedFix } from "../../../src/engine/rule.ts";
import type { HandlerConfig } from "../../../src/model/django.ts";
import { certainValue } from "../../../src/model/fact.ts";
import { entryAfterClass, isWithin } from "../fixes.ts";
import { once, productionProjects } from "../projects.ts";

const SIZED = [
  "logging.handlers.RotatingFileHandler",
  "concurrent_log_handler.ConcurrentRotatingFileHandler",
  "cloghandler.ConcurrentRotatingFileHandler",
];

/** Reports rotating handlers whose arguments keep them from rotating, or from deleting anything. */
export default defineRule({
  id: "django/rotating-handler-never-rotates",
  since: "0.1.0",
  layer: "django",
  summary: "A rotating handler that never rotates or never deletes",
  severity: "warning",
  confidence: "high",
  presets: ["recommended"],
  fixable: "unsafe",
  messages: {
    size: {
      what: "The handler {handler} never rotates: maxBytes is {given}.",
      why: "The handler then only appends: unless something else rotates the file, it grows until the disk is full.",
      instead: "Set maxBytes and backupCount.",
    },
    count: {
      what: "The handler {handler} never rotates: backupCount is {given}.",
      why: "With maxBytes but no backups the file is only opened again at the limit, and goes on growing.",
      instead: "Set backupCount to the number of old files to keep.",
    },
    keeps: {
      what: "The handler {handler} keeps every old file: backupCount is {given}.",
      why: "Rotated files are never deleted, so they fill the disk.",
      instead: "Set backupCount to the number of old files to keep.",
    },
  },
  references: [
    "CPython logging/handlers.py, RotatingFileHandler.shouldRollover and doRollover",
    "CPython logging/handlers.py, TimedRotatingFileHandler.doRollover",
  ],
  check(stack, report) {
    const isNew = once();
    for (const project of productionProjects(stack)) {
      for (const handler of project.config?.handlers ?? []) {
        const path = certainValue(handler.class);
        if (path === undefined || project.config?.complete === false) continue;
        const message = messageFor(path, handler);
        if (message === null || !isNew(handler.at)) continue;
        const key = message === "size" ? "maxBytes" : "backupCount";
        const given = handler.options[key] === undefined ? "not set, which means 0" : "0";
        report({
          message,
          data: { handler: handler.name, given },
          at: handler.at,
          fix: limitFix(path, handler),
        });
      }
    }
  },
});

function messageFor(path: string, handler: HandlerConfig): "size" | "count" | "keeps" | null {
  if (path === "logging.handlers.TimedRotatingFileHandler")
    return isZero(handler, "backupCount") ? "keeps" : null;
  if (!SIZED.includes(path)) return null;
  if (isZero(handler, "maxBytes")) return "size";
  return path === SIZED[0] && isZero(handler, "backupCount") ? "count" : null;
}

/** Ten megabytes five times, or a fortnight: the site may want other numbers. */
function limitFix(path: string, handler: HandlerConfig): PlannedFix | null {
  const isTimed = path === "logging.handlers.TimedRotatingFileHandler";
  const keys = isTimed ? (["backupCount"] as const) : (["maxBytes", "backupCount"] as const);
  const edits = keys
    .filter((key) => isZero(handler, key))
    .map((key): PlannedEdit | null => {
      const value = key === "maxBytes" ? "10485760" : isTimed ? "14" : "5";
      const fact = handler.options[key];
      if (fact === undefined) return entryAfterClass(handler, key, value);
      if (fact.state !== "set" || !isWithin(fact.at, handler.at)) return null;
      return { ...fact.at, how: "replace", was: "0", text: value };
    });
  const known = edits.filter((edit) => edit !== null);
  return edits.length === 0 || known.length < edits.length
    ? null
    : { safety: "unsafe", title: "Limit the size and the number of files", edits: known };
}

function isZero(handler: HandlerConfig, key: string): boolean {
  const fact = handler.options[key];
  return fact === undefined || certainValue(fact) === 0;
}

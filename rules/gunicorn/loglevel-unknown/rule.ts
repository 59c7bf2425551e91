import { defineRule } from "../../../src/engine/rule.ts";
import { hasOwnLogger, servingGunicorns, writtenValues } from "../instances.ts";

const LEVELS = new Set(["debug", "info", "warning", "error", "critical"]);
const MEANT: Readonly<Record<string, string>> = {
  warn: "warning",
  fatal: "critical",
  err: "error",
  crit: "critical",
  emerg: "critical",
  alert: "critical",
  trace: "debug",
  verbose: "debug",
  notice: "info",
  notset: "debug",
};

/** Reports a loglevel that gunicorn does not know and silently reads as "info". */
export default defineRule({
  id: "gunicorn/loglevel-unknown",
  since: "0.1.0",
  layer: "gunicorn",
  summary: "A loglevel that gunicorn does not know and reads as info",
  severity: "warning",
  confidence: "high",
  presets: ["recommended"],
  fixable: "unsafe",
  messages: {
    unknown: {
      what: 'loglevel "{level}" is none that gunicorn knows: it uses "info"{when}.',
      why: "gunicorn looks the word up among debug, info, warning, error and critical and takes info for any other, without a word.",
      instead: 'Write `loglevel = "{meant}"`.',
    },
    none: {
      what: "loglevel is None, which stops gunicorn at start{when}.",
      why: "gunicorn lower-cases the level without looking: AttributeError: 'NoneType' object has no attribute 'lower'.",
      instead: 'Leave loglevel out for "info", or name one of debug, info, warning, error, critical.',
    },
  },
  references: [
    "gunicorn glogging.py, Logger.setup and LOG_LEVELS (20.1.0)",
    "https://docs.gunicorn.org/en/stable/settings.html#loglevel",
  ],
  check(stack, report) {
    for (const gunicorn of servingGunicorns(stack)) {
      if (!hasOwnLogger(gunicorn)) continue;
      for (const { value, at, when } of writtenValues(gunicorn.settings["loglevel"])) {
        const condition = when === null ? "" : `, when ${when}`;
        if (value === null) {
          report({ message: "none", data: { when: condition }, at, severity: "error" });
        } else if (typeof value === "string" && !LEVELS.has(value.toLowerCase())) {
          const word = value.toLowerCase();
          const meant = (Object.hasOwn(MEANT, word) ? MEANT[word] : undefined) ?? "info";
          report({
            message: "unknown",
            data: { level: value, meant, when: condition },
            at,
            fix: Object.hasOwn(MEANT, word)
              ? {
                  safety: "unsafe",
                  title: `Write ${meant}`,
                  edits: [{ ...at, how: "replace", was: value, text: meant }],
                }
              : null,
          });
        }
      }
    }
  },
});

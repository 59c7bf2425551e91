import { defineRule } from "../../../src/engine/rule.ts";
import type { LoggingConfig } from "../../../src/model/django.ts";
import { certainValue } from "../../../src/model/fact.ts";
import { once } from "../projects.ts";

/** Reports keys of LOGGING that dictConfig never reads. */
export default defineRule({
  id: "django/logging-key-ignored",
  since: "0.1.0",
  layer: "django",
  summary: "LOGGING holds a key that nothing reads",
  severity: "error",
  confidence: "high",
  presets: ["recommended"],
  fixable: "unsafe",
  messages: {
    meant: {
      what: "The key {key} in {owner} is ignored: dictConfig reads {meant}.",
      why: "Nothing complains, and what the key should have set stays at its default.",
      instead: "Write {meant}.",
    },
    logger: {
      what: "The key {key} stands directly in LOGGING, where dictConfig ignores it.",
      why: "It looks like a logger, but only those under loggers are configured; nothing complains.",
      instead: "Move it into loggers.",
    },
    unread: {
      what: "The key {key} in {owner} is ignored by dictConfig.",
      why: "Nothing complains, and whatever it should have set does not happen.",
      instead: "{remedy}",
    },
  },
  references: [
    "CPython logging/config.py, DictConfigurator (3.8-3.14)",
    "https://docs.python.org/3/library/logging.config.html#dictionary-schema-details",
  ],
  check(stack, report) {
    const isNew = once();
    for (const project of stack.django) {
      // Another callable than dictConfig may read keys of its own.
      if (certainValue(project.LOGGING_CONFIG) !== "logging.config.dictConfig") continue;
      for (const { key, owner, meant, at } of project.config?.ignoredKeys ?? []) {
        if (!isNew(at, key)) continue;
        const isLogger = owner === "LOGGING" && meant === "loggers" && !/^logger/i.test(key);
        if (isLogger) report({ message: "logger", data: { key }, at });
        else if (meant !== null)
          report({
            message: "meant",
            data: { key, owner, meant },
            at,
            fix: isWritten(project.config, owner, meant)
              ? null
              : {
                  safety: "unsafe",
                  title: `Write ${meant}`,
                  edits: [{ ...at, how: "replace", was: key, text: meant }],
                },
          });
        else
          report({
            message: "unread",
            data: { key, owner, remedy: remedyFor(owner) },
            at,
            severity: "warning",
          });
      }
    }
  },
});

/** Does the owner have the key that is meant, or may it have it? Then the misspelt one is one too many. */
function isWritten(config: LoggingConfig | null, owner: string, meant: string): boolean {
  const [, kind, name] = /^(logger|handler|formatter) '(.*)'$/s.exec(owner) ?? [];
  switch (kind) {
    case "logger": {
      const logger = config?.loggers.find((each) => each.name === name);
      if (logger === undefined) return true;
      if (meant === "level") return logger.level !== null;
      if (meant === "propagate") return logger.propagate !== null;
      if (meant === "handlers") return logger.handlers.length > 0 || logger.handlersUnknown !== null;
      return meant !== "filters" || logger.filters.length > 0 || !logger.filtersComplete;
    }
    case "formatter": {
      const formatter = config?.formatters.find((each) => each.name === name);
      return formatter === undefined || meant !== "format" || formatter.format !== null;
    }
    default:
      return true;
  }
}

/** Only formatters and filters may be objects of one's own, which take arguments. */
function remedyFor(owner: string): string {
  return /^(?:formatter|filter)/.test(owner)
    ? "Remove it; a class of its own takes extra arguments only when it is given with ()."
    : "Remove it.";
}

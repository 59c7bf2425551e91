import type { LoggerConfig, LoggingConfig } from "../../model/django.ts";
import { defaultFact, unknownFact } from "../../model/fact.ts";
import type { FileSpan } from "../../text/span.ts";
import { doubt, readSection, refuse, type ConfigReading, type SectionEntry } from "./config-reading.ts";
import { readLevel } from "./level-fact.ts";
import { booleanFact, entryFact, entryOf, pythonRepr, truth, type Dict } from "./value-facts.ts";

/** Handlers that exist by name when LOGGING is applied: those of Django's default. */
const EXISTING = ["console", "django.server", "mail_admins"];

/** LOGGING with `incremental`: only levels and propagate are read (`DictConfigurator.configure`, CPython 3.11). */
export function readIncremental(reading: ConfigReading, config: Dict, at: FileSpan): LoggingConfig {
  const flag = entryOf(config, "incremental");
  if (flag !== undefined && truth(flag.value) !== true)
    doubt(reading, "whether LOGGING is incremental is not known", at);
  const handlers = readSection(reading, config, "handlers", "handler", at);
  const loggers = readSection(reading, config, "loggers", "logger", at);
  const root = entryOf(config, "root");
  return {
    at,
    disableExistingLoggers: defaultFact(false, "an incremental configuration disables nothing"),
    incremental: entryFact(flag?.value, flag?.at ?? at, false, "Python", booleanFact),
    handlers: handlers.entries.map((entry) => {
      if (!EXISTING.includes(entry.name)) {
        refuse(reading, {
          at: entry.at,
          subject: null,
          cause: `No handler found with name ${pythonRepr(entry.name)}`,
        });
      }
      return {
        name: entry.name,
        at: entry.at,
        class: unknownFact("an incremental configuration names no class", entry.at),
        level:
          levelOf(reading, entry, `Unable to configure handler ${pythonRepr(entry.name)}`) ??
          defaultFact("NOTSET", "Python"),
        filters: [],
        filtersComplete: true,
        formatter: null,
        options: {},
        target: unknownFact("an incremental configuration names no target", entry.at),
      };
    }),
    loggers: loggers.entries.map((entry) =>
      readLevels(reading, entry, `Unable to configure logger ${pythonRepr(entry.name)}`),
    ),
    root:
      root === undefined || truth(root.value) === false
        ? null
        : readLevels(
            reading,
            { name: "", value: root.value, at: root.value.at ?? root.at ?? at },
            "Unable to configure root logger",
          ),
    formatters: [],
    filters: [],
    ignoredKeys: reading.ignored,
    complete: reading.doubts.length === 0,
    loggersComplete: loggers.complete,
  };
}

function levelOf(reading: ConfigReading, entry: SectionEntry, subject: string): LoggerConfig["level"] {
  if (entry.value.kind !== "dict") {
    doubt(reading, "the entry is not known", entry.at);
    return null;
  }
  const level = entryOf(entry.value, "level");
  return level === undefined ? null : readLevel(reading, level.value, level.at ?? entry.at, subject);
}

function readLevels(reading: ConfigReading, entry: SectionEntry, subject: string): LoggerConfig {
  const propagate = entry.value.kind === "dict" ? entryOf(entry.value, "propagate") : undefined;
  return {
    name: entry.name === "root" ? "" : entry.name,
    at: entry.at,
    level: levelOf(reading, entry, subject),
    handlers: [],
    handlersUnknown: null,
    propagate:
      propagate === undefined || propagate.value.kind === "none"
        ? null
        : booleanFact(propagate.value, propagate.at ?? entry.at),
    filters: [],
    filtersComplete: true,
  };
}

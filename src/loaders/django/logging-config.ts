import type { Value } from "../../evaluate/value.ts";
import type { LoggingConfig } from "../../model/django.ts";
import { defaultFact } from "../../model/fact.ts";
import type { FileSpan } from "../../text/span.ts";
import { closestName } from "./close-name.ts";
import {
  doubt,
  newReading,
  readSection,
  refuse,
  type ConfigReading,
  type SectionEntry,
} from "./config-reading.ts";
import { readFilter, type ReadFilter } from "./filter-config.ts";
import { readFormatter } from "./formatter-config.ts";
import { readHandler } from "./handler-config.ts";
import { readLogger } from "./logger-config.ts";
import { handlerOrder } from "./handler-order.ts";
import { readIncremental } from "./incremental-config.ts";
import { booleanFact, entryFact, entryOf, isOpen, pythonType, truth, type Dict } from "./value-facts.ts";
import { append } from "../../text/append.ts";

const TOP_KEYS = [
  "version",
  "incremental",
  "disable_existing_loggers",
  "formatters",
  "filters",
  "handlers",
  "loggers",
  "root",
];

export interface ReadConfig {
  /** Null when LOGGING is not a dict or not known. */
  readonly config: LoggingConfig | null;
  readonly filters: readonly ReadFilter[];
  readonly reading: ConfigReading;
}

/** LOGGING as `logging.config.dictConfig` takes it (CPython 3.11): its parts with their places, and what would be refused. */
export function readLoggingConfig(value: Value, fallback: FileSpan): ReadConfig {
  const reading = newReading();
  const at = value.at ?? fallback;
  if (value.kind !== "dict") {
    notADictConfig(reading, value, at);
    return { config: null, filters: [], reading };
  }
  checkVersion(reading, value, at);
  noteIgnoredKeys(reading, value, at);
  const incremental = entryOf(value, "incremental");
  if (incremental !== undefined && truth(incremental.value) !== false) {
    return { config: readIncremental(reading, value, at), filters: [], reading };
  }
  const formatters = readSection(reading, value, "formatters", "formatter", at);
  const readFormatters = present(formatters.entries.map((entry) => readFormatter(reading, entry)));
  const filters = readSection(reading, value, "filters", "filter", at);
  const readFilters = present(filters.entries.map((entry) => readFilter(reading, entry)));
  const handlers = readSection(reading, value, "handlers", "handler", at);
  const order = handlerOrder(handlers.entries);
  const scope = { formatters, filters, handlers, stuck: order.stuck };
  const readHandlers = present(order.entries.map((entry) => readHandler(reading, entry, scope)));
  const loggers = readSection(reading, value, "loggers", "logger", at);
  const readLoggers = present(
    loggers.entries.map((entry) => readLogger(reading, entry, handlers, filters, "loggers")),
  );
  const rootEntry = entryOf(value, "root");
  const root =
    rootEntry === undefined || truth(rootEntry.value) === false
      ? null
      : readLogger(
          reading,
          rootSection(rootEntry.value, rootEntry.value.at ?? rootEntry.at ?? at),
          handlers,
          filters,
          "root",
        );
  if (isOpen(value)) doubt(reading, value.open ?? "a key of LOGGING is not known", at);
  const flag = entryOf(value, "disable_existing_loggers");
  return {
    config: {
      at,
      disableExistingLoggers: entryFact(flag?.value, flag?.at ?? at, true, "Python", booleanFact),
      incremental: defaultFact(false, "Python"),
      handlers: readHandlers,
      loggers: readLoggers,
      root,
      formatters: readFormatters,
      filters: readFilters.map((each) => each.config),
      ignoredKeys: reading.ignored,
      complete: reading.doubts.length === 0,
      loggersComplete: loggers.complete && readLoggers.length === loggers.entries.length && !isOpen(value),
    },
    filters: readFilters,
    reading,
  };
}

function present<T>(items: readonly (T | null)[]): T[] {
  return items.filter((item) => item !== null);
}

function rootSection(value: Value, at: FileSpan): SectionEntry {
  return { name: "", value, at };
}

/** `config['version'] != 1` is the test, so True and 1.0 pass. */
function checkVersion(reading: ConfigReading, config: Dict, at: FileSpan): void {
  const version = entryOf(config, "version");
  if (version === undefined) {
    if (isOpen(config)) doubt(reading, "whether LOGGING has a version is not known", at);
    else
      refuse(reading, {
        at,
        subject: null,
        cause: "dictionary doesn't specify a version",
        instead: 'Add "version": 1.',
      });
    return;
  }
  const value = version.value;
  const place = value.at ?? version.at ?? at;
  const right =
    (value.kind === "integer" && value.value === 1n) ||
    (value.kind === "boolean" && value.value) ||
    (value.kind === "float" && value.value === 1);
  if (right) return;
  if (
    value.kind === "unknown" ||
    value.kind === "either" ||
    value.kind === "instance" ||
    value.kind === "reference"
  ) {
    doubt(reading, "the version is not known", place);
    return;
  }
  const shown = "value" in value ? String(value.value) : "None";
  refuse(reading, {
    at: place,
    subject: null,
    cause: `Unsupported version: ${shown}`,
    instead: 'Write "version": 1.',
  });
}

function notADictConfig(reading: ConfigReading, value: Value, at: FileSpan): void {
  switch (value.kind) {
    case "tuple":
    case "list": {
      const first = value.items[0];
      const trailing = value.kind === "tuple" && value.items.length === 1 && first?.kind === "dict";
      const length = first?.kind === "dict" ? first.entries.length : null;
      const cause =
        length === null
          ? `it is a ${value.kind}, not a dict`
          : `dictionary update sequence element #0 has length ${length}; 2 is required`;
      const instead = trailing
        ? "Remove the comma after the closing brace of LOGGING."
        : "Make LOGGING a dict.";
      refuse(reading, { at, subject: "LOGGING", cause, instead });
      return;
    }
    case "string":
    case "bytes":
    case "integer":
    case "float":
    case "boolean":
    case "set":
    case "path":
      refuse(reading, {
        at,
        subject: "LOGGING",
        cause: `it is a ${pythonType(value) ?? "path"}, not a dict`,
        instead: "Make LOGGING a dict.",
      });
      return;
    default:
      doubt(
        reading,
        value.kind === "unknown" ? value.why : "LOGGING is not known without running the settings",
        at,
      );
  }
}

function noteIgnoredKeys(reading: ConfigReading, config: Dict, at: FileSpan): void {
  for (const entry of config.entries) {
    if (entry.key.kind !== "string" || TOP_KEYS.includes(entry.key.value)) continue;
    const key = entry.key.value;
    const meant = closestName(key, TOP_KEYS) ?? (looksLikeLogger(entry.value) ? "loggers" : null);
    if (meant === null && refersToConfig(config, key)) continue;
    reading.ignored.push({ key, owner: "LOGGING", meant, at: entry.at ?? at });
  }
}

function looksLikeLogger(value: Value): boolean {
  return (
    value.kind === "dict" &&
    (entryOf(value, "handlers") ?? entryOf(value, "level") ?? entryOf(value, "propagate")) !== undefined
  );
}

/** A key of one's own can be read through `cfg://key`. */
function refersToConfig(config: Dict, key: string): boolean {
  const rest: Value[] = [config];
  for (let steps = 0; rest.length > 0 && steps < 10_000; steps++) {
    const value = rest.pop();
    if (value?.kind === "string" && value.value.startsWith(`cfg://${key}`)) return true;
    if (value?.kind === "dict")
      append(
        rest,
        value.entries.map((entry) => entry.value),
      );
    else if (value?.kind === "list" || value?.kind === "tuple") append(rest, value.items);
  }
  return false;
}

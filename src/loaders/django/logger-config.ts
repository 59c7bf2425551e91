import type { LoggerConfig } from "../../model/django.ts";
import type { Fact } from "../../model/fact.ts";
import { closestName } from "./close-name.ts";
import {
  doubt,
  readNames,
  type ConfigReading,
  type Names,
  type Section,
  type SectionEntry,
} from "./config-reading.ts";
import { notADict } from "./formatter-config.ts";
import { checkDefined } from "./handler-config.ts";
import { readLevel } from "./level-fact.ts";
import { booleanFact, entryOf, isOpen, pythonRepr, type Dict } from "./value-facts.ts";

const READ_KEYS = ["level", "handlers", "filters", "propagate"];

/** One logger, checked as `configure_logger` would; `root` is the dict under the key of that name. */
export function readLogger(
  reading: ConfigReading,
  entry: SectionEntry,
  handlers: Section,
  filters: Section,
  place: "loggers" | "root",
): LoggerConfig | null {
  const subject =
    place === "root"
      ? "Unable to configure root logger"
      : `Unable to configure logger ${pythonRepr(entry.name)}`;
  if (entry.value.kind !== "dict") {
    notADict(reading, entry, subject);
    return null;
  }
  const dict = entry.value;
  const open = isOpen(dict);
  if (open) doubt(reading, dict.open ?? "a key of the logger is not known", entry.at);
  const levelEntry = entryOf(dict, "level");
  const level =
    levelEntry === undefined
      ? null
      : readLevel(reading, levelEntry.value, levelEntry.at ?? entry.at, subject);
  const handlerNames = readList(reading, dict, "handlers", entry, subject, "handler");
  checkDefined(reading, handlerNames, handlers, subject, "handler", "handlers");
  const filterNames = readList(reading, dict, "filters", entry, subject, "filter");
  checkDefined(reading, filterNames, filters, subject, "filter", "filters");
  noteIgnoredKeys(reading, dict, entry, place);
  return {
    // Since Python 3.9 getLogger("root") is the root logger.
    name: entry.name === "root" ? "" : entry.name,
    at: entry.at,
    level,
    handlers: handlerNames.names,
    handlersUnknown:
      handlerNames.unknown ?? (open && entryOf(dict, "handlers") === undefined ? "a key is not known" : null),
    propagate: readPropagate(dict, entry),
    filters: filterNames.names.map((each) => each.name),
    filtersComplete: filterNames.unknown === null && !open,
  };
}

/** `propagate` is used by its truth; None or no key leaves it as it is. */
function readPropagate(dict: Dict, entry: SectionEntry): Fact<boolean> | null {
  const given = entryOf(dict, "propagate");
  if (given === undefined || given.value.kind === "none") return null;
  return booleanFact(given.value, given.value.at ?? given.at ?? entry.at);
}

function readList(
  reading: ConfigReading,
  dict: Dict,
  key: string,
  entry: SectionEntry,
  subject: string,
  adding: "handler" | "filter",
): Names {
  const given = entryOf(dict, key);
  if (given === undefined) return { names: [], unknown: null };
  return readNames(reading, given.value, given.at ?? entry.at, subject, adding);
}

function noteIgnoredKeys(
  reading: ConfigReading,
  dict: Dict,
  entry: SectionEntry,
  place: "loggers" | "root",
): void {
  for (const each of dict.entries) {
    if (each.key.kind !== "string" || READ_KEYS.includes(each.key.value)) continue;
    const key = each.key.value;
    const owner = place === "root" ? "root" : `logger '${entry.name}'`;
    reading.ignored.push({ key, owner, meant: closestName(key, READ_KEYS), at: each.at ?? entry.at });
  }
}

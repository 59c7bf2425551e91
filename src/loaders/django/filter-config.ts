import type { FilterConfig, Gate } from "../../model/django.ts";
import { certainValue } from "../../model/fact.ts";
import { readClass } from "./class-value.ts";
import { doubt, type ConfigReading, type SectionEntry } from "./config-reading.ts";
import { notADict } from "./formatter-config.ts";
import { checkKeywords } from "./keyword-check.ts";
import { FILTER_CLASSES } from "./logging-classes.data.ts";
import { entryOf, isOpen, pythonRepr, type Dict } from "./value-facts.ts";

/** A filter of LOGGING, and what it lets pass: null for everything. */
export interface ReadFilter {
  readonly config: FilterConfig;
  readonly gate: Gate | null;
}

/** One filter, checked as `DictConfigurator.configure_filter` would (CPython 3.11): without `()` only `name` is read. */
export function readFilter(reading: ConfigReading, entry: SectionEntry): ReadFilter | null {
  const subject = `Unable to configure filter ${pythonRepr(entry.name)}`;
  if (entry.value.kind !== "dict") {
    notADict(reading, entry, subject);
    return null;
  }
  const dict = entry.value;
  const factory = entryOf(dict, "()");
  if (isOpen(dict)) doubt(reading, "the filter may have more keys", entry.at);
  if (factory === undefined) return { config: plain(reading, dict, entry), gate: nameGate(dict) };
  const path = certainValue(readClass(reading, factory.value, factory.at ?? entry.at, subject, "()")) ?? null;
  const known = path !== null && Object.hasOwn(FILTER_CLASSES, path) ? FILTER_CLASSES[path] : undefined;
  const keywords = dict.entries.filter(
    (each) => each.key.kind !== "string" || (each.key.value !== "()" && each.key.value !== "."),
  );
  if (path !== null) checkKeywords(reading, keywords, path, known, dict.open, entry.at, subject);
  return { config: { name: entry.name, at: entry.at, class: path }, gate: gateOf(path, dict) };
}

function plain(reading: ConfigReading, dict: Dict, entry: SectionEntry): FilterConfig {
  for (const each of dict.entries) {
    if (each.key.kind !== "string" || each.key.value === "name") continue;
    const meant = each.key.value === "class" ? "()" : null;
    reading.ignored.push({
      key: each.key.value,
      owner: `filter '${entry.name}'`,
      meant,
      at: each.at ?? entry.at,
    });
  }
  return { name: entry.name, at: entry.at, class: null };
}

function gateOf(path: string | null, dict: Dict): Gate | null {
  if (path === "django.utils.log.RequireDebugTrue") return "debug-true";
  if (path === "django.utils.log.RequireDebugFalse") return "debug-false";
  return path === "logging.Filter" ? nameGate(dict) : "unknown";
}

/** `logging.Filter` passes the loggers below its name; the empty name passes all. */
function nameGate(dict: Dict): Gate | null {
  const name = entryOf(dict, "name");
  if (name === undefined) return dict.open === undefined ? null : "unknown";
  return name.value.kind === "string" && name.value.value === "" ? null : "unknown";
}

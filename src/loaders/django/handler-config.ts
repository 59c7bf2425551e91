import type { DictEntry, Value } from "../../evaluate/value.ts";
import type { HandlerConfig } from "../../model/django.ts";
import { certainValue, defaultFact, unknownFact, type Fact } from "../../model/fact.ts";
import { readClass } from "./class-value.ts";
import {
  doubt,
  readNames,
  refuse,
  type ConfigReading,
  type Names,
  type Section,
  type SectionEntry,
} from "./config-reading.ts";
import { notADict } from "./formatter-config.ts";
import { checkArguments } from "./handler-arguments.ts";
import { handlerTarget } from "./handler-target.ts";
import { checkKeywords } from "./keyword-check.ts";
import { readLevel } from "./level-fact.ts";
import { HANDLER_CLASSES } from "./logging-classes.data.ts";
import { plainFact } from "./plain-value.ts";
import { entryOf, isOpen, pythonRepr, truth, type Dict } from "./value-facts.ts";

/** Keys that dictConfig takes for itself; the rest are arguments of the class. */
const OWN_KEYS = ["class", "()", "level", "formatter", "filters", "."];

/** What a handler may refer to. */
export interface HandlerScope {
  readonly formatters: Section;
  readonly filters: Section;
  readonly handlers: Section;
  /** Memory handlers whose target cannot be made before them. */
  readonly stuck: ReadonlySet<string>;
}

/** One handler, checked as `DictConfigurator.configure_handler` would, in its order (CPython 3.11). */
export function readHandler(
  reading: ConfigReading,
  entry: SectionEntry,
  scope: HandlerScope,
): HandlerConfig | null {
  const subject = `Unable to configure handler ${pythonRepr(entry.name)}`;
  if (entry.value.kind !== "dict") {
    notADict(reading, entry, subject);
    return null;
  }
  const dict = entry.value;
  if (isOpen(dict)) doubt(reading, "the handler may have more keys", entry.at);
  const formatter = readFormatterName(reading, dict, entry, scope.formatters, subject);
  const className = readHandlerClass(reading, dict, entry, subject);
  const path = certainValue(className);
  const keywords = dict.entries.filter(
    (each) => each.key.kind !== "string" || !OWN_KEYS.includes(each.key.value),
  );
  if (path !== undefined) checkHandlerKeywords(reading, dict, entry, path, keywords, scope, subject);
  const levelEntry = entryOf(dict, "level");
  const level =
    levelEntry === undefined
      ? null
      : readLevel(reading, levelEntry.value, levelEntry.at ?? entry.at, subject);
  const filters = readFilterNames(reading, dict, entry, scope.filters, subject);
  const options: Record<string, Fact<unknown>> = Object.create(null) as Record<string, Fact<unknown>>;
  for (const each of keywords) {
    if (each.key.kind === "string")
      options[each.key.value] = plainFact(each.value, each.value.at ?? each.at ?? entry.at);
  }
  const argument = (name: string): Value | undefined => entryOf(dict, name)?.value;
  return {
    name: entry.name,
    at: entry.at,
    class: className,
    level: level ?? defaultFact("NOTSET", "Python"),
    filters: filters.names.map((each) => each.name),
    filtersComplete: filters.unknown === null && !isOpen(dict),
    formatter,
    options,
    target:
      path === undefined
        ? unknownFact("its class is not known", entry.at)
        : handlerTarget(path, argument, entry.at),
  };
}

function readHandlerClass(
  reading: ConfigReading,
  dict: Dict,
  entry: SectionEntry,
  subject: string,
): Fact<string> {
  const factory = entryOf(dict, "()");
  if (factory !== undefined) return readClass(reading, factory.value, factory.at ?? entry.at, subject, "()");
  const named = entryOf(dict, "class");
  if (named !== undefined) return readClass(reading, named.value, named.at ?? entry.at, subject, "class");
  if (isOpen(dict)) return unknownFact("its class is not known", entry.at);
  refuse(reading, {
    at: entry.at,
    subject,
    cause: "'NoneType' object has no attribute 'split'",
    instead: 'Give the handler a "class".',
  });
  return unknownFact("it has no class", entry.at);
}

function checkHandlerKeywords(
  reading: ConfigReading,
  dict: Dict,
  entry: SectionEntry,
  path: string,
  keywords: readonly DictEntry[],
  scope: HandlerScope,
  subject: string,
): void {
  const known = Object.hasOwn(HANDLER_CLASSES, path) ? HANDLER_CLASSES[path] : undefined;
  if (known === undefined) doubt(reading, `what ${path} takes is not known`, entry.at);
  const both = entryOf(dict, "()") === undefined ? undefined : entryOf(dict, "class");
  const target =
    path === "logging.handlers.MemoryHandler" && entryOf(dict, "()") === undefined
      ? entryOf(dict, "target")
      : undefined;
  if (target !== undefined) {
    const name = target.value.kind === "string" ? target.value.value : null;
    if (name === null) doubt(reading, "the target is not known by name", target.at ?? entry.at);
    else if (scope.stuck.has(entry.name)) {
      const at = target.value.at ?? target.at ?? entry.at;
      refuse(reading, { at, subject, cause: `Unable to set target handler ${pythonRepr(name)}` });
    } else if (!scope.handlers.names.has(name)) {
      const at = target.value.at ?? target.at ?? entry.at;
      if (scope.handlers.complete)
        refuse(reading, { at, subject, cause: `Unable to set target handler ${pythonRepr(name)}` });
      else doubt(reading, "the target handler is not known", at);
    }
  }
  checkKeywords(
    reading,
    both === undefined ? keywords : [...keywords, both],
    path,
    known,
    dict.open,
    entry.at,
    subject,
  );
  if (known !== undefined) checkArguments(reading, dict, path, entry.at, subject);
}

function readFormatterName(
  reading: ConfigReading,
  dict: Dict,
  entry: SectionEntry,
  formatters: Section,
  subject: string,
): string | null {
  const formatter = entryOf(dict, "formatter");
  if (formatter === undefined || truth(formatter.value) === false) return null;
  const at = formatter.value.at ?? formatter.at ?? entry.at;
  if (formatter.value.kind !== "string") {
    doubt(reading, "the formatter is not known by name", at);
    return null;
  }
  const name = formatter.value.value;
  if (formatters.names.has(name)) return name;
  if (!formatters.complete) doubt(reading, "the formatter is not among the known ones", at);
  else
    refuse(reading, {
      at,
      subject,
      cause: `Unable to set formatter ${pythonRepr(name)}`,
      instead: define("formatter", name, "formatters"),
    });
  return name;
}

function readFilterNames(
  reading: ConfigReading,
  dict: Dict,
  entry: SectionEntry,
  filters: Section,
  subject: string,
): Names {
  const given = entryOf(dict, "filters");
  if (given === undefined) return { names: [], unknown: null };
  const names = readNames(reading, given.value, given.at ?? entry.at, subject, "filter");
  checkDefined(reading, names, filters, subject, "filter", "filters");
  return names;
}

/** Each name must be defined in this LOGGING: nothing of Django's default is visible in it. */
export function checkDefined(
  reading: ConfigReading,
  names: Names,
  section: Section,
  subject: string,
  noun: "filter" | "handler",
  key: string,
): void {
  for (const { name, at } of names.names) {
    if (section.names.has(name)) continue;
    if (!section.complete) doubt(reading, `the ${noun} ${name} is not among the known ones`, at);
    else
      refuse(reading, {
        at,
        subject,
        cause: `Unable to add ${noun} ${pythonRepr(name)}`,
        instead: define(noun, name, key),
      });
  }
}

/** Names that Django's own default configuration has, which LOGGING cannot refer to. */
const DEFAULT_NAMES = [
  "console",
  "mail_admins",
  "django.server",
  "require_debug_true",
  "require_debug_false",
];

function define(noun: string, name: string, key: string): string {
  const own = DEFAULT_NAMES.includes(name)
    ? " The one of Django's default configuration cannot be referred to."
    : "";
  return `Define the ${noun} ${pythonRepr(name)} under "${key}".${own}`;
}

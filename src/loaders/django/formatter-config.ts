import type { FormatterConfig } from "../../model/django.ts";
import { certainValue, defaultFact } from "../../model/fact.ts";
import { readClass } from "./class-value.ts";
import { doubt, refuse, type ConfigReading, type SectionEntry } from "./config-reading.ts";
import { formatProblem } from "./format-check.ts";
import { checkKeywords } from "./keyword-check.ts";
import { FORMATTER_CLASSES } from "./logging-classes.data.ts";
import {
  entryFact,
  entryOf,
  isOpen,
  pythonRepr,
  pythonType,
  stringFact,
  truth,
  type Dict,
} from "./value-facts.ts";

/** Keys that a formatter without `()` may have (`configure_formatter`, CPython 3.12); `fmt` is not one. */
const READ_KEYS = ["format", "datefmt", "style", "class", "validate", "defaults"];

/** One formatter of LOGGING, checked as `DictConfigurator.configure_formatter` would (CPython 3.11). */
export function readFormatter(reading: ConfigReading, entry: SectionEntry): FormatterConfig | null {
  const subject = `Unable to configure formatter ${pythonRepr(entry.name)}`;
  if (entry.value.kind !== "dict") {
    notADict(reading, entry, subject);
    return null;
  }
  const dict = entry.value;
  const factory = entryOf(dict, "()");
  const factoryPath =
    factory === undefined ? null : readClass(reading, factory.value, factory.at ?? entry.at, subject, "()");
  const format = entryOf(dict, "format") ?? (factory === undefined ? undefined : entryOf(dict, "fmt"));
  const datefmt = entryOf(dict, "datefmt");
  const style = entryOf(dict, "style");
  const styleFact = entryFact(style?.value, style?.at ?? entry.at, "%", "Python", stringFact);
  const path = factoryPath === null ? null : (certainValue(factoryPath) ?? null);
  if (factoryPath === null) noteIgnoredKeys(reading, dict, entry);
  else checkFactory(reading, dict, entry, path, subject);
  const plainClass = factory === undefined ? entryOf(dict, "class") : undefined;
  const className =
    plainClass === undefined || truth(plainClass.value) === false
      ? null
      : (certainValue(readClass(reading, plainClass.value, plainClass.at ?? entry.at, subject, "()")) ??
        null);
  const formatFact = format === undefined ? null : stringFact(format.value, format.at ?? entry.at);
  if (isOpen(dict)) doubt(reading, "the formatter may have more keys", entry.at);
  else checkFormat(reading, dict, entry, path ?? className ?? "logging.Formatter", subject);
  return {
    name: entry.name,
    at: entry.at,
    class: path ?? className,
    format: formatFact,
    datefmt: datefmt === undefined ? null : stringFact(datefmt.value, datefmt.at ?? entry.at),
    style: certainValue(styleFact) ?? "%",
  };
}

function checkFactory(
  reading: ConfigReading,
  dict: Dict,
  entry: SectionEntry,
  path: string | null,
  subject: string,
): void {
  if (path === null) return;
  const known = Object.hasOwn(FORMATTER_CLASSES, path) ? FORMATTER_CLASSES[path] : undefined;
  const keywords = dict.entries.filter(
    (each) => each.key.kind !== "string" || (each.key.value !== "()" && each.key.value !== "."),
  );
  checkKeywords(reading, keywords, path, known, dict.open, entry.at, subject);
}

/** Only logging's own formatter is known to check its format; a subclass may take another form. */
function checkFormat(
  reading: ConfigReading,
  dict: Dict,
  entry: SectionEntry,
  path: string,
  subject: string,
): void {
  if (!Object.hasOwn(FORMATTER_CLASSES, path)) {
    doubt(reading, `what ${path} checks is not known`, entry.at);
    return;
  }
  const format =
    entryOf(dict, "format") ?? (entryOf(dict, "()") === undefined ? undefined : entryOf(dict, "fmt"));
  const styleEntry = entryOf(dict, "style");
  const place = styleEntry?.value.at ?? entry.at;
  const style = styleEntry === undefined ? defaultFact("%", "Python") : stringFact(styleEntry.value, place);
  const styleText = certainValue(style);
  if (styleEntry !== undefined && styleEntry.value.kind !== "string") {
    if (styleEntry.value.kind === "none" || styleEntry.value.kind === "integer") {
      refuse(reading, {
        at: place,
        subject,
        cause: "Style must be one of: %,{,$",
        instead: 'Write "%", "{" or "$".',
      });
    } else doubt(reading, "the style is not known", place);
    return;
  }
  if (styleText !== undefined && !["%", "{", "$"].includes(styleText)) {
    refuse(reading, {
      at: place,
      subject,
      cause: "Style must be one of: %,{,$",
      instead: 'Write "%", "{" or "$".',
    });
    return;
  }
  const validate = entryOf(dict, "validate");
  if (validate !== undefined && truth(validate.value) !== true) {
    if (truth(validate.value) === undefined) doubt(reading, "`validate` is not known", entry.at);
    return;
  }
  if (format === undefined || truth(format.value) === false || styleText === undefined) return;
  const at = format.value.at ?? format.at ?? entry.at;
  if (format.value.kind !== "string") {
    if (format.value.kind === "integer" || format.value.kind === "list" || format.value.kind === "dict") {
      refuse(reading, {
        at,
        subject,
        cause: "expected string or bytes-like object",
        instead: "Make the format a string.",
      });
    } else doubt(reading, "the format is not known", at);
    return;
  }
  const problem = formatProblem(format.value.value, styleText);
  if (problem !== null)
    refuse(reading, { at, subject, cause: problem, instead: insteadOf(format.value.value) });
}

function insteadOf(format: string): string {
  if (formatProblem(format, "{") === null) return 'Add "style": "{".';
  if (formatProblem(format, "$") === null) return 'Add "style": "$".';
  return 'Write at least one field, such as %(message)s, in the form that "style" names.';
}

function noteIgnoredKeys(reading: ConfigReading, dict: Dict, entry: SectionEntry): void {
  for (const each of dict.entries) {
    if (each.key.kind !== "string" || READ_KEYS.includes(each.key.value)) continue;
    const key = each.key.value;
    const meant = key === "fmt" ? "format" : key === "date_format" || key === "dateformat" ? "datefmt" : null;
    reading.ignored.push({ key, owner: `formatter '${entry.name}'`, meant, at: each.at ?? entry.at });
  }
}

/** What dictConfig says of an entry that is no dict: every kind but an unknown one is refused. */
export function notADict(reading: ConfigReading, entry: SectionEntry, subject: string): void {
  const { value } = entry;
  if (value.kind === "unknown" || value.kind === "either" || value.kind === "partial") {
    doubt(reading, value.kind === "unknown" ? value.why : "it depends on a condition", entry.at);
    return;
  }
  if (
    value.kind === "reference" ||
    value.kind === "instance" ||
    value.kind === "function" ||
    value.kind === "class"
  ) {
    doubt(reading, "it is an object made by code", entry.at);
    return;
  }
  if (value.kind === "string" && value.value.includes("://")) {
    doubt(reading, "it is taken from elsewhere", entry.at);
    return;
  }
  const type = pythonType(value) ?? value.kind;
  refuse(reading, {
    at: entry.at,
    subject,
    cause: `'${type}' object has no attribute 'get'`,
    instead: "Write a dict.",
  });
}

import type { FileSpan } from "../../text/span.ts";
import type { Value } from "../../evaluate/value.ts";
import type { LoggingConfig } from "../../model/django.ts";
import type { Problem } from "../../model/problem.ts";
import {
  entryOf,
  isConstant,
  isOpen,
  isSequence,
  pythonRepr,
  pythonType,
  truth,
  type Dict,
} from "./value-facts.ts";

/** What reading one LOGGING dict finds out, in the order in which dictConfig would meet it. */
export interface ConfigReading {
  readonly problems: Problem[];
  readonly ignored: LoggingConfig["ignoredKeys"][number][];
  /** Parts that cannot be judged without running: nothing certain can be said of acceptance then. */
  readonly doubts: { readonly why: string; readonly at: FileSpan }[];
  /** True once some problem holds in every case, so that dictConfig surely refuses. */
  refused: boolean;
}

export function newReading(): ConfigReading {
  return { problems: [], ignored: [], doubts: [], refused: false };
}

export interface Refusal {
  readonly at: FileSpan;
  /** The outer words of dictConfig: `Unable to configure handler 'x'`; null when the cause stands alone. */
  readonly subject: string | null;
  readonly cause: string;
  readonly instead?: string | undefined;
  readonly code?: string;
  /** The condition under which it is refused; absent: always. */
  readonly when?: string | undefined;
}

export function refuse(reading: ConfigReading, refusal: Refusal): void {
  const words = refusal.subject === null ? refusal.cause : `${refusal.subject}: ${refusal.cause}`;
  const always = refusal.when === undefined;
  reading.problems.push({
    code: refusal.code ?? "syntax",
    message: always ? words : `${words} (when ${refusal.when})`,
    at: refusal.at,
    related: [],
    consequence: always
      ? "Every process that loads these settings stops at start: django.setup() raises ValueError."
      : `Every process that loads these settings stops at start when ${refusal.when}.`,
    ...(refusal.instead === undefined ? {} : { instead: refusal.instead }),
  });
  if (always) reading.refused = true;
  else doubt(reading, `refused when ${refusal.when}`, refusal.at);
}

export function doubt(reading: ConfigReading, why: string, at: FileSpan): void {
  reading.doubts.push({ why, at });
}

export interface SectionEntry {
  readonly name: string;
  readonly value: Value;
  /** The entry's value, or its key when the value has no place. */
  readonly at: FileSpan;
}

export interface Section {
  readonly entries: readonly SectionEntry[];
  readonly names: ReadonlySet<string>;
  /** False when there may be more entries. */
  readonly complete: boolean;
}

const NOTHING: Section = { entries: [], names: new Set(), complete: true };

/** Reads `formatters`, `filters`, `handlers` or `loggers`; `noun` is dictConfig's word for one of them. */
export function readSection(
  reading: ConfigReading,
  config: Dict,
  key: string,
  noun: string,
  at: FileSpan,
): Section {
  const entry = entryOf(config, key);
  if (entry === undefined) return { ...NOTHING, complete: !isOpen(config) };
  const value = entry.value;
  const place = value.at ?? entry.at ?? at;
  switch (value.kind) {
    case "dict":
      return readEntries(reading, value, noun, place);
    case "none":
    case "boolean":
    case "integer":
    case "float":
      refuse(reading, {
        at: place,
        subject: null,
        cause: `'${pythonType(value) ?? value.kind}' object is not iterable`,
        instead: `Make \`${key}\` a dict.`,
      });
      return NOTHING;
    case "string": {
      const first = value.value[0];
      if (first === undefined) return NOTHING;
      if (value.value.includes("://")) break;
      refuse(reading, {
        at: place,
        subject: `Unable to configure ${noun} ${pythonRepr(first)}`,
        cause: `\`${key}\` is a string, not a dict`,
        instead: `Make \`${key}\` a dict.`,
      });
      return NOTHING;
    }
    case "list":
    case "tuple": {
      const first = value.items[0];
      if (first === undefined && value.open === undefined) return NOTHING;
      if (first?.kind !== "string") break;
      refuse(reading, {
        at: place,
        subject: `Unable to configure ${noun} ${pythonRepr(first.value)}`,
        cause: `${value.kind} indices must be integers or slices, not str`,
        instead: `Make \`${key}\` a dict of names.`,
      });
      return NOTHING;
    }
    default:
      break;
  }
  doubt(reading, `\`${key}\` is not known without running the settings`, place);
  return { ...NOTHING, complete: false };
}

function readEntries(reading: ConfigReading, section: Dict, noun: string, at: FileSpan): Section {
  const entries = new Map<string, SectionEntry>();
  for (const entry of section.entries) {
    const place = entry.value.at ?? entry.at ?? at;
    if (entry.key.kind === "string") {
      entries.set(entry.key.value, { name: entry.key.value, value: entry.value, at: place });
    } else if (noun === "logger" && isConstant(entry.key)) {
      refuse(reading, {
        at: entry.at ?? place,
        subject: "Unable to configure logger",
        cause: "A logger name must be a string",
      });
    } else {
      doubt(reading, `the name of a ${noun} is not known`, entry.at ?? place);
    }
  }
  if (section.open !== undefined) doubt(reading, section.open, at);
  return { entries: [...entries.values()], names: new Set(entries.keys()), complete: !isOpen(section) };
}

export interface Names {
  readonly names: readonly { readonly name: string; readonly at: FileSpan }[];
  /** Why there may be others, or null. */
  readonly unknown: string | null;
}

/**
 * Names that dictConfig iterates over: `handlers` of a logger, `filters`. A string is iterated by character, as Python does.
 * `objects` says whether items that are no names (filter objects, since Python 3.11) are taken.
 */
export function readNames(
  reading: ConfigReading,
  value: Value,
  at: FileSpan,
  subject: string,
  adding: "handler" | "filter",
): Names {
  const place = value.at ?? at;
  if (truth(value) === false) return { names: [], unknown: null };
  if (value.kind === "string") {
    return { names: Array.from(value.value, (name) => ({ name, at: place })), unknown: null };
  }
  const items = isSequence(value)
    ? value.items
    : value.kind === "dict"
      ? value.entries.map((entry) => entry.key)
      : null;
  if (items === null) {
    if (value.kind === "boolean" || value.kind === "integer" || value.kind === "float") {
      refuse(reading, {
        at: place,
        subject,
        cause: `'${pythonType(value) ?? value.kind}' object is not iterable`,
      });
      return { names: [], unknown: null };
    }
    const why = value.kind === "unknown" ? value.why : `which ${adding}s it names is not known`;
    doubt(reading, why, place);
    return { names: [], unknown: why };
  }
  const names: { name: string; at: FileSpan }[] = [];
  let unknown: string | null =
    (isSequence(value) || value.kind === "dict") && value.open !== undefined ? value.open : null;
  for (const item of items) {
    if (item.kind === "string") names.push({ name: item.value, at: item.at ?? place });
    else if (
      item.kind === "dict" ||
      item.kind === "list" ||
      item.kind === "none" ||
      item.kind === "integer"
    ) {
      refuse(reading, {
        at: item.at ?? place,
        subject,
        cause: `Unable to add ${adding}: a name must be a string`,
      });
    } else {
      unknown ??= item.kind === "unknown" ? item.why : `one of its ${adding}s is not known by name`;
      doubt(reading, unknown, item.at ?? place);
    }
  }
  if (unknown !== null) doubt(reading, unknown, place);
  return { names, unknown };
}

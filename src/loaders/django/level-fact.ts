import type { Value } from "../../evaluate/value.ts";
import type { Fact } from "../../model/fact.ts";
import { isLevelName, levelName, LEVEL_NAMES } from "../../model/log-level.ts";
import type { FileSpan } from "../../text/span.ts";
import { closestName } from "./close-name.ts";
import { doubt, refuse, type ConfigReading } from "./config-reading.ts";
import { pythonRepr, valueFact } from "./value-facts.ts";

/**
 * A `level` as `logging._checkLevel` takes it (CPython 3.11): a known name in upper case, or an integer.
 * `logging.INFO` is its number. None leaves the level as it is, which the caller sees as null.
 */
export function readLevel(
  reading: ConfigReading,
  value: Value,
  at: FileSpan,
  subject: string,
): Fact<string> | null {
  const place = value.at ?? at;
  if (value.kind === "none") return null;
  checkLevel(reading, value, place, subject, undefined);
  if (value.kind === "either" && value.options.every((option) => option.value.kind === "none")) return null;
  return valueFact(value, place, knownLevel);
}

/** The level's name, or its digits; undefined for what is no level or not known. */
export function knownLevel(value: Value): string | undefined {
  if (value.kind === "string") return isLevelName(value.value) ? canonical(value.value) : undefined;
  if (value.kind === "integer") return levelName(Number(value.value));
  if (value.kind === "boolean") return levelName(value.value ? 1 : 0);
  if (value.kind === "reference" && value.name.startsWith("logging.")) {
    const name = value.name.slice("logging.".length);
    return isLevelName(name) ? canonical(name) : undefined;
  }
  return undefined;
}

function canonical(name: string): string {
  return name === "WARN" ? "WARNING" : name === "FATAL" ? "CRITICAL" : name;
}

function checkLevel(
  reading: ConfigReading,
  value: Value,
  at: FileSpan,
  subject: string,
  when: string | undefined,
): void {
  switch (value.kind) {
    case "none":
    case "integer":
    case "boolean":
      return;
    case "string": {
      if (isLevelName(value.value)) return;
      const meant = closestName(value.value.trim(), [...LEVEL_NAMES, "WARN", "FATAL"]);
      // An upper-case word of its own may be a level that the project adds with addLevelName.
      if (meant === null && /^[A-Z]\w+$/.test(value.value)) {
        doubt(reading, `level ${value.value} is not one of logging's own`, at);
        return;
      }
      const instead = meant === null ? `Write one of ${LEVEL_NAMES.join(", ")}.` : `Write "${meant}".`;
      refuse(reading, { at, subject, cause: `Unknown level: ${pythonRepr(value.value)}`, instead, when });
      return;
    }
    case "float":
    case "bytes":
    case "list":
    case "tuple":
    case "set":
    case "dict":
    case "path":
      refuse(reading, { at, subject, cause: "Level not an integer or a valid string", when });
      return;
    case "either":
      for (const option of value.options) {
        if (option.value.kind === "either") doubt(reading, "the level has several possible values", at);
        else
          checkLevel(
            reading,
            option.value,
            at,
            subject,
            when === undefined ? option.when : `${when} and ${option.when}`,
          );
      }
      return;
    case "reference":
      if (knownLevel(value) === undefined) doubt(reading, "the level is not known", at);
      return;
    case "unknown":
      doubt(reading, value.why, at);
      return;
    case "partial":
    case "instance":
    case "function":
    case "class":
      doubt(reading, "the level is not known", at);
      return;
  }
}

import type { DictEntry } from "../../evaluate/value.ts";
import type { FileSpan } from "../../text/span.ts";
import { closestName } from "./close-name.ts";
import { doubt, refuse, type ConfigReading } from "./config-reading.ts";
import type { LoggingClass } from "./logging-classes.data.ts";
import { isConstant, pythonRepr } from "./value-facts.ts";

/**
 * Checks the keys that become keyword arguments of a known class; `entries` are those left after dictConfig took its own.
 * `open` says why there may be more keys. Words as CPython 3.11.
 */
export function checkKeywords(
  reading: ConfigReading,
  entries: readonly DictEntry[],
  path: string,
  known: LoggingClass | undefined,
  open: string | undefined,
  at: FileSpan,
  subject: string,
): void {
  const given = new Set<string>();
  const shortName = path.slice(path.lastIndexOf(".") + 1);
  for (const entry of entries) {
    const place = entry.at ?? entry.value.at ?? at;
    if (entry.key.kind !== "string") {
      if (isConstant(entry.key))
        refuse(reading, { at: place, subject, cause: "expected string or bytes-like object" });
      else doubt(reading, "a key is not known", place);
      continue;
    }
    const name = entry.key.value;
    given.add(name);
    if (!/^[A-Za-z_]\w*$/.test(name)) {
      refuse(reading, { at: place, subject, cause: `Not a valid Python identifier: ${pythonRepr(name)}` });
    } else if (known !== undefined && !known.parameters.includes(name)) {
      const meant = closestName(name, [...known.parameters, "level", "formatter", "filters", "class"]);
      refuse(reading, {
        at: place,
        subject,
        cause: `${shortName}.__init__() got an unexpected keyword argument ${pythonRepr(name)}`,
        instead: meant === null ? `Remove ${name}.` : `Write ${meant}.`,
      });
    }
  }
  const missing = known?.required.filter((name) => !given.has(name)) ?? [];
  if (missing.length === 0) return;
  if (open !== undefined) {
    doubt(reading, open, at);
    return;
  }
  const plural = missing.length === 1 ? "argument" : "arguments";
  refuse(reading, {
    at,
    subject,
    cause: `${shortName}.__init__() missing ${missing.length} required positional ${plural}: ${missing.map((name) => `'${name}'`).join(" and ")}`,
    instead: `Give it ${missing.join(", ")}.`,
  });
}

import type { Value } from "../../evaluate/value.ts";
import { setFact, unknownFact, type Fact } from "../../model/fact.ts";
import type { FileSpan } from "../../text/span.ts";
import { classPath } from "./class-path.ts";
import { doubt, refuse, type ConfigReading } from "./config-reading.ts";
import { pythonType, valueFact } from "./value-facts.ts";

/**
 * A `class` or `()` of LOGGING as its dotted path. Strings are resolved by import, objects are taken as they are
 * (for `class` since Python 3.12 only, so that is a doubt).
 */
export function readClass(
  reading: ConfigReading,
  value: Value,
  at: FileSpan,
  subject: string,
  key: "class" | "()",
): Fact<string> {
  const place = value.at ?? at;
  switch (value.kind) {
    case "string": {
      const path = value.value;
      const verdict = classPath(path);
      if (verdict.kind === "missing") {
        const instead = verdict.instead === null ? undefined : `Write "${verdict.instead}".`;
        refuse(reading, { at: place, subject, cause: verdict.cause, instead, code: "class-not-found" });
      } else if (verdict.kind === "not-known") {
        doubt(reading, `whether ${path} can be imported is not known`, place);
      }
      return setFact(path, place);
    }
    case "reference":
    case "class":
    case "function":
      if (key === "class") doubt(reading, "a class object as `class` needs Python 3.12", place);
      else if (classPath(value.name).kind !== "exists")
        doubt(reading, `what ${value.name} takes is not known`, place);
      return setFact(value.name, place);
    case "none":
    case "boolean":
    case "integer":
    case "float":
    case "list":
    case "tuple":
    case "dict":
    case "set":
    case "bytes":
    case "path": {
      const type = pythonType(value);
      const cause = type === null ? `\`${key}\` is not a class` : `'${type}' object has no attribute 'split'`;
      refuse(reading, { at: place, subject, cause, instead: `Give \`${key}\` a dotted path of a class.` });
      return unknownFact(cause, place);
    }
    case "either":
      doubt(reading, "the class depends on a condition", place);
      return valueFact(value, place, (each) => dottedPath(each));
    case "instance":
    case "partial":
    case "unknown":
      doubt(reading, value.kind === "unknown" ? value.why : "the class is not known", place);
      return unknownFact(value.kind === "unknown" ? value.why : "the class is not known", place);
  }
}

function dottedPath(value: Value): string | undefined {
  if (value.kind === "string") return value.value;
  return value.kind === "reference" || value.kind === "class" || value.kind === "function"
    ? value.name
    : undefined;
}

import type { FileSpan } from "../../text/span.ts";
import { refuse, type ConfigReading } from "./config-reading.ts";
import { entryOf, pythonRepr, pythonType, truth, type Dict } from "./value-facts.ts";

/** Argument values that the constructors of `logging.handlers` surely refuse (CPython 3.11). */
export function checkArguments(
  reading: ConfigReading,
  dict: Dict,
  path: string,
  at: FileSpan,
  subject: string,
): void {
  const filename = entryOf(dict, "filename");
  if (filename !== undefined && path.endsWith("FileHandler")) {
    const place = filename.value.at ?? filename.at ?? at;
    const type = pythonType(filename.value);
    if (type !== null && type !== "str" && type !== "bytes") {
      const cause = `expected str, bytes or os.PathLike object, not ${type}`;
      refuse(reading, { at: place, subject, cause, instead: "Give a path." });
    } else if (filename.value.kind === "string" && filename.value.value === "" && delayed(dict) === false) {
      refuse(reading, { at: place, subject, cause: "Is a directory", instead: "Give the path of a file." });
    }
  }
  if (path === "logging.handlers.RotatingFileHandler") {
    const size = entryOf(dict, "maxBytes");
    const type = size === undefined ? null : pythonType(size.value);
    if (size !== undefined && type !== null && !["int", "float", "bool"].includes(type)) {
      const cause = `'>' not supported between instances of '${type}' and 'int'`;
      refuse(reading, { at: size.value.at ?? at, subject, cause, instead: "Give a number of bytes." });
    }
  }
  if (path === "logging.handlers.TimedRotatingFileHandler") {
    const when = entryOf(dict, "when");
    if (when?.value.kind === "string" && !/^(?:S|M|H|D|MIDNIGHT|W[0-6])$/i.test(when.value.value)) {
      refuse(reading, {
        at: when.value.at ?? at,
        subject,
        cause: `Invalid rollover interval specified: ${pythonRepr(when.value.value)}`,
        instead: 'Write one of "S", "M", "H", "D", "midnight", "W0" to "W6".',
      });
    }
  }
}

/** False when the file is surely opened at once. */
function delayed(dict: Dict): boolean | undefined {
  const delay = entryOf(dict, "delay");
  return delay === undefined ? false : truth(delay.value);
}

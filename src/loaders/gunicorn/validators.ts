import type { Value } from "../../evaluate/value.ts";
import type { SettingValue } from "../../model/gunicorn.ts";
import { parseInteger, reprOfString, strip } from "./python-text.ts";
import { normalize } from "../../text/path.ts";
import { jsonOf, strOf, truthOf, typeOf, whyPartial } from "./python-value.ts";
import type { Setting } from "./setting.ts";

/** What a validator makes of a value (config.py 20.1.0, and 21 to 26 where settings.ts says so). */
export type Checked =
  | { readonly kind: "value"; readonly value: SettingValue }
  /** The exception's text: gunicorn prints it and exits with status 1. */
  | { readonly kind: "refused"; readonly message: string }
  | { readonly kind: "unknown"; readonly why: string };

/** What a validator may need beside the value. */
export interface Surroundings {
  /** How many positional parameters a function of the config file has. */
  readonly arityOf: (functionName: string) => number | undefined;
  /** Absolute start directory of the process, where known. */
  readonly workingDirectory: string | null;
}

const fine = (value: SettingValue): Checked => ({ kind: "value", value });
const refused = (message: string): Checked => ({ kind: "refused", message });
const unknown = (why: string): Checked => ({ kind: "unknown", why });

/** Applies the setting's validator; never to an `either`, whose options are checked one by one. */
export function validate(setting: Setting, value: Value, around: Surroundings): Checked {
  if (value.kind === "unknown") return unknown(value.why);
  if (value.kind === "either") return unknown("one of several values");
  switch (setting.validator) {
    case "string":
      return validateString(value);
    case "bool":
      return validateBool(value);
    case "pos_int":
      return validatePositive(value);
    case "dict":
      if (value.kind === "dict") return fine(jsonOf(value));
      return refuseOr(value, `Value is not a dictionary: %s `);
    case "class":
      return validateClass(value);
    case "callable":
      return validateCallable(value, setting.arity ?? -1, around);
    case "list_string":
    case "list_of_existing_files":
      return validateList(value);
    case "string_to_list":
      return splitList(validateString(value));
    case "user":
    case "group":
      return validateUser(value);
    case "chdir":
      return validateDirectory(value, around);
    case "hostport":
      return validateHostPort(validateString(value));
    case "statsd_address":
      return validateString(value);
    case "reload_engine":
      return validateWord(value, RELOAD_ENGINES, (text) => `Invalid reload_engine: ${reprOfString(text)}`);
    case "header_map": {
      const text = value.kind === "string" ? strip(value.value.toLowerCase()) : null;
      if (value.kind === "none" || (text !== null && HEADER_MAPS.has(text))) return fine(text);
      return text === null
        ? refuseOr(value, "Invalid type for casting: %s")
        : refused(`Invalid header map behaviour: ${strOf(value)}`);
    }
    case "ssl_version":
    case "proxy_protocol":
    case "other":
      return value.kind === "string" ||
        value.kind === "boolean" ||
        value.kind === "integer" ||
        value.kind === "none"
        ? fine(jsonOf(value))
        : unknown("not followed");
  }
}

const RELOAD_ENGINES = new Set(["auto", "poll", "inotify"]);
const HEADER_MAPS = new Set(["drop", "refuse", "dangerous"]);

/** Refuses with `template % value`, where Python's `%` treats a tuple as several arguments; unknown values stay unknown. */
function refuseOr(value: Value, template: string): Checked {
  if (value.kind === "partial") return refused(template.replace("%s", () => strOf(value)));
  const type = typeOf(value);
  if (type === null && !isObject(value)) return unknown("its type is not known");
  if (value.kind === "tuple" && value.open === undefined && value.items.length !== 1) {
    return refused(
      value.items.length === 0
        ? "not enough arguments for format string"
        : "not all arguments converted during string formatting",
    );
  }
  const [only] = value.kind === "tuple" ? value.items : [value];
  return refused(template.replace("%s", () => strOf(only ?? value)));
}

/** Made by calling a class: names of functions are lower case, and what they return is not known (`json.dumps`, `re.sub`). */
function isObject(value: Value): boolean {
  return value.kind === "instance" && /(?:^|\.)[A-Z]\w*$/.test(value.class);
}

function validateString(value: Value): Checked {
  if (value.kind === "none") return fine(null);
  if (value.kind === "string") return fine(strip(value.value));
  if (value.kind === "partial" && value.makes === "string") return unknown(whyPartial(value.parts));
  return refuseOr(value, "Not a string: %s");
}

function validateBool(value: Value): Checked {
  if (value.kind === "none") return fine(null);
  if (value.kind === "boolean") return fine(value.value);
  if (value.kind === "partial" && value.makes === "string") return unknown(whyPartial(value.parts));
  if (value.kind !== "string") return refuseOr(value, "Invalid type for casting: %s");
  const text = strip(value.value.toLowerCase());
  if (text === "true" || text === "false") return fine(text === "true");
  return refused(`Invalid boolean: ${value.value}`);
}

function validatePositive(value: Value): Checked {
  let number: number | undefined;
  if (value.kind === "boolean") number = value.value ? 1 : 0;
  else if (value.kind === "integer") number = Number(value.value);
  else if (value.kind === "string") number = parseInteger(value.value, 0);
  else if (value.kind === "partial" && value.makes === "string") return unknown(whyPartial(value.parts));
  else if (value.kind === "bytes" || typeOf(value) === null) return unknown("its type is not known");
  else return refused("int() can't convert non-string with explicit base");
  if (number === undefined)
    return refused(`invalid literal for int() with base 0: ${reprOfString(strOf(value))}`);
  return number < 0 ? refused(`Value must be positive: ${String(number)}`) : fine(number);
}

function validateClass(value: Value): Checked {
  switch (value.kind) {
    case "function":
      return unknown("a function is called for it");
    case "class":
    case "reference":
      return fine(value.name);
    default:
      return validateString(value);
  }
}

function validateCallable(value: Value, arity: number, around: Surroundings): Checked {
  switch (value.kind) {
    case "string":
      if (!value.value.includes(".")) {
        return refused(`Value '${value.value}' is not import string. Format: module[.submodules...].object`);
      }
      return fine(value.value);
    case "function": {
      const has = around.arityOf(value.name);
      // post_request, the only hook of any arity, takes two, three or four.
      const ok = has === undefined || (arity === -1 ? has >= 2 && has <= 4 : has === arity);
      return ok
        ? fine(value.name.slice(value.name.lastIndexOf(".") + 1))
        : refused(`Value must have an arity of: ${arity === -1 ? 4 : arity}`);
    }
    case "class":
    case "reference":
    case "instance":
      return unknown("a callable that is not followed");
    case "partial":
      return unknown(whyPartial(value.parts));
    default:
      return refuseOr(value, "Value is not callable: %s");
  }
}

function validateList(value: Value): Checked {
  const truth = truthOf(value);
  if (truth === false) return fine([]);
  switch (value.kind) {
    case "string":
      return fine([strip(value.value)]);
    case "list":
    case "tuple":
    case "set": {
      const items: SettingValue[] = [];
      for (const item of value.items) {
        const checked: Checked =
          item.kind === "either" || item.kind === "unknown"
            ? unknown("an item is not known")
            : validateString(item);
        if (checked.kind !== "value") return checked;
        items.push(checked.value);
      }
      return value.open === undefined ? fine(items) : unknown(value.open);
    }
    case "dict": {
      const keys = value.entries.map(({ key }) => key);
      return value.open === undefined ? validateList({ kind: "list", items: keys }) : unknown(value.open);
    }
    case "boolean":
    case "integer":
    case "float":
    case "path":
    case "function":
      return refused(`'${typeOf(value) ?? ""}' object is not iterable`);
    case "partial":
      return value.makes === "string"
        ? unknown(whyPartial(value.parts))
        : refused("'PosixPath' object is not iterable");
    default:
      return unknown("its items are not known");
  }
}

function splitList(text: Checked): Checked {
  if (text.kind !== "value") return text;
  if (typeof text.value !== "string" || text.value === "") return fine([]);
  return fine(
    text.value
      .split(",")
      .filter((part) => part !== "")
      .map(strip),
  );
}

/** A user or group: its number, its name (which gunicorn looks up on the host), or null for that of the starting process. */
function validateUser(value: Value): Checked {
  switch (value.kind) {
    case "none":
      return fine(null);
    case "boolean":
    case "integer":
      return fine(Number(value.value));
    case "string":
      return fine(/^\d+$/.test(value.value) ? Number(value.value) : value.value);
    case "partial":
      return unknown(whyPartial(value.parts));
    default: {
      const type = typeOf(value);
      return type === null || type === "bytes"
        ? unknown("its type is not known")
        : refused(`'${type}' object has no attribute 'isdigit'`);
    }
  }
}

function validateDirectory(value: Value, around: Surroundings): Checked {
  const text = validateString(value);
  if (text.kind !== "value") return text;
  if (typeof text.value !== "string")
    return refused("join() argument must be str, bytes, or os.PathLike object, not 'NoneType'");
  return fine(resolvePath(around.workingDirectory, text.value));
}

function validateHostPort(text: Checked): Checked {
  if (text.kind !== "value" || typeof text.value !== "string") return text;
  const [host = "", port, ...more] = text.value.split(":");
  if (port === undefined || more.length > 0) return refused("Value must consist of: hostname:port");
  const number = parseInteger(port, 10);
  return number === undefined
    ? refused(`invalid literal for int() with base 10: ${reprOfString(port)}`)
    : fine([host, number]);
}

function validateWord(value: Value, words: ReadonlySet<string>, message: (text: string) => string): Checked {
  if (value.kind === "string")
    return words.has(value.value) ? fine(value.value) : refused(message(value.value));
  if (value.kind === "partial") return unknown(whyPartial(value.parts));
  const type = typeOf(value);
  if (type === null) return unknown("its type is not known");
  if (type === "list" || type === "dict" || type === "set") return refused(`unhashable type: '${type}'`);
  return refused(`Invalid reload_engine: ${strOf(value)}`);
}

/** `path` from `directory`, normalised; as written when the directory is not known. */
export function resolvePath(directory: string | null, path: string): string {
  if (directory === null && !path.startsWith("/")) return path;
  return normalize(path.startsWith("/") ? path : `${directory ?? ""}/${path}`);
}

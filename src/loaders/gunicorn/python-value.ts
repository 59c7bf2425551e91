import type { Value } from "../../evaluate/value.ts";
import type { SettingValue } from "../../model/gunicorn.ts";
import { reprOfString } from "./python-text.ts";

const DEEPEST = 40;

/** `str(value)` as Python prints it in a message; what is not known is "...". */
export function strOf(value: Value): string {
  if (value.kind === "string" || value.kind === "path") return value.value;
  return reprOf(value, 0);
}

function reprOf(value: Value, depth: number): string {
  if (depth > DEEPEST) return "...";
  switch (value.kind) {
    case "none":
      return "None";
    case "boolean":
      return value.value ? "True" : "False";
    case "integer":
      return value.value.toString();
    case "float":
      return reprOfFloat(value.value);
    case "string":
      return reprOfString(value.value);
    case "bytes":
      return `b${reprOfString(value.value)}`;
    case "path":
      return `PosixPath(${reprOfString(value.value)})`;
    case "list":
      return `[${value.items.map((item) => reprOf(item, depth + 1)).join(", ")}]`;
    case "tuple": {
      const items = value.items.map((item) => reprOf(item, depth + 1));
      return items.length === 1 ? `(${items[0] ?? ""},)` : `(${items.join(", ")})`;
    }
    case "set":
      return value.items.length === 0
        ? "set()"
        : `{${value.items.map((item) => reprOf(item, depth + 1)).join(", ")}}`;
    case "dict":
      return `{${value.entries.map((entry) => `${reprOf(entry.key, depth + 1)}: ${reprOf(entry.value, depth + 1)}`).join(", ")}}`;
    case "reference":
      return `<${value.name}>`;
    case "instance":
      return `<${value.class} object>`;
    case "function":
      return `<function ${value.name.replace(/^__config__\./, "")}>`;
    case "class":
      return `<class '${value.name}'>`;
    case "partial":
      return value.parts.map((part) => (typeof part === "string" ? part : "...")).join("");
    case "either":
    case "unknown":
      return "...";
  }
}

function reprOfFloat(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e16 || size < 1e-4)) {
    const [digits = "", exponent = "0"] = value.toExponential().split("e");
    const sign = exponent.startsWith("-") ? "-" : "+";
    return `${digits}e${sign}${exponent.replace(/^[+-]/, "").padStart(2, "0")}`;
  }
  return Number.isInteger(value) ? `${String(value)}.0` : String(value);
}

/** The name of the value's type, as in "'int' object is not iterable"; null where it is not known. */
export function typeOf(value: Value): string | null {
  switch (value.kind) {
    case "none":
      return "NoneType";
    case "boolean":
      return "bool";
    case "integer":
      return "int";
    case "string":
      return "str";
    case "path":
      return "PosixPath";
    case "class":
      return "type";
    case "partial":
      return value.makes === "string" ? "str" : "PosixPath";
    case "float":
    case "bytes":
    case "list":
    case "tuple":
    case "set":
    case "dict":
    case "function":
      return value.kind;
    case "reference":
    case "instance":
    case "either":
    case "unknown":
      return null;
  }
}

/** `bool(value)`; null where it is not known. */
export function truthOf(value: Value): boolean | null {
  switch (value.kind) {
    case "none":
      return false;
    case "boolean":
      return value.value;
    case "integer":
      return value.value !== 0n;
    case "float":
      return value.value !== 0;
    case "string":
    case "bytes":
      return value.value !== "";
    case "list":
    case "tuple":
    case "set":
      return value.items.length > 0 ? true : value.open === undefined ? false : null;
    case "dict":
      return value.entries.length > 0 ? true : value.open === undefined ? false : null;
    case "partial":
      return value.makes === "path" || value.parts.some((part) => typeof part === "string" && part !== "")
        ? true
        : null;
    case "path":
    case "function":
    case "class":
      return true;
    case "reference":
    case "instance":
    case "either":
    case "unknown":
      return null;
  }
}

/** The value in JSON's terms; what JSON has no word for becomes an object with one key that says what it is. */
export function jsonOf(value: Value, depth = 0): SettingValue {
  if (depth > DEEPEST) return { unknown: "nested too deeply" };
  switch (value.kind) {
    case "none":
      return null;
    case "boolean":
    case "string":
    case "path":
      return value.value;
    case "integer":
      return Number(value.value);
    case "float":
      return Number.isFinite(value.value) ? value.value : String(value.value);
    case "bytes":
      return { bytes: value.value };
    case "list":
    case "tuple":
    case "set":
      return value.items.map((item) => jsonOf(item, depth + 1));
    case "dict": {
      const entries = value.entries.map(
        ({ key, value: each }) => [strOf(key), jsonOf(each, depth + 1)] as const,
      );
      if (value.open !== undefined) entries.push(["...", { unknown: value.open }]);
      return Object.fromEntries(entries);
    }
    case "reference":
      return { reference: value.name };
    case "instance":
      return { instance: value.class };
    case "function":
    case "class":
      return { [value.kind]: value.name };
    case "partial":
      return { unknown: whyPartial(value.parts) };
    case "either":
      return { unknown: `one of several: ${value.options.map(({ when }) => when).join("; ")}` };
    case "unknown":
      return { unknown: value.why };
  }
}

export function whyPartial(parts: readonly (string | { readonly why: string })[]): string {
  return parts.find((part) => typeof part !== "string")?.why ?? "partly known";
}

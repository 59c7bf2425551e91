import type { Machine } from "./machine.ts";
import { Raised, uncertain } from "./machine.ts";
import { reprOf, strParts } from "./text.ts";
import { fromParts, type Part, type Plain, type Val } from "./val.ts";
import { append } from "../../text/append.ts";

/** `format(value, spec)` in pieces; null when it is not known. */
export function formatValue(value: Plain, spec: string): readonly Part[] | null {
  if (spec === "") return strParts(value);
  const match = /^(?:(.)?([<>=^]))?([-+ ])?(0)?(\d{1,4})?([,_])?(?:\.(\d{1,3}))?([a-zA-Z%])?$/s.exec(spec);
  if (match === null) return null;
  const [, fill = " ", align, sign, zero, width, grouping, precision, type] = match;
  if (sign !== undefined && sign !== "-") return null;
  if (value.kind === "string") {
    if ((type !== undefined && type !== "s") || grouping !== undefined || zero !== undefined || align === "=")
      return null;
    const text =
      precision === undefined ? value.value : Array.from(value.value).slice(0, Number(precision)).join("");
    return [pad(text, fill, align ?? "<", Number(width ?? 0))];
  }
  if (value.kind === "integer") {
    const digits = integerDigits(value.value, type, grouping);
    if (digits === null || precision !== undefined) return null;
    if (zero !== undefined && align === undefined) {
      if (grouping !== undefined) return null;
      const negative = digits.startsWith("-");
      return [
        (negative ? "-" : "") +
          digits.slice(negative ? 1 : 0).padStart(Number(width ?? 0) - (negative ? 1 : 0), "0"),
      ];
    }
    return align === "=" ? null : [pad(digits, fill, align ?? ">", Number(width ?? 0))];
  }
  if (
    value.kind === "float" &&
    type === "f" &&
    precision !== undefined &&
    grouping === undefined &&
    zero === undefined &&
    align !== "=" &&
    Number(precision) <= 15
  ) {
    const fixed = exactFixed(value.value, Number(precision));
    return fixed === null ? null : [pad(fixed, fill, align ?? ">", Number(width ?? 0))];
  }
  return null;
}

/** `toFixed` rounds halves of the decimal text up, Python rounds the exact binary value: equal unless it is exactly a half. */
function exactFixed(value: number, digits: number): string | null {
  if (!Number.isFinite(value) || Math.abs(value) >= 1e15) return null;
  const scaled = value * 10 ** digits;
  if (Math.abs(scaled - Math.trunc(scaled)) === 0.5) return null;
  return value.toFixed(digits);
}

function integerDigits(value: bigint, type: string | undefined, grouping: string | undefined): string | null {
  if (type === undefined || type === "d")
    return grouping === undefined ? value.toString() : grouped(value.toString(), grouping);
  if (grouping !== undefined) return null;
  if (type === "x") return value.toString(16);
  if (type === "X") return value.toString(16).toUpperCase();
  if (type === "o") return value.toString(8);
  return type === "b" ? value.toString(2) : null;
}

/** `1234567` becomes `1,234,567`. */
function grouped(digits: string, grouping: string): string {
  const sign = digits.startsWith("-") ? 1 : 0;
  const groups: string[] = [];
  let end = digits.length;
  for (; end - sign > 3; end -= 3) groups.push(digits.slice(end - 3, end));
  groups.push(digits.slice(0, end));
  return groups.reverse().join(grouping);
}

function pad(text: string, fill: string, align: string, width: number): string {
  const missing = width - Array.from(text).length;
  if (missing <= 0) return text;
  if (align === "<") return text + fill.repeat(missing);
  if (align === ">") return fill.repeat(missing) + text;
  const left = Math.floor(missing / 2);
  return fill.repeat(left) + text + fill.repeat(missing - left);
}

/** `value!r`, `!s`, `!a`. */
export function convert(value: Plain, conversion: "s" | "r" | "a" | null): Plain | null {
  if (conversion === null) return value;
  if (conversion === "s") {
    const parts = strParts(value);
    return parts === null ? null : fromParts("string", parts);
  }
  const text = reprOf(value);
  return text === null ? null : { kind: "string", value: text };
}

/** `text % args`. */
export function percentFormat(machine: Machine, text: string, args: Plain): Plain {
  const mapping = args.kind === "object" && args.ref.type === "dict" ? args.ref.content : null;
  const values: readonly Val[] = args.kind === "tuple" ? args.items : [args];
  const pattern = /%(?:\(([^()]*)\))?([-0]*)(\d{1,4})?(?:\.(\d{1,3}))?([a-zA-Z%])?/g;
  const parts: Part[] = [];
  let next = 0;
  let from = 0;
  for (const match of text.matchAll(pattern)) {
    parts.push(text.slice(from, match.index));
    from = match.index + match[0].length;
    const [whole, key, flags = "", width, precision, type] = match;
    if (whole === "%%") {
      parts.push("%");
      continue;
    }
    if (type === undefined) throw new Raised("ValueError", "incomplete format");
    let value: Val | undefined;
    if (key === undefined) value = values[next++];
    else {
      if (mapping === null) return args.kind === "unknown" ? uncertain(machine, args.why) : raiseMapping();
      const entry = mapping.entries.get(`s${key}`);
      if (entry === undefined && mapping.open === undefined) throw new Raised("KeyError", key);
      if (entry?.when !== undefined || entry === undefined) return uncertain(machine, "a key is not known");
      value = entry.value;
    }
    if (value === undefined) throw new Raised("TypeError", "not enough arguments for format string");
    if (value.kind === "either") return uncertain(machine, "a piece of the text is not known");
    const piece = percentPiece(value, type, flags, width, precision);
    if (piece === null) return uncertain(machine, "a format that is not followed");
    append(parts, piece);
  }
  parts.push(text.slice(from));
  if (
    mapping === null &&
    next < values.length &&
    !(
      args.kind === "object" ||
      args.kind === "unknown" ||
      args.kind === "foreign" ||
      args.kind === "reference"
    )
  ) {
    throw new Raised("TypeError", "not all arguments converted during string formatting");
  }
  return fromParts("string", parts);
}

function raiseMapping(): never {
  throw new Raised("TypeError", "format requires a mapping");
}

function percentPiece(
  value: Plain,
  type: string,
  flags: string,
  width: string | undefined,
  precision: string | undefined,
): readonly Part[] | null {
  if (type === "s") {
    const parts = strParts(value);
    if (width === undefined && precision === undefined) return parts;
    const [only] = parts ?? [];
    if (parts?.length !== 1 || typeof only !== "string" || flags.includes("0") || precision !== undefined)
      return null;
    return [pad(only, " ", flags.includes("-") ? "<" : ">", Number(width ?? 0))];
  }
  if (type === "r" && width === undefined && precision === undefined) {
    const text = reprOf(value);
    return text === null ? null : [text];
  }
  if (value.kind === "string" && "dioxXfFeEgGuc".includes(type) && type !== "c")
    throw new Raised("TypeError", `%${type} format: a real number is required, not str`);
  if (value.kind === "integer" || value.kind === "boolean") {
    const number = value.kind === "boolean" ? (value.value ? 1n : 0n) : value.value;
    if (precision !== undefined || !"dixXo".includes(type)) return null;
    const digits = integerDigits(number, type === "i" ? "d" : type, undefined);
    if (digits === null) return null;
    if (flags.includes("-")) return [pad(digits, " ", "<", Number(width ?? 0))];
    if (!flags.includes("0")) return [pad(digits, " ", ">", Number(width ?? 0))];
    const negative = digits.startsWith("-") ? "-" : "";
    return [negative + digits.slice(negative.length).padStart(Number(width ?? 0) - negative.length, "0")];
  }
  if (value.kind === "float" && type === "f" && flags === "" && width === undefined) {
    const fixed = exactFixed(value.value, Number(precision ?? 6));
    return fixed === null ? null : [fixed];
  }
  return null;
}

/** A field of `str.format`: name, conversion and spec; null where the text is not a format that is followed. */
export interface FormatField {
  readonly text: string;
  readonly field: {
    readonly name: string;
    readonly conversion: "s" | "r" | null;
    readonly spec: string;
  } | null;
}

/** Splits a `str.format` template; null when a field is more than a name with a plain spec. */
export function parseFormat(template: string): readonly FormatField[] | null {
  const fields: FormatField[] = [];
  let text = "";
  for (let at = 0; at < template.length; at++) {
    const character = template[at];
    if (character === "{" || character === "}") {
      if (template[at + 1] === character) {
        text += character;
        at++;
        continue;
      }
      if (character === "}") throw new Raised("ValueError", "Single '}' encountered in format string");
      const end = template.indexOf("}", at);
      if (end < 0) throw new Raised("ValueError", "expected '}' before end of string");
      const match = /^([A-Za-z0-9_]*)(?:!([sr]))?(?::([^{}]*))?$/.exec(template.slice(at + 1, end));
      if (match === null) return null;
      const conversion = match[2] === "s" ? "s" : match[2] === "r" ? "r" : null;
      fields.push({ text, field: { name: match[1] ?? "", conversion, spec: match[3] ?? "" } });
      text = "";
      at = end;
    } else text += character ?? "";
  }
  if (text !== "") fields.push({ text, field: null });
  return fields;
}

import { keyOf } from "./sameness.ts";
import { partsOf, type Part, type Plain, type Val } from "./val.ts";

/** `str(value)` in pieces; null when it cannot be told. */
export function strParts(value: Val): readonly Part[] | null {
  const parts = partsOf(value);
  if (parts !== null) return parts;
  const text = value.kind === "either" ? null : reprOf(value);
  return text === null ? null : [text];
}

export function strOf(value: Val): string | null {
  const parts = strParts(value);
  return parts?.length === 1 && typeof parts[0] === "string" ? parts[0] : parts?.length === 0 ? "" : null;
}

/** `repr(value)` of plain data, null when it cannot be told or is very long. */
export function reprOf(value: Val, depth = 0): string | null {
  switch (value.kind) {
    case "none":
      return "None";
    case "boolean":
      return value.value ? "True" : "False";
    case "integer":
      return value.value.toString().length > 4300 ? null : value.value.toString();
    case "float":
      return floatRepr(value.value);
    case "string":
      return quote(value.value);
    case "path":
      return `PosixPath(${quote(value.value) ?? ""})`;
    case "tuple":
      return sequenceRepr(value.items, "(", value.items.length === 1 ? ",)" : ")", depth);
    case "object":
      return objectRepr(value, depth);
    default:
      return null;
  }
}

function objectRepr(value: Extract<Plain, { kind: "object" }>, depth: number): string | null {
  const { ref } = value;
  if (ref.type === "list") {
    if (ref.content.open !== undefined || ref.content.items.some((item) => item.when !== undefined))
      return null;
    return sequenceRepr(
      ref.content.items.map((item) => item.value),
      "[",
      "]",
      depth,
    );
  }
  if (
    ref.type !== "dict" ||
    ref.factory !== undefined ||
    ref.content.open !== undefined ||
    ref.content.entries.size > 2000
  )
    return null;
  const pieces: string[] = [];
  for (const entry of ref.content.entries.values()) {
    const [key, item] = [reprOf(entry.key, depth + 1), depth > 20 ? null : reprOf(entry.value, depth + 1)];
    if (key === null || item === null || entry.when !== undefined) return null;
    pieces.push(`${key}: ${item}`);
  }
  return `{${pieces.join(", ")}}`;
}

function sequenceRepr(items: readonly Val[], open: string, close: string, depth: number): string | null {
  if (depth > 20 || items.length > 2000) return null;
  const pieces: string[] = [];
  for (const item of items) {
    const piece = reprOf(item, depth + 1);
    if (piece === null) return null;
    pieces.push(piece);
  }
  return open + pieces.join(", ") + close;
}

/** Python's quoting of printable ASCII text; null for text whose escapes depend on Unicode tables. */
function quote(text: string): string | null {
  if (text.length > 100_000 || !/^[\t\n\r\x20-\x7e]*$/.test(text)) return null;
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text
    .replaceAll("\\", "\\\\")
    .replaceAll("\n", "\\n")
    .replaceAll("\r", "\\r")
    .replaceAll("\t", "\\t");
  return mark + (mark === "'" ? escaped.replaceAll("'", "\\'") : escaped) + mark;
}

/** `repr(float)`: the shortest digits that round-trip, exponent from 1e16 and below 1e-4. */
export function floatRepr(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  if (value === 0) return Object.is(value, -0) ? "-0.0" : "0.0";
  const [digits = "0", exponentText = "0"] = value.toExponential().split("e");
  const exponent = Number(exponentText);
  if (exponent < -4 || exponent >= 16) {
    const sign = exponent < 0 ? "-" : "+";
    return `${digits}e${sign}${String(Math.abs(exponent)).padStart(2, "0")}`;
  }
  const plain = value.toFixed(Math.max(0, digits.replace(/^-?\d\.?/, "").length - exponent));
  return plain.includes(".") ? plain : `${plain}.0`;
}

/** A name for what a value is, to recognise the same question asked twice; null: it may change. */
export function questionKey(value: Val): string | null {
  if (value.kind === "unknown" || (value.kind === "foreign" && value.id > 0)) return `u${value.id}`;
  if (value.kind === "partial") return JSON.stringify(value.parts);
  if (value.kind === "reference") return `r${value.name}`;
  return value.kind === "either" ? null : keyOf(value);
}

import type { AccessAtom, AccessFormat } from "../../model/gunicorn.ts";
import type { FileSpan } from "../../text/span.ts";

/** Atoms that are numbers (glogging.py, Logger.atoms, 20.1.0); all others are strings, and so is the "-" of an unknown one. */
const NUMBERS = new Set(["T", "D", "M", "B"]);
/** The other atoms that are not "-" for every request. */
const STRINGS = new Set(["h", "u", "t", "r", "s", "m", "U", "q", "H", "b", "f", "a", "L", "p"]);

interface Conversion {
  readonly name: string | null;
  readonly conversion: string | null;
  readonly star: boolean;
  readonly end: number;
  readonly failure: string | null;
}

/**
 * Reads an access log format as `format % SafeAtoms(...)` does (CPython 3.11 unicodeobject.c, unicode_format_arg_parse):
 * its conversions, and whether it raises for each request.
 */
export function parseAccessFormat(text: string, at: FileSpan | null): AccessFormat {
  const atoms: AccessAtom[] = [];
  // What the next conversion takes: its name's atom; without a name all atoms at once, but only as the first one.
  let next: { readonly name: string | null } | null = { name: null };
  let position = text.indexOf("%");
  while (position >= 0) {
    const start = position;
    if (text[start + 1] === "%") {
      position = text.indexOf("%", start + 2);
      continue;
    }
    const read = readConversion(text, start);
    const fail = (message: string): AccessFormat => ({
      text,
      at,
      atoms,
      error: { message, start, end: read.end },
    });
    if (read.name !== null) next = { name: read.name };
    if (read.failure !== null) return fail(read.failure);
    if (read.star) {
      if (next === null) return fail("not enough arguments for format string");
      const isNumber = next.name !== null && NUMBERS.has(next.name);
      return fail(isNumber ? failureBehindStar(text, read.end) : "* wants int");
    }
    atoms.push({ name: read.name, conversion: read.conversion, start, end: read.end });
    if (next === null) return fail("not enough arguments for format string");
    const failure: string | null = failureOf(
      read.conversion ?? "",
      next.name,
      text,
      read.end - (read.conversion ?? "").length,
    );
    if (failure !== null) return fail(failure);
    next = null;
    position = text.indexOf("%", read.end);
  }
  return { text, at, atoms, error: null };
}

/** One conversion from its `%`: name in parentheses, flags, width, precision, length, type. */
function readConversion(text: string, start: number): Conversion {
  let i = start + 1;
  let name: string | null = null;
  let star = false;
  const done = (conversion: string | null, failure: string | null): Conversion => ({
    name,
    conversion,
    star,
    end: i,
    failure,
  });
  if (text[i] === "(") {
    const open = i + 1;
    let depth = 1;
    i++;
    while (i < text.length && depth > 0) {
      if (text[i] === "(") depth++;
      else if (text[i] === ")") depth--;
      i++;
    }
    if (depth > 0) return done(null, "incomplete format key");
    name = text.slice(open, i - 1);
  }
  while (i < text.length && "-+ #0".includes(text.charAt(i))) i++;
  for (const part of ["width", "precision"] as const) {
    if (part === "precision") {
      if (text[i] !== ".") break;
      i++;
    }
    if (text[i] === "*") {
      star = true;
      i++;
      return done(null, null);
    }
    const digits = i;
    while (i < text.length && text.charAt(i) >= "0" && text.charAt(i) <= "9") i++;
    const limit = part === "width" ? 9223372036854775807n : 2147483647n;
    if (i - digits > 8 && (i - digits > 25 || BigInt(text.slice(digits, i)) > limit)) {
      return done(null, part === "width" ? "width too big" : "precision too big");
    }
  }
  if (i < text.length && "hlL".includes(text.charAt(i))) i++;
  const character = text.codePointAt(i);
  if (character === undefined) return done(null, "incomplete format");
  const type = String.fromCodePoint(character);
  i += type.length;
  return done(type, null);
}

/** A star has taken the only argument: why the rest of the conversion fails, its end first, before another argument is missed. */
function failureBehindStar(text: string, from: number): string {
  const missed = "not enough arguments for format string";
  const isWidth = text[from - 2] !== ".";
  let i = from;
  if (isWidth && text[i] === ".") {
    i++;
    if (text[i] === "*") return missed;
    const digits = i;
    while (i < text.length && text.charAt(i) >= "0" && text.charAt(i) <= "9") i++;
    if (i - digits > 8 && (i - digits > 25 || BigInt(text.slice(digits, i)) > 2147483647n))
      return "precision too big";
  }
  if (i < text.length && "hlL".includes(text.charAt(i))) i++;
  return i < text.length ? missed : "incomplete format";
}

/** Why a conversion of this type fails for the atom `name` (null: all atoms, a mapping); null when it works. */
function failureOf(type: string, name: string | null, text: string, at: number): string | null {
  const isNumber = name !== null && NUMBERS.has(name);
  switch (type) {
    case "s":
    case "r":
    case "a":
      return null;
    case "c":
      // "-" is one character.
      return isNumber || (name !== null && !STRINGS.has(name) && !name.startsWith("{"))
        ? null
        : "%c requires int or char";
    case "d":
    case "i":
    case "u":
      return isNumber || isObject(name)
        ? null
        : `%${type} format: a real number is required, not ${typeNameOf(name)}`;
    case "o":
    case "x":
    case "X":
      return isNumber || isObject(name)
        ? null
        : `%${type} format: an integer is required, not ${typeNameOf(name)}`;
    case "e":
    case "E":
    case "f":
    case "F":
    case "g":
    case "G":
      return isNumber || isObject(name) ? null : `must be real number, not ${typeNameOf(name)}`;
    default: {
      const code = type.codePointAt(0) ?? 0;
      const shown = code > 31 && code < 127 ? type : "?";
      return `unsupported format character '${shown}' (0x${code.toString(16)}) at index ${codePoints(text.slice(0, at))}`;
    }
  }
}

/** `{wsgi.multithread}e` and its like are no strings; what they are depends on the worker. */
function isObject(name: string | null): boolean {
  return name !== null && /^\{wsgi\./i.test(name) && name.endsWith("}e");
}

function typeNameOf(name: string | null): string {
  return name === null ? "SafeAtoms" : "str";
}

/** Python counts characters, JavaScript UTF-16 code units. */
function codePoints(text: string): number {
  let count = 0;
  for (let i = 0; i < text.length; i += (text.codePointAt(i) ?? 0) > 0xffff ? 2 : 1) count++;
  return count;
}

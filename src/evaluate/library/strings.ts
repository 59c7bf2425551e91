import { isText } from "../core/arithmetic.ts";
import { itemsOf, listOfValues } from "../core/collections.ts";
import { formatValue, convert, parseFormat } from "../core/format.ts";
import { Raised, spend, uncertain } from "../core/machine.ts";
import {
  boolean,
  fromParts,
  integer,
  partsOf,
  string,
  tuple,
  type Part,
  type Plain,
  type Val,
} from "../core/val.ts";
import { overWorlds } from "../language/subscripts.ts";
import { unknownPiece } from "../language/expressions.ts";
import type { MethodCall } from "./call.ts";
import { append } from "../../text/append.ts";

/** Case mapping of JavaScript and Python agree on ASCII; other letters are left undecided. */
const ASCII = /^[\0-\x7f]*$/;
const SPACE = /[ \t\n\r\x0b\f\x1c-\x1f]/;

type StringMethod = (text: string, args: readonly Plain[], call: MethodCall) => Val | null;

const textOf = (value: Plain | undefined): string | null => (value?.kind === "string" ? value.value : null);
const ascii = (text: string, compute: (text: string) => Val): Val | null =>
  ASCII.test(text) ? compute(text) : null;

const METHODS: Readonly<Record<string, StringMethod>> = {
  upper: (text) => ascii(text, (plain) => string(plain.toUpperCase())),
  lower: (text) => ascii(text, (plain) => string(plain.toLowerCase())),
  casefold: (text) => ascii(text, (plain) => string(plain.toLowerCase())),
  swapcase: (text) =>
    ascii(text, (plain) =>
      string(
        Array.from(plain)
          .map((one) => (one === one.toUpperCase() ? one.toLowerCase() : one.toUpperCase()))
          .join(""),
      ),
    ),
  capitalize: (text) =>
    ascii(text, (plain) => string(plain.slice(0, 1).toUpperCase() + plain.slice(1).toLowerCase())),
  title: (text) =>
    ascii(text, (plain) =>
      string(
        plain.toLowerCase().replace(/[a-z]+/g, (word) => word.slice(0, 1).toUpperCase() + word.slice(1)),
      ),
    ),
  strip: (text, args) => strip(text, args[0], true, true),
  lstrip: (text, args) => strip(text, args[0], true, false),
  rstrip: (text, args) => strip(text, args[0], false, true),
  split: (text, args, call) => split(text, args, call, false),
  rsplit: (text, args, call) => split(text, args, call, true),
  splitlines: (text, args) =>
    ASCII.test(text) && args.length === 0 && !/[\x0b\f\x1c-\x1e]/.test(text)
      ? listOfValues(
          text
            .replace(/\r\n?|\n$/g, (found) => (found === "\n" ? "" : "\n"))
            .split("\n")
            .slice(0, text === "" ? 0 : undefined)
            .map(string),
        )
      : null,
  join: (text, args, call) => join([text], args[0], call),
  replace: (text, args, call) => {
    const [from, to, count] = [textOf(args[0]), textOf(args[1]), args[2]];
    if (from === null || to === null || count !== undefined || from === "") return null;
    const pieces = text.split(from);
    if (pieces.length * to.length > 1_000_000) return null;
    spend(call.machine, pieces.length);
    return string(pieces.join(to));
  },
  startswith: (text, args) => affix(args, (part) => text.startsWith(part)),
  endswith: (text, args) => affix(args, (part) => text.endsWith(part)),
  removeprefix: (text, args) =>
    args[0]?.kind === "string"
      ? string(text.startsWith(args[0].value) ? text.slice(args[0].value.length) : text)
      : null,
  removesuffix: (text, args) =>
    args[0]?.kind === "string"
      ? string(
          args[0].value !== "" && text.endsWith(args[0].value) ? text.slice(0, -args[0].value.length) : text,
        )
      : null,
  isdigit: (text) => ascii(text, (plain) => boolean(/^[0-9]+$/.test(plain))),
  isnumeric: (text) => ascii(text, (plain) => boolean(/^[0-9]+$/.test(plain))),
  isalpha: (text) => ascii(text, (plain) => boolean(/^[A-Za-z]+$/.test(plain))),
  isalnum: (text) => ascii(text, (plain) => boolean(/^[A-Za-z0-9]+$/.test(plain))),
  isupper: (text) => ascii(text, (plain) => boolean(/[A-Z]/.test(plain) && !/[a-z]/.test(plain))),
  islower: (text) => ascii(text, (plain) => boolean(/[a-z]/.test(plain) && !/[A-Z]/.test(plain))),
  isspace: (text) =>
    ascii(text, (plain) => boolean(plain !== "" && Array.from(plain).every((one) => SPACE.test(one)))),
  isidentifier: (text) => ascii(text, (plain) => boolean(/^[A-Za-z_][A-Za-z0-9_]*$/.test(plain))),
  find: (text, args) =>
    ASCII.test(text) && args.length === 1 && args[0]?.kind === "string"
      ? integer(text.indexOf(args[0].value))
      : null,
  rfind: (text, args) =>
    ASCII.test(text) && args.length === 1 && args[0]?.kind === "string"
      ? integer(text.lastIndexOf(args[0].value))
      : null,
  index: (text, args) => {
    if (!ASCII.test(text) || args.length !== 1 || args[0]?.kind !== "string") return null;
    const at = text.indexOf(args[0].value);
    if (at < 0) throw new Raised("ValueError", "substring not found");
    return integer(at);
  },
  count: (text, args) =>
    args.length === 1 && args[0]?.kind === "string" && args[0].value !== ""
      ? integer(text.split(args[0].value).length - 1)
      : null,
  partition: (text, args) => partition(text, args, text.indexOf(textOf(args[0]) ?? "")),
  rpartition: (text, args) => partition(text, args, text.lastIndexOf(textOf(args[0]) ?? ""), true),
  zfill: (text, args) => {
    if (args[0]?.kind !== "integer" || !ASCII.test(text) || args[0].value > 10_000n) return null;
    const sign = /^[-+]/.exec(text)?.[0] ?? "";
    return string(sign + text.slice(sign.length).padStart(Number(args[0].value) - sign.length, "0"));
  },
  ljust: (text, args) => justify(text, args, (width, fill) => text.padEnd(width, fill)),
  rjust: (text, args) => justify(text, args, (width, fill) => text.padStart(width, fill)),
  encode: (text, args) =>
    ASCII.test(text) && (args.length === 0 || /^(?:utf-?8|ascii|latin-?1)$/i.test(textOf(args[0]) ?? ""))
      ? { kind: "bytes", value: text }
      : null,
  format: (text, _args, call) => format(text, call),
};

/** A method of a known text; null: not followed. */
export function callString(call: MethodCall & { readonly args: readonly Plain[] }, text: string): Val | null {
  spend(call.machine, text.length >> 6);
  if (!Object.hasOwn(METHODS, call.name)) return null;
  if (call.keywords.size > 0 && call.name !== "format") return null;
  if (
    call.args.some(
      (value) => value.kind === "unknown" || value.kind === "foreign" || value.kind === "reference",
    ) &&
    call.name !== "format" &&
    call.name !== "join"
  )
    return null;
  return METHODS[call.name]?.(text, call.args, call) ?? null;
}

/** A method of a text of which only pieces are known. */
export function callPartial(
  call: MethodCall & { readonly args: readonly Plain[] },
  parts: readonly Part[],
): Val | null {
  const [first] = call.args;
  if (call.name === "join") return join(parts, first, call);
  if (call.name === "startswith" && first?.kind === "string" && typeof parts[0] === "string") {
    if (parts[0].startsWith(first.value)) return boolean(true);
    return first.value.startsWith(parts[0]) ? null : boolean(false);
  }
  if (call.name === "upper" || call.name === "lower" || call.name === "strip") {
    const changed = parts.map((part): Part => {
      if (typeof part === "string") return call.name === "upper" ? part.toUpperCase() : part.toLowerCase();
      return {
        symbol: part.symbol.endsWith(`.${call.name}()`) ? part.symbol : `${part.symbol}.${call.name}()`,
        why: part.why,
      };
    });
    if (
      call.args.length > 0 ||
      (call.name === "strip" && parts.length > 1) ||
      parts.some((part) => typeof part === "string" && !ASCII.test(part))
    )
      return null;
    return fromParts("string", changed);
  }
  return null;
}

function strip(text: string, characters: Plain | undefined, left: boolean, right: boolean): Val | null {
  const given = characters === undefined || characters.kind === "none" ? null : textOf(characters);
  if (given === null && characters !== undefined && characters.kind !== "none") return null;
  if (given === null && /[^\0-\x7f]/.test(text.slice(0, 1) + text.slice(-1))) return null;
  const drop = (character: string): boolean =>
    given === null ? SPACE.test(character) : given.includes(character);
  let [start, end] = [0, text.length];
  if (left) while (start < end && drop(text[start] ?? "")) start++;
  if (right) while (end > start && drop(text[end - 1] ?? "")) end--;
  return string(text.slice(start, end));
}

function split(text: string, args: readonly Plain[], call: MethodCall, fromRight: boolean): Val | null {
  const [separator, most] = args;
  spend(call.machine, text.length >> 3);
  const limit = most === undefined ? Infinity : most.kind === "integer" ? Number(most.value) : null;
  if (limit === null) return null;
  const bound = limit < 0 ? Infinity : limit;
  if (separator === undefined || separator.kind === "none") {
    if (!ASCII.test(text) || bound !== Infinity) return null;
    return listOfValues(
      text
        .split(/[ \t\n\r\x0b\f\x1c-\x1f]+/)
        .filter((piece) => piece !== "")
        .map(string),
    );
  }
  const mark = textOf(separator);
  if (mark === null) return null;
  if (mark === "") throw new Raised("ValueError", "empty separator");
  const pieces = text.split(mark);
  if (pieces.length > 100_000) return null;
  if (pieces.length - 1 <= bound) return listOfValues(pieces.map(string));
  const joined = fromRight
    ? [pieces.slice(0, pieces.length - bound).join(mark), ...pieces.slice(pieces.length - bound)]
    : [...pieces.slice(0, bound), pieces.slice(bound).join(mark)];
  return listOfValues(joined.map(string));
}

function join(mark: readonly Part[], values: Plain | undefined, call: MethodCall): Val | null {
  const { machine } = call;
  const found = values === undefined ? null : itemsOf(machine, values);
  if (found === null) return null;
  return overWorlds(machine, found, (items) => {
    const pieces: Part[] = [];
    for (const [at, item] of items.entries()) {
      if (item.kind === "either") return uncertain(machine, "a piece of the text is not known");
      if (at > 0) append(pieces, mark);
      if (item.kind === "unknown" || item.kind === "foreign" || item.kind === "reference")
        return uncertain(machine, "a piece of the text is not known");
      const parts = isText(item) ? partsOf(item) : null;
      if (parts === null) throw new Raised("TypeError", `sequence item ${at}: expected str instance`);
      for (const part of parts) pieces.push(part);
    }
    spend(machine, pieces.length);
    return fromParts("string", pieces);
  });
}

function affix(args: readonly Plain[], matches: (part: string) => boolean): Val | null {
  const [given] = args;
  if (args.length !== 1 || given === undefined) return null;
  if (given.kind === "string") return boolean(matches(given.value));
  if (given.kind !== "tuple" || given.items.some((item) => item.kind !== "string")) return null;
  return boolean(given.items.some((item) => item.kind === "string" && matches(item.value)));
}

function partition(text: string, args: readonly Plain[], at: number, fromRight = false): Val | null {
  const mark = textOf(args[0]);
  if (mark === null) return null;
  if (mark === "") throw new Raised("ValueError", "empty separator");
  if (at < 0)
    return tuple(fromRight ? [string(""), string(""), string(text)] : [string(text), string(""), string("")]);
  return tuple([string(text.slice(0, at)), string(mark), string(text.slice(at + mark.length))]);
}

function justify(
  text: string,
  args: readonly Plain[],
  pad: (width: number, fill: string) => string,
): Val | null {
  const [width, fill] = args;
  if (width?.kind !== "integer" || width.value > 10_000n || !ASCII.test(text)) return null;
  if (fill !== undefined && (fill.kind !== "string" || fill.value.length !== 1)) return null;
  return string(pad(Number(width.value), fill?.kind === "string" ? fill.value : " "));
}

function format(template: string, call: MethodCall): Val | null {
  const { machine, args, keywords } = call;
  const fields = parseFormat(template);
  if (fields === null) return null;
  const parts: Part[] = [];
  let automatic = 0;
  for (const { text, field } of fields) {
    parts.push(text);
    if (field === null) continue;
    const value =
      field.name === ""
        ? args[automatic++]
        : /^\d+$/.test(field.name)
          ? args[Number(field.name)]
          : keywords.get(field.name);
    if (value === undefined)
      throw new Raised(
        /^\d*$/.test(field.name) ? "IndexError" : "KeyError",
        "a replacement field has no value",
      );
    if (value.kind === "either") return null;
    const converted = convert(value, field.conversion);
    const piece = converted === null ? null : formatValue(converted, field.spec);
    if (piece !== null) append(parts, piece);
    else {
      const found = partsOf(unknownPiece(machine, value));
      if (found === null || field.spec !== "") return null;
      append(parts, found);
    }
  }
  return fromParts("string", parts);
}

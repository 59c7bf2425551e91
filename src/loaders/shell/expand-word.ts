import type { LaunchWord } from "../../model/launch.ts";
import type { ShellPart, ShellWord } from "../../read/shell/tree.ts";
import { dirname, withoutSlashesAtEnd } from "../../text/path.ts";
import type { FileSpan, Span } from "../../text/span.ts";
import { EMPTY, joinValues, unknownValue, type ShellValue } from "./shell-value.ts";
import { assign, lookUp, type ShellState } from "./state.ts";

/** Fields of more words than this are cut off: nobody writes them. */
const MOST_FIELDS = 2000;
/** A text longer than this is not kept: doubling a variable must not fill the memory. */
const LONGEST = 100_000;

/** The fields that words become: variables put in, split at blanks where not quoted. Patterns of file names stay as they are. */
export function expandWords(words: readonly ShellWord[], state: ShellState, file: string): LaunchWord[] {
  const fields: LaunchWord[] = [];
  for (const word of words) {
    for (const field of expandWord(word, state, file)) if (fields.length < MOST_FIELDS) fields.push(field);
  }
  return fields;
}

/** One text, as in an assignment, where nothing is split. */
export function expandText(word: ShellWord, state: ShellState, file: string): ShellValue {
  const pieces = word.parts.map((part) => {
    const found = expandPart(part, state, file);
    return "list" in found ? joinFields(found.list, part) : found;
  });
  return limited(pieces.length === 0 ? EMPTY : joinValues(pieces));
}

function limited(value: ShellValue): ShellValue {
  return (value.value ?? value.written ?? "").length > LONGEST
    ? unknownValue("...", "the text is too long")
    : value;
}

function joinFields(list: readonly LaunchWord[] | null, part: ShellPart): ShellValue {
  if (list === null) return unknownValue(writtenPart(part), "the arguments of the script are not known");
  return joinValues(list.flatMap((field, i) => (i === 0 ? [field] : [{ value: " " }, field])));
}

function expandWord(word: ShellWord, state: ShellState, file: string): LaunchWord[] {
  const at: FileSpan = { file, start: word.span.start, end: word.span.end };
  const fields: LaunchWord[] = [];
  let current: ShellValue[] | null = null;
  const close = (): void => {
    if (current !== null) fields.push({ ...limited(joinValues(current)), at });
    current = null;
  };
  for (const part of word.parts) {
    const found = expandPart(part, state, file);
    if ("list" in found) {
      if (found.list === null) {
        current = [...(current ?? []), joinFields(null, part)];
        continue;
      }
      for (const [i, field] of found.list.entries()) {
        if (i > 0) close();
        const { at: own, ...value } = field;
        if (i === 0 && current === null && word.parts.length === 1) {
          fields.push({ ...value, at: own });
        } else if (found.list.length > 1 && i > 0 && i < found.list.length - 1)
          fields.push({ ...value, at: own });
        else current = [...(current ?? []), value];
      }
      continue;
    }
    if (part.kind !== "variable" || part.quoted || found.value === null) {
      current = [...(current ?? []), found];
      continue;
    }
    const pieces = found.value.split(/[ \t\n]+/);
    for (const [i, piece] of pieces.entries()) {
      if (i > 0) close();
      if (piece !== "") current = [...(current ?? []), { value: piece }];
    }
  }
  close();
  return fields;
}

type Expanded = ShellValue | { readonly list: readonly LaunchWord[] | null };

function expandPart(part: ShellPart, state: ShellState, file: string): Expanded {
  switch (part.kind) {
    case "text":
    case "glob":
    case "brace":
      return { value: part.value };
    case "arithmetic":
      return unknownValue("$((...))", "a sum of the script is not worked out");
    case "process":
      return unknownValue("<(...)", "the output of a command is not known");
    case "command":
      return commandOutput(part, state, file);
    case "variable":
      return expandVariable(part, state, file);
  }
}

type VariablePart = Extract<ShellPart, { kind: "variable" }>;

function expandVariable(part: VariablePart, state: ShellState, file: string): Expanded {
  const { name, operation } = part;
  if (operation?.kind === "other") return otherOperation(part, operation.text, state);
  if (name === "@" || name === "*") {
    if (name === "*" && part.quoted) return joinFields(state.positional, part);
    if (operation === null) return { list: state.positional };
    if (state.positional !== null && state.positional.length > 0) return { list: state.positional };
  }
  const value = valueOf(name, state);
  if (operation === null) return value ?? EMPTY;
  if (operation.kind === "remove")
    return removed(value ?? EMPTY, operation.operator, expandText(operation.operand, state, file), part);
  const colon = operation.operator.startsWith(":");
  const isSet = value === null ? false : value.value === null ? undefined : !colon || value.value !== "";
  const operand = (): ShellValue => expandText(operation.operand, state, file);
  switch (operation.operator) {
    case "?":
    case ":?":
      return value ?? EMPTY;
    case "+":
    case ":+":
      if (isSet === true) return operand();
      return isSet === false ? EMPTY : unknownValue(writtenPart(part), value?.why ?? "it is not known");
    case "=":
    case ":=":
    case "-":
    case ":-": {
      const otherwise = isSet === true ? null : operand();
      const made =
        otherwise === null || isSet === true
          ? (value ?? EMPTY)
          : isSet === false
            ? otherwise
            : unlessSet(part, name, value, otherwise);
      const span: Span = part.span;
      if (operation.operator.endsWith("=") && isSet !== true) assign(state, name, made, { file, ...span });
      return made;
    }
  }
}

function unlessSet(
  part: VariablePart,
  name: string,
  value: ShellValue | null,
  otherwise: ShellValue,
): ShellValue {
  const why = value?.why ?? "it is not known";
  const usual = value?.usually ?? otherwise.value ?? otherwise.usually;
  if (usual === undefined) return unknownValue(writtenPart(part), why);
  return unknownValue(writtenPart(part), why, { value: usual, unless: value?.unless ?? `${name} is set` });
}

function valueOf(name: string, state: ShellState): ShellValue | null {
  if (/^\d+$/.test(name)) {
    if (name === "0")
      return state.self === null
        ? unknownValue("$0", "the path of the script is not known")
        : { value: state.self };
    if (state.positional === null)
      return unknownValue(`$${name}`, "the arguments of the script are not known");
    return state.positional[Number(name) - 1] ?? null;
  }
  if (name === "#")
    return state.positional === null
      ? unknownValue("$#", "the arguments of the script are not known")
      : { value: String(state.positional.length) };
  if (/^[?$!_-]$/.test(name)) return unknownValue(`$${name}`, `$${name} is known only when the script runs`);
  return lookUp(state, name);
}

/** `${name[@]}`, `${@:2}`, `${BASH_SOURCE[0]}`; nothing else is worked out. */
function otherOperation(part: VariablePart, text: string, state: ShellState): Expanded {
  const array = /^\$\{(\w+)\[([@*]|\d{1,4})\]\}$/.exec(text);
  if (array !== null) {
    const [, name = "", index = ""] = array;
    if (name === "BASH_SOURCE") return valueOf("0", state) ?? EMPTY;
    const variable = state.variables.get(name);
    if (variable?.kind === "array") {
      if (index === "@" || index === "*") return { list: variable.elements };
      if (variable.elements !== null) return variable.elements[Number(index)] ?? EMPTY;
    }
    if (variable?.kind === "text" && (index === "@" || index === "*" || index === "0")) return variable.value;
    if (variable === undefined && (index === "@" || index === "*")) return { list: [] };
  }
  const slice = /^\$\{@:\s*(\d{1,4})\}$/.exec(text);
  if (slice !== null && state.positional !== null)
    return { list: state.positional.slice(Math.max(0, Number(slice[1]) - 1)) };
  return unknownValue(writtenPart(part), `${text} is not worked out`);
}

// `${A%/}`, `${A%%.*}`: worked out for patterns without signs but one `*` at an end.
function removed(value: ShellValue, operator: string, pattern: ShellValue, part: VariablePart): ShellValue {
  const text = value.value;
  const what = pattern.value;
  if (text === null || what === null) return unknownValue(writtenPart(part), value.why ?? "it is not known");
  if (!/[*?[\\]/.test(what)) {
    if (operator.startsWith("%"))
      return { value: text.endsWith(what) ? text.slice(0, text.length - what.length) : text };
    return { value: text.startsWith(what) ? text.slice(what.length) : text };
  }
  const rest = operator.startsWith("%") ? /^([^*?[\\]+)\*$/.exec(what) : /^\*([^*?[\\]+)$/.exec(what);
  if (rest === null) return unknownValue(writtenPart(part), "a pattern of the script is not worked out");
  const needle = rest[1] ?? "";
  const at = operator === "%" || operator === "##" ? text.lastIndexOf(needle) : text.indexOf(needle);
  if (at < 0) return { value: text };
  return { value: operator.startsWith("%") ? text.slice(0, at) : text.slice(at + needle.length) };
}

/** `$(dirname X)`, `$(basename X)`, `$(pwd)`, `$(echo X)`; the output of anything else is not known. */
function commandOutput(
  part: Extract<ShellPart, { kind: "command" }>,
  state: ShellState,
  file: string,
): ShellValue {
  const [only, ...more] = part.body;
  const unknown = unknownValue("$(...)", "the output of a command is not known");
  if (only === undefined || more.length > 0 || only.command.kind !== "simple") return unknown;
  const words = only.command.words.flatMap((word) => expandWord(word, state, file));
  const [name, ...args] = words.map((word) => word.value);
  if (words.some((word) => word.value === null)) return unknown;
  const text = args.filter((arg) => arg !== "--").at(-1) ?? "";
  if (name === "dirname" && args.length > 0)
    return { value: dirname(withoutSlashesAtEnd(text) || text.slice(0, 1)) };
  if (name === "basename" && args.length === 1) return { value: text.slice(text.lastIndexOf("/") + 1) };
  if (name === "pwd" && args.length === 0) return lookUp(state, "PWD") ?? unknown;
  if (name === "echo" && !args.some((arg) => arg?.startsWith("-") === true)) return { value: args.join(" ") };
  return unknown;
}

function writtenPart(part: ShellPart): string {
  if (part.kind !== "variable") return "$(...)";
  if (part.operation === null) return `$${part.name}`;
  if (part.operation.kind === "other") return part.operation.text;
  const operand = part.operation.operand.parts
    .map((each) => (each.kind === "text" ? each.value : "..."))
    .join("");
  return `\${${part.name}${part.operation.operator}${operand}}`;
}

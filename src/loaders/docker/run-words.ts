import type { ShellPart, ShellWord } from "../../read/shell/tree.ts";
import { append } from "../../text/append.ts";

/** The value of a shell variable, the empty text when it is unset; null when it is not known. */
export type ShellLookup = (name: string) => string | null;

/** A word after expansion. Null: not known. `glob` is true when file names are to be matched. */
export interface Field {
  readonly text: string | null;
  readonly glob: boolean;
}

/** More words than this from one list of words are not followed. */
const MAX_FIELDS = 2000;

/** Expands words as a POSIX shell does, up to matching file names; `braces` as bash does before all else. */
export function expandWords(words: readonly ShellWord[], lookup: ShellLookup, braces: boolean): Field[] {
  const fields: Field[] = [];
  for (const word of words) {
    for (const parts of braces ? expandBraces(word.parts) : [word.parts]) {
      if (fields.length >= MAX_FIELDS) return fields;
      append(fields, fieldsOf(parts, lookup));
    }
  }
  return fields;
}

/** The word as one text, without splitting: the target of a redirection, the value of an assignment. */
export function wordText(word: ShellWord, lookup: ShellLookup): string | null {
  let text = "";
  for (const part of word.parts) {
    const value = partText(part, lookup);
    if (value === null) return null;
    text += value;
  }
  return text;
}

function fieldsOf(parts: readonly ShellPart[], lookup: ShellLookup): Field[] {
  const fields: { text: string | null; glob: boolean }[] = [];
  let open: { text: string | null; glob: boolean } | null = null;
  const add = (text: string | null, glob: boolean): void => {
    open ??= { text: "", glob: false };
    open.text = open.text === null || text === null ? null : open.text + text;
    open.glob ||= glob;
  };
  const close = (): void => {
    if (open !== null) fields.push(open);
    open = null;
  };
  for (const part of parts) {
    const value = partText(part, lookup);
    const splits = "quoted" in part && !part.quoted && part.kind !== "text";
    if (value === null || !splits) {
      add(value, part.kind === "glob");
      continue;
    }
    const pieces = value.split(/[ \t\n]+/);
    pieces.forEach((piece, i) => {
      if (i > 0) close();
      if (piece !== "") add(piece, /[*?[]/.test(piece));
    });
  }
  close();
  return fields;
}

function partText(part: ShellPart, lookup: ShellLookup): string | null {
  switch (part.kind) {
    case "text":
    case "glob":
    case "brace":
      return part.value;
    case "command":
    case "process":
    case "arithmetic":
      return null;
    case "variable":
      return variableText(part, lookup);
  }
}

// Nests as deep as the operands do, which the reader bounds.
function variableText(part: Extract<ShellPart, { kind: "variable" }>, lookup: ShellLookup): string | null {
  const value = lookup(part.name);
  const { operation } = part;
  if (operation === null) return value;
  if (operation.kind !== "default" || value === null) return null;
  // An unset variable reads as the empty text here: the two differ only without the colon, where the default is then not known.
  const isColon = operation.operator.startsWith(":");
  if (value === "" && !isColon) return null;
  const isSet = value !== "";
  if (operation.operator.endsWith("+")) return isSet ? wordText(operation.operand, lookup) : "";
  return isSet ? value : wordText(operation.operand, lookup);
}

/** `a{b,c}d` as two lists of parts. One brace group after the other, at most 200 results. */
function expandBraces(parts: readonly ShellPart[]): (readonly ShellPart[])[] {
  let results: ShellPart[][] = [[]];
  for (const part of parts) {
    const choices = part.kind === "brace" ? bracesOf(part.value) : null;
    if (choices === null || results.length * choices.length > 200) {
      for (const result of results) result.push(part);
      continue;
    }
    const { span } = part;
    results = results.flatMap((result) =>
      choices.map((value): ShellPart[] => [...result, { kind: "text", value, quoted: false, span }]),
    );
  }
  return results;
}

function bracesOf(value: string): string[] | null {
  const inner = /^\{([^{}$]*,[^{}$]*)\}$/.exec(value)?.[1];
  return inner === undefined ? null : inner.split(",");
}

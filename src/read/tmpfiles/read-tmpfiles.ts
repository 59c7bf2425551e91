import type { Span } from "../../text/span.ts";

/** One line of tmpfiles.d(5), unquoted; a field that is absent or `-` is null. Specifiers are not expanded. */
export interface TmpfilesLine {
  /** The letter: `d`, `f`, `L` ... */
  readonly type: string;
  /** What follows the letter, of `! - + = ~ ^`. */
  readonly modifiers: string;
  readonly path: string;
  readonly mode: string | null;
  readonly user: string | null;
  readonly group: string | null;
  readonly age: string | null;
  readonly argument: string | null;
  /** From the type to the end of the line. */
  readonly span: Span;
}

export interface TmpfilesFile {
  readonly lines: readonly TmpfilesLine[];
  /** In the words of systemd-tmpfiles, which ignores the line. */
  readonly errors: readonly { readonly message: string; readonly span: Span }[];
}

const TYPES = "fFdDvqQepLcbCxXrRwzZtThHaA";

/** Reads a file of tmpfiles.d as `parse_line` of systemd's tmpfiles.c does (252). Never throws; linear. */
export function readTmpfiles(text: string): TmpfilesFile {
  const lines: TmpfilesLine[] = [];
  const errors: { message: string; span: Span }[] = [];
  let start = 0;
  for (const raw of text.split("\n")) {
    const at = start;
    start += raw.length + 1;
    const line = raw.trim();
    if (line === "" || line.startsWith("#") || line.startsWith(";")) continue;
    const first = at + raw.indexOf(line);
    const span = { start: first, end: first + line.length };
    const fields = fieldsOf(line);
    if (fields === null) {
      errors.push({ message: "Failed to parse line: Invalid argument", span });
      continue;
    }
    const [action = "", path, ...rest] = fields.words;
    const problem = problemOf(action, path);
    if (problem !== null || path === undefined) {
      errors.push({ message: problem ?? "Syntax error.", span });
      continue;
    }
    const [mode, user, group, age] = rest.map(orNull);
    lines.push({
      type: action.charAt(0),
      modifiers: action.slice(1),
      path,
      mode: mode ?? null,
      user: user ?? null,
      group: group ?? null,
      age: age ?? null,
      argument: orNull(fields.argument),
      span,
    });
  }
  return { lines, errors };
}

function orNull(field: string): string | null {
  return field === "" || field === "-" ? null : field;
}

function problemOf(action: string, path: string | undefined): string | null {
  if (path === undefined || action === "") return "Syntax error.";
  const modifiers = action.slice(1);
  if (/[^!+=~^-]/.test(modifiers) || new Set(modifiers).size !== modifiers.length)
    return `Unknown modifiers in command '${action}'`;
  return TYPES.includes(action.charAt(0)) ? null : `Unknown command type '${action.charAt(0)}'.`;
}

/** Six unquoted words and what follows them; a backslash takes the next character as it is. Null at a quote that is never closed. */
function fieldsOf(line: string): { words: string[]; argument: string } | null {
  const words: string[] = [];
  let at = 0;
  while (words.length < 6) {
    while (at < line.length && /\s/.test(line.charAt(at))) at++;
    if (at >= line.length) break;
    let word = "";
    let quote = "";
    for (; at < line.length; at++) {
      const char = line.charAt(at);
      if (char === "\\") {
        if (at + 1 >= line.length) return null;
        word += line.charAt(++at);
      } else if (char === quote) quote = "";
      else if (quote === "" && (char === "'" || char === '"')) quote = char;
      else if (quote === "" && /\s/.test(char)) break;
      else word += char;
    }
    if (quote !== "") return null;
    words.push(word);
  }
  return { words, argument: line.slice(at).trim() };
}

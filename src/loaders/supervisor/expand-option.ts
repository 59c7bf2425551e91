import type { LaunchWord } from "../../model/launch.ts";
import { splitExpansions } from "../../read/ini/expansions.ts";
import type { IniOption, IniPart } from "../../read/ini/tree.ts";
import { INI_FILLER } from "../../read/unit/template-mask.ts";
import type { FileSpan, Span } from "../../text/span.ts";
import { splitShellWords } from "../gunicorn/shell-words.ts";
import { joinValues, unknownValue, type ShellValue } from "../shell/shell-value.ts";

/** What `%(name)s` stands for; null: supervisor knows no such name and refuses the file. */
export type Expansions = (name: string) => ShellValue | null;

/** An option with its expansions applied (supervisor options.py, `expand`), as one text. */
export interface ExpandedOption {
  readonly value: ShellValue;
  /** The text with a character of the private-use area for each piece that is not known. */
  readonly text: string;
  readonly pieces: readonly ShellValue[];
  /** Offsets in the file of each character of `text`. */
  readonly starts: readonly number[];
  readonly end: number;
  /** What makes supervisor refuse the file. */
  readonly errors: readonly { readonly message: string; readonly start: number; readonly end: number }[];
}

const FIRST_MARK = 0xe000;
const PLACEHOLDERS = new RegExp(`(${INI_FILLER}+)`);
const MARK = /[\ue000-\uf8ff]/;

export function expandOption(option: IniOption, expansions: Expansions): ExpandedOption {
  const { parts, errors } = splitExpansions(option.value);
  const found: { message: string; start: number; end: number }[] = errors.map(({ message, span }) => ({
    message,
    ...span,
  }));
  const pieces: ShellValue[] = [];
  const values: ShellValue[] = [];
  const starts: number[] = [];
  let text = "";
  const add = (more: string, start: number, end: number): void => {
    for (let i = 0; i < more.length; i++) starts.push(Math.min(start + i, Math.max(start, end - 1)));
    text += more;
  };
  const addUnknown = (piece: ShellValue, start: number, end: number): void => {
    pieces.push(piece);
    add(String.fromCharCode(Math.min(FIRST_MARK + pieces.length - 1, 0xf8ff)), start, end);
  };
  for (const part of parts.flatMap((each) => atPlaceholders(each, option.template))) {
    if (part.kind === "text") {
      add(part.value, part.span.start, part.span.end);
      values.push({ value: part.value });
      continue;
    }
    if (part.kind === "placeholder") {
      const piece = unknownValue(part.written, "a template placeholder");
      values.push(piece);
      addUnknown(piece, part.span.start, part.span.end);
      continue;
    }
    const known = expansions(part.name);
    const value = known === null ? null : formatted(known, part.conversion);
    if (value === null) {
      found.push({ message: `contains names ('${part.name}') which cannot be expanded`, ...part.span });
      continue;
    }
    values.push(value);
    if (value.value !== null) {
      for (const character of value.value) {
        starts.push(...Array.from(character, () => part.span.start));
        text += character;
      }
    } else addUnknown(value, part.span.start, part.span.end);
  }
  return {
    value: values.length === 0 ? { value: "" } : joinValues(values),
    text,
    pieces,
    starts,
    end: option.valueSpan.end,
    errors: found,
  };
}

interface Placeholder {
  readonly kind: "placeholder";
  readonly written: string;
  readonly span: Span;
}

/** Text with the placeholders of a template in it, taken apart at them. */
function atPlaceholders(part: IniPart, template: string | undefined): (IniPart | Placeholder)[] {
  if (part.kind !== "text" || template === undefined || !part.value.includes(INI_FILLER)) return [part];
  let at = part.span.start;
  return part.value
    .split(PLACEHOLDERS)
    .filter((value) => value !== "")
    .map((value): IniPart | Placeholder => {
      const span = { start: at, end: Math.min(at + value.length, part.span.end) };
      at = span.end;
      return value.startsWith(INI_FILLER)
        ? { kind: "placeholder", written: template.slice(span.start, span.end), span }
        : { kind: "text", value, span };
    });
}

/** `%(process_num)02d` of a number; what is not known stays so. */
function formatted(value: ShellValue, conversion: string): ShellValue {
  const width = /^0(\d{1,3})d$/.exec(conversion)?.[1];
  if (width === undefined || value.value === null || !/^\d+$/.test(value.value)) return value;
  return { value: value.value.padStart(Math.min(Number(width), 100), "0") };
}

/** The words of a command as supervisor splits it (`shlex.split`, process.py), or why it cannot. */
export function commandWords(
  option: ExpandedOption,
  file: string,
): { words: LaunchWord[]; error: string | null } {
  const { words, error } = splitShellWords(option.text);
  return {
    error,
    words: words.map(({ value, start, end }): LaunchWord => {
      const from = option.starts[start] ?? option.end;
      const to = (option.starts[end - 1] ?? option.end - 1) + 1;
      const at: FileSpan = { file, start: from, end: Math.max(from, to) };
      return { ...restored(value, option.pieces), at };
    }),
  };
}

function restored(text: string, pieces: readonly ShellValue[]): ShellValue {
  if (pieces.length === 0 || !MARK.test(text)) return { value: text };
  const values: ShellValue[] = [];
  let plain = "";
  for (const character of text) {
    const index = character.charCodeAt(0) - FIRST_MARK;
    const piece = index >= 0 && index < pieces.length ? pieces[index] : undefined;
    if (piece === undefined) plain += character;
    else {
      if (plain !== "") values.push({ value: plain });
      plain = "";
      values.push(piece);
    }
  }
  if (plain !== "") values.push({ value: plain });
  return values.length === 0 ? unknownValue("", "it is not known") : joinValues(values);
}

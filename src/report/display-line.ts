import { escapeCharacter, escapeLine } from "./escape.ts";
import { REDACTED, secretRanges } from "./redact.ts";
import { characterWidth, textWidth } from "./width.ts";

const TAB = 4;

/** One line of source as a terminal shows it. */
export interface DisplayLine {
  readonly text: string;
  readonly width: number;
  /** The column, from 0, at which the source character of this offset in the line starts. */
  readonly columnOf: (offset: number) => number;
}

/**
 * Tabs become spaces, control characters escapes, secrets `[redacted]`; every offset keeps its column. `before` is what stands in
 * front of the line: the name of a secret may stand some lines above it.
 */
export function displayLine(line: string, before = ""): DisplayLine {
  const columns: number[] = [];
  const secrets = secretRanges(before + line)
    .filter(({ end }) => end > before.length)
    .map(({ start, end }) => ({ start: Math.max(0, start - before.length), end: end - before.length }));
  let text = "";
  let column = 0;
  let next = 0;
  for (let offset = 0; offset < line.length;) {
    const secret = secrets[next];
    if (secret?.start === offset) {
      for (let i = secret.start; i < secret.end; i++) columns.push(column);
      text += REDACTED;
      column += REDACTED.length;
      offset = secret.end;
      next++;
      continue;
    }
    const character = String.fromCodePoint(line.codePointAt(offset) ?? 0);
    const shown = show(character, column);
    for (let i = 0; i < character.length; i++) columns.push(column);
    text += shown;
    column += shown === character ? characterWidth(character) : textWidth(shown);
    offset += character.length;
  }
  return { text, width: column, columnOf: (offset) => columns[offset] ?? column };
}

/** The part of a text between two columns, and where it starts: a wide character is never cut in half. */
export function sliceColumns(text: string, from: number, to: number): string {
  let out = "";
  let column = 0;
  for (const character of text) {
    const width = characterWidth(character);
    if (column >= from && column + width <= to) out += character;
    else if (column < from && column + width > from) out += " ".repeat(column + width - from);
    column += width;
    if (column >= to) break;
  }
  return out;
}

function show(character: string, column: number): string {
  if (character === "\t") return " ".repeat(TAB - (column % TAB));
  const safe = escapeLine(character);
  return safe === character ? character : escapeCharacter(character);
}

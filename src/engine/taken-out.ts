import { blanksAtEnd, linesAround } from "./lines-around.ts";

interface TakenOut {
  readonly start: number;
  readonly end: number;
  readonly text: "";
}

/** Takes a statement out, with its line when nothing else stands there; a comment beside it stays. */
export function withoutLine(text: string, start: number, end: number): TakenOut | null {
  const line = linesAround(text, start, end);
  if (line === null) return null;
  if (line.before.trim() === "" && line.after.trim() === "")
    return { start: line.start, end: line.next, text: "" };
  const rest = line.after.trimStart();
  return { start, end: rest === "" ? end : end + line.after.length - rest.length, text: "" };
}

/**
 * Takes one option out of a command: from a line of words, from a line of its own that a backslash continues, from a list of YAML or
 * JSON. Null when what stands there is no option, or there is no telling where it ends.
 */
export function dropOption(text: string, start: number, end: number): TakenOut | null {
  const written = text.slice(start, end);
  const line = linesAround(text, start, end);
  if (line === null || !/^["']?-/.test(written)) return null;
  const { before, after } = line;
  const whole = { start: line.start, end: line.next, text: "" } as const;
  if (/^[ \t]*-[ \t]+$/.test(before)) return after.trim() === "" ? whole : null;
  if (/^["']/.test(written)) {
    const comma = /^[ \t]*,[ \t]*/.exec(after);
    if (comma !== null && before.trim() !== "") return { start, end: end + comma[0].length, text: "" };
    const blanks = blanksAtEnd(before);
    if (before.charAt(before.length - blanks - 1) !== ",") return null;
    return { start: start - blanks - 1, end, text: "" };
  }
  const blanks = blanksAtEnd(before);
  if (before.trim() !== "") return blanks === 0 ? null : { start: start - blanks, end, text: "" };
  if (/^[ \t]*\\$/.test(after)) return whole;
  if (after.trim() !== "") return null;
  const earlier = line.start === 0 ? null : linesAround(text, line.start - 1, line.start - 1);
  const continued = earlier?.before.replace(/\r$/, "") ?? "";
  if (earlier === null || !continued.endsWith("\\")) return whole;
  const kept = continued.length - 1 - blanksAtEnd(continued.slice(0, -1));
  return { start: earlier.start + kept, end, text: "" };
}

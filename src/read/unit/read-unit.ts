import { decoder, type Decoded } from "../../text/decoded.ts";
import type { Span } from "../../text/span.ts";
import type { UnitFile, UnitProblem, UnitSection, UnitSetting, UnitValue } from "./tree.ts";

interface OpenSection {
  readonly name: string;
  readonly nameSpan: Span;
  readonly start: number;
  readonly settings: UnitSetting[];
}

/**
 * Reads a file as systemd does (`conf-parser.c`, 252). A line that ends in a backslash goes on in the next one that is no comment.
 * Whether a section or key exists is the business of whoever asks for it. Never throws.
 */
export function readUnit(text: string): UnitFile {
  const sections: OpenSection[] = [];
  const errors: UnitProblem[] = [];
  let isRefused = false;
  for (const line of logicalLines(text)) {
    if (isRefused) break;
    const trimmed = trim(line, 0, line.value.length);
    if (trimmed.value === "") continue;
    const problem = trimmed.value.startsWith("[")
      ? readHeader(trimmed, sections)
      : readSetting(trimmed, sections);
    if (problem !== null) errors.push(problem);
    isRefused = problem?.fatal === true;
  }
  return { sections: sections.map(closeSection), errors };
}

function closeSection({ name, nameSpan, start, settings }: OpenSection): UnitSection {
  const end = settings.at(-1)?.span.end ?? nameSpan.end + 1;
  return { name, nameSpan, span: { start, end }, settings };
}

function readHeader(line: UnitValue, sections: OpenSection[]): UnitProblem | null {
  const { value, span } = line;
  if (!value.endsWith("]")) return { message: `Invalid section header '${value}'`, span, fatal: true };
  const name = value.slice(1, -1);
  const nameSpan = { start: line.starts[1] ?? span.end, end: line.starts[value.length - 1] ?? span.end };
  if (/[\p{Cc}"'\\]/u.test(name)) return { message: "Bad characters in section header", span, fatal: true };
  sections.push({ name, nameSpan, start: span.start, settings: [] });
  return null;
}

function readSetting(line: UnitValue, sections: readonly OpenSection[]): UnitProblem | null {
  const { value, span } = line;
  const section = sections.at(-1);
  if (section === undefined)
    return { message: "Assignment outside of section. Ignoring.", span, fatal: false };
  const equals = value.indexOf("=");
  if (equals < 0) return { message: "Missing '=', ignoring line.", span, fatal: false };
  if (equals === 0) return { message: "Missing key name before '=', ignoring line.", span, fatal: false };
  const key = trim(line, 0, equals);
  section.settings.push({
    key: key.value,
    keySpan: key.span,
    value: trim(line, equals + 1, value.length),
    span,
  });
  return null;
}

/** The code units `from` to `to` without blanks at either end. */
function trim(line: Decoded, from: number, to: number): UnitValue {
  let start = from;
  let stop = to;
  while (start < stop && isBlank(line.value.charAt(start))) start++;
  while (stop > start && isBlank(line.value.charAt(stop - 1))) stop--;
  const starts = line.starts.slice(start, stop);
  const last = starts.at(-1);
  const first = starts[0] ?? line.starts[from] ?? line.end;
  // The character before the end may be a space that stands for a backslash and the newline after it, so one unit is enough.
  const end = last === undefined ? first : last + 1;
  return { value: line.value.slice(start, stop), starts, end, span: { start: first, end } };
}

/** Lines with their continuations joined: the backslash becomes a space, comments between are left out. */
function* logicalLines(text: string): Generator<Decoded> {
  let out = decoder();
  let isContinued = false;
  let end = 0;
  let start = text.startsWith("\ufeff") ? 1 : 0;
  while (start < text.length) {
    end = lineEnd(text, start);
    let first = start;
    while (first < end && isBlank(text.charAt(first))) first++;
    const isComment = text[first] === "#" || text[first] === ";";
    if (!isComment || first >= end) {
      let escaped = false;
      for (let i = start; i < end; i++) escaped = text[i] === "\\" && !escaped;
      const stop = escaped ? end - 1 : end;
      for (let i = start; i < stop; i++) out.add(text.charAt(i), i);
      if (escaped) out.add(" ", stop);
      else {
        yield out.result(end);
        out = decoder();
      }
      isContinued = escaped;
    }
    start = text[end] === "\r" && text[end + 1] === "\n" ? end + 2 : end + 1;
  }
  if (isContinued) yield out.result(end);
}

function lineEnd(text: string, at: number): number {
  let end = at;
  while (end < text.length && text[end] !== "\n" && text[end] !== "\r" && text[end] !== "\0") end++;
  return end;
}

function isBlank(char: string): boolean {
  return char === " " || char === "\t" || char === "\n" || char === "\r";
}

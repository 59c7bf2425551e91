import { decoder, type Decoded } from "../../text/decoded.ts";
import type { Span } from "../../text/span.ts";
import type { IniDialect, IniFile, IniOption, IniProblem, IniSection } from "./tree.ts";

interface OpenOption {
  readonly name: string;
  readonly nameSpan: Span;
  /** Lines of the value as ranges of the file; an empty line is an empty range. */
  readonly lines: Span[];
}

interface OpenSection {
  readonly name: string;
  readonly nameSpan: Span;
  readonly span: Span;
  readonly options: OpenOption[];
}

/** Reads a file as Python's `configparser` does (`RawConfigParser._read`, 3.11). Never throws. */
export function readIni(text: string, dialect: IniDialect): IniFile {
  const sections: OpenSection[] = [];
  const errors: IniProblem[] = [];
  const seen = new Map<string, Set<string>>();
  let option: OpenOption | null = null;
  let indentation = 0;
  for (const line of lines(text)) {
    const first = skip(text, line.start, line.end);
    const comment = commentStart(text, line, first, dialect);
    const end = trimEnd(text, line.start, comment ?? line.end);
    const section = sections.at(-1);
    if (first >= end) {
      if (comment === null) option?.lines.push({ start: line.start, end: line.start });
      continue;
    }
    const span = { start: first, end };
    if (option !== null && first - line.start > indentation) {
      option.lines.push(span);
      continue;
    }
    indentation = first - line.start;
    const close = text.startsWith("[", first) ? text.lastIndexOf("]", end - 1) : -1;
    if (close > first + 1) {
      const name = text.slice(first + 1, close);
      if (dialect === "configparser" && seen.has(name))
        errors.push({ message: `section '${name}' already exists`, span });
      if (!seen.has(name)) seen.set(name, new Set());
      sections.push({
        name,
        nameSpan: { start: first + 1, end: close },
        span: { start: first, end: close + 1 },
        options: [],
      });
      option = null;
    } else if (section === undefined) errors.push({ message: "File contains no section headers", span });
    else {
      const read = readOption(text, span);
      if (read === null) {
        errors.push({ message: "Source contains parsing errors", span });
        continue;
      }
      option = read;
      const names = seen.get(section.name);
      const isDuplicate = dialect === "configparser" && names?.has(read.name) === true;
      if (isDuplicate)
        errors.push({ message: `option '${read.name}' in section '${section.name}' already exists`, span });
      names?.add(read.name);
      section.options.push(read);
    }
  }
  return { sections: sections.map((section) => closeSection(text, section)), errors };
}

function closeSection(text: string, section: OpenSection): IniSection {
  return { ...section, options: section.options.map((option) => closeOption(text, option)) };
}

function closeOption(text: string, { name, nameSpan, lines }: OpenOption): IniOption {
  const last = lines.findLastIndex((line) => line.end > line.start);
  const value = joinLines(text, lines.slice(0, Math.max(last, 0) + 1));
  const start = lines[0]?.start ?? nameSpan.end;
  const valueSpan = { start: value.starts[0] ?? start, end: Math.max(value.end, value.starts[0] ?? start) };
  return { name, nameSpan, value, valueSpan, span: { start: nameSpan.start, end: valueSpan.end } };
}

function joinLines(text: string, ranges: readonly Span[]): Decoded {
  const out = decoder();
  let end = ranges[0]?.start ?? 0;
  ranges.forEach((range, i) => {
    if (i > 0) out.add("\n", end);
    for (let at = range.start; at < range.end; at++) out.add(text.charAt(at), at);
    end = range.end;
  });
  return out.result(end);
}

/** `name = value` or `name: value`, at the first of either; null when there is none, or no name. */
function readOption(text: string, span: Span): OpenOption | null {
  let delimiter = span.start;
  while (delimiter < span.end && text[delimiter] !== "=" && text[delimiter] !== ":") delimiter++;
  if (delimiter >= span.end || delimiter === span.start) return null;
  const nameSpan = { start: span.start, end: trimEnd(text, span.start, delimiter) };
  const start = skip(text, delimiter + 1, span.end);
  const name = text.slice(nameSpan.start, nameSpan.end).toLowerCase();
  return { name, nameSpan, lines: [{ start, end: Math.max(start, span.end) }] };
}

/** Where a comment begins on a line, or null. */
function commentStart(text: string, line: Span, first: number, dialect: IniDialect): number | null {
  if (text[first] === "#" || text[first] === ";") return line.start;
  return dialect === "supervisor" ? inlineComment(text, line) : null;
}

/**
 * Where an inline comment begins: at a `;` or `#` behind a blank. Python looks at the n-th `;` and the n-th `#` at the same time, and takes
 * the first n at which one of them counts, even when the other kind would count earlier in the line.
 */
function inlineComment(text: string, line: Span): number | null {
  let semicolon = find(text, ";", line.start, line.end);
  let hash = find(text, "#", line.start, line.end);
  while (semicolon >= 0 || hash >= 0) {
    const found = [semicolon, hash].filter((at) => at >= 0 && (at === line.start || isSpace(text, at - 1)));
    if (found.length > 0) return Math.min(...found);
    if (semicolon >= 0) semicolon = find(text, ";", semicolon + 1, line.end);
    if (hash >= 0) hash = find(text, "#", hash + 1, line.end);
  }
  return null;
}

function find(text: string, char: string, from: number, to: number): number {
  for (let at = from; at < to; at++) if (text[at] === char) return at;
  return -1;
}

/** Lines without their ends, which are LF, CRLF or CR. */
function* lines(text: string): Generator<Span> {
  let start = text.startsWith("\ufeff") ? 1 : 0;
  while (start < text.length) {
    let end = start;
    while (end < text.length && text[end] !== "\n" && text[end] !== "\r") end++;
    yield { start, end };
    start = text[end] === "\r" && text[end + 1] === "\n" ? end + 2 : end + 1;
  }
}

function skip(text: string, from: number, to: number): number {
  let at = from;
  while (at < to && isSpace(text, at)) at++;
  return at;
}

function trimEnd(text: string, from: number, to: number): number {
  let end = to;
  while (end > from && isSpace(text, end - 1)) end--;
  return end;
}

function isSpace(text: string, at: number): boolean {
  return /[\s\x1c-\x1f\x85]/.test(text.charAt(at)) && text[at] !== "\ufeff";
}

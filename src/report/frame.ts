import { pointIn, type SourceFile } from "../text/source-file.ts";
import type { FileSpan } from "../text/span.ts";
import { displayLine, sliceColumns, type DisplayLine } from "./display-line.ts";
import { escapeLine } from "./escape.ts";
import { addressOf, type Sources } from "./places.ts";
import { redact } from "./redact.ts";
import type { Theme } from "./theme.ts";
import { textWidth } from "./width.ts";

/** A place to show, and how. */
export interface Mark {
  readonly at: FileSpan;
  readonly label: string;
  readonly primary: boolean;
}

export interface FrameStyle {
  readonly theme: Theme;
  readonly width: number;
  /** The colour of the primary place's marker. */
  readonly primary: (text: string) => string;
}

/** Lines between two shown lines that are shown too, instead of a gap. */
const NEAR = 2;
/** UTF-16 units of a very long line that are looked at, before and after a place. */
const REACH = 2000;

interface LineMark {
  readonly line: number;
  /** Offsets in the line. */
  readonly from: number;
  readonly to: number;
  readonly label: string;
  readonly primary: boolean;
}

/** Code with its places marked, one block per file: the primary place's file first, the others in the order of the marks. */
export function codeFrames(marks: readonly Mark[], sources: Sources, style: FrameStyle): string[] {
  const files = new Map<string, Mark[]>();
  for (const mark of [...marks.filter(isPrimary), ...marks.filter((each) => !isPrimary(each))]) {
    const list = files.get(mark.at.file) ?? [];
    list.push(mark);
    files.set(mark.at.file, list);
  }
  const gutter = Math.max(3, ...marks.map((mark) => String(lineOf(mark, sources)).length));
  const lines: string[] = [];
  for (const [file, list] of files) {
    const first = list[0];
    if (first === undefined) continue;
    if (!first.primary) lines.push(`  ${style.theme.quiet(escapeLine(addressOf(first.at, sources)))}`);
    const source = sources.get(file);
    if (source === undefined || list.some((mark) => mark.at.start > source.text.length))
      lines.push(...list.filter((mark) => mark.label !== "").map((mark) => note(mark.label, gutter, style)));
    else lines.push(...fileFrame(source, list, gutter, style));
  }
  return lines;
}

function fileFrame(source: SourceFile, marks: readonly Mark[], gutter: number, style: FrameStyle): string[] {
  const byLine = new Map<number, LineMark[]>();
  for (const mark of uniqueMarks(marks)) {
    const placed = placeMark(source, mark);
    const list = byLine.get(placed.line) ?? [];
    list.push(placed);
    byLine.set(placed.line, list);
  }
  const lines: string[] = [];
  let shown = -1;
  for (const line of [...byLine.keys()].sort((a, b) => a - b)) {
    if (shown >= 0 && line - shown > NEAR + 1) lines.push(style.theme.quiet(`${" ".repeat(gutter + 2)}...`));
    else if (shown >= 0)
      for (let between = shown + 1; between < line; between++)
        lines.push(plainLine(source, between, gutter, style));
    const onLine = (byLine.get(line) ?? []).sort(
      (a, b) => a.from - b.from || Number(b.primary) - Number(a.primary),
    );
    lines.push(...markedLine(source, line, onLine, gutter, style));
    shown = line;
  }
  return lines;
}

/** One line with its marks under it; marks too far apart for the width get the line again. */
function markedLine(
  source: SourceFile,
  line: number,
  marks: readonly LineMark[],
  gutter: number,
  style: FrameStyle,
): string[] {
  const room = Math.max(20, style.width - gutter - 5);
  const text = lineText(source, line);
  const lines: string[] = [];
  let rest = marks;
  while (rest.length > 0) {
    const base = Math.max(0, (rest[0]?.from ?? 0) - REACH);
    const before = textBefore(source, (source.lines[line - 1] ?? 0) + base);
    const display = displayLine(text.slice(base, (rest[0]?.from ?? 0) + REACH), before);
    const column = (offset: number): number => display.columnOf(Math.max(0, offset - base));
    const view = viewOf(display, column(rest[0]?.from ?? 0), column(rest[0]?.to ?? 0), room, base > 0);
    lines.push(`${number(line, gutter, style)} ${view.text}`);
    const inView = rest.filter(
      (mark) =>
        mark === rest[0] ||
        (mark.to - base <= REACH * 2 && column(mark.from) >= view.from && column(mark.to) <= view.to),
    );
    for (const mark of inView)
      lines.push(
        ...underline(
          mark,
          column(mark.from) - view.shift,
          Math.min(column(mark.to), view.to) - view.shift,
          gutter,
          style,
        ),
      );
    rest = rest.filter((mark) => !inView.includes(mark));
  }
  return lines;
}

interface View {
  readonly text: string;
  /** Columns of the line that can be seen. */
  readonly from: number;
  readonly to: number;
  /** Subtract from a column of the line to get one of the view. */
  readonly shift: number;
}

/** The whole line when it fits, else the part around the place, with `...` where something is left out. */
function viewOf(display: DisplayLine, from: number, to: number, room: number, cutBefore: boolean): View {
  if (display.width <= room && !cutBefore) return { text: display.text, from: 0, to: room, shift: 0 };
  const wanted = Math.min(to, from + room - 12);
  const start = wanted <= room - 3 && !cutBefore ? 0 : Math.max(0, Math.min(from - 6, wanted - room + 12));
  const before = start > 0 || cutBefore ? "..." : "";
  const end = start + room - before.length - 3;
  const after = end < display.width ? "..." : "";
  return {
    text: `${before}${sliceColumns(display.text, start, end)}${after}`,
    from: start,
    to: end,
    shift: start - before.length,
  };
}

function underline(mark: LineMark, from: number, to: number, gutter: number, style: FrameStyle): string[] {
  const paint = mark.primary ? style.primary : style.theme.related;
  const line = (mark.primary ? "^" : "-").repeat(Math.max(1, to - from));
  const lead = `${bar(gutter, style)} ${" ".repeat(from)}`;
  const label = redact(escapeLine(mark.label));
  if (label === "") return [lead + paint(line)];
  const fits = gutter + 4 + from + line.length + 1 + textWidth(label) <= style.width;
  return fits
    ? [`${lead}${paint(line)} ${paint(label)}`]
    : [lead + paint(line), `${bar(gutter, style)} ${paint(label)}`];
}

/** A place that covers several lines is marked on its first, and its label says where it ends. */
function placeMark(source: SourceFile, mark: Mark): LineMark {
  const start = pointIn(source, mark.at.start);
  const end = pointIn(source, Math.max(mark.at.start, mark.at.end));
  const from = start.column - 1;
  if (end.line === start.line || (end.line === start.line + 1 && end.column === 1)) {
    const to = end.line === start.line ? end.column - 1 : lineText(source, start.line).length;
    return { line: start.line, from, to, label: mark.label, primary: mark.primary };
  }
  const last = end.column === 1 ? end.line - 1 : end.line;
  const until = `to line ${last}`;
  const label = mark.label === "" ? until : `${mark.label} (${until})`;
  return { line: start.line, from, to: lineText(source, start.line).length, label, primary: mark.primary };
}

/** A related place that only repeats the primary one adds nothing when it has no label of its own. */
function uniqueMarks(marks: readonly Mark[]): Mark[] {
  const seen = new Set<string>();
  return marks.filter((mark) => {
    const key = JSON.stringify([mark.at.start, mark.at.end, mark.label]);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function lineText(source: SourceFile, line: number): string {
  const start = source.lines[line - 1] ?? 0;
  const end = source.lines[line] ?? source.text.length;
  let stop = end;
  while (stop > start && (source.text[stop - 1] === "\n" || source.text[stop - 1] === "\r")) stop--;
  return source.text.slice(start, stop);
}

/** What may hold the name of a secret that is shown. */
function textBefore(source: SourceFile, offset: number): string {
  return source.text.slice(Math.max(0, offset - REACH), offset);
}

function plainLine(source: SourceFile, line: number, gutter: number, style: FrameStyle): string {
  const room = Math.max(20, style.width - gutter - 5);
  const display = displayLine(
    lineText(source, line).slice(0, REACH),
    textBefore(source, source.lines[line - 1] ?? 0),
  );
  return `${number(line, gutter, style)} ${viewOf(display, 0, 0, room, false).text}`.trimEnd();
}

function number(line: number, gutter: number, style: FrameStyle): string {
  return style.theme.quiet(`  ${String(line).padStart(gutter)} │`);
}

function bar(gutter: number, style: FrameStyle): string {
  return style.theme.quiet(`  ${" ".repeat(gutter)} │`);
}

function note(label: string, gutter: number, style: FrameStyle): string {
  return `${bar(gutter, style)} ${style.theme.related(redact(escapeLine(label)))}`;
}

function isPrimary(mark: Mark): boolean {
  return mark.primary;
}

function lineOf(mark: Mark, sources: Sources): number {
  const source = sources.get(mark.at.file);
  return source === undefined ? 1 : pointIn(source, mark.at.start).line;
}

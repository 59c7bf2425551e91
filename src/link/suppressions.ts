import type { Suppression } from "../model/stack.ts";
import { pointIn, type SourceFile } from "../text/source-file.ts";

const MARK = "loglint-ignore";

/**
 * The suppression comments of a file, whatever its language: `# loglint-ignore rule-id, rule-id -- reason` speaks of its
 * own line, or of the next one when it stands alone; `# loglint-ignore-file rule-id` of the whole file.
 */
export function suppressionsIn(source: SourceFile): Suppression[] {
  const found: Suppression[] = [];
  for (let at = source.text.indexOf(MARK); at >= 0; at = source.text.indexOf(MARK, at + MARK.length)) {
    const line = lineAround(source, at);
    const before = source.text.slice(line.start, at).trimEnd();
    if (!/(?:#|\/\/|;|--)$/.test(before)) continue;
    const alone = /^\s*(?:#+|\/\/|;|--)$/.test(before);
    const rest = source.text.slice(at + MARK.length, line.end);
    const isFile = rest.startsWith("-file");
    const [names = "", ...reason] = (isFile ? rest.slice("-file".length) : rest).split(" -- ");
    const spoken = alone ? nextLine(source, line.end) : line;
    found.push({
      at: { file: source.path, start: at, end: line.end },
      rules: names.split(/[\s,]+/).filter((name) => name !== ""),
      scope: isFile ? "file" : "line",
      line: isFile ? null : { file: source.path, ...spoken },
      reason: reason.length === 0 ? null : reason.join(" -- ").trim(),
      removal: { file: source.path, ...(alone ? wholeLine(source, line) : restOf(source, before, line)) },
    });
  }
  return found;
}

function wholeLine(source: SourceFile, line: { start: number; end: number }): { start: number; end: number } {
  return { start: line.start, end: Math.min(line.end + 1, source.text.length) };
}

/** From the blanks before the comment to the end of its line, without the carriage return. */
function restOf(
  source: SourceFile,
  before: string,
  line: { start: number; end: number },
): { start: number; end: number } {
  const code = before.replace(/(?:#+|\/\/|;|--)$/, "").trimEnd();
  const end = source.text[line.end - 1] === "\r" ? line.end - 1 : line.end;
  return { start: line.start + code.length, end };
}

function lineAround(source: SourceFile, offset: number): { start: number; end: number } {
  const { line } = pointIn(source, offset);
  const start = source.lines[line - 1] ?? 0;
  const next = source.lines[line] ?? source.text.length + 1;
  return { start, end: Math.max(start, Math.min(next - 1, source.text.length)) };
}

function nextLine(source: SourceFile, end: number): { start: number; end: number } {
  return end + 1 >= source.text.length ? { start: end, end } : lineAround(source, end + 1);
}

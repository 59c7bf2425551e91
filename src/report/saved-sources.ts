import { pointIn, sourceFile, type SourceFile } from "../text/source-file.ts";
import type { Point } from "../text/line-index.ts";
import type { Place, Sources } from "./places.ts";

/**
 * Texts for the places of a saved report: the file as it is now when every place in it still has its line and column, else one
 * without text that only knows where the lines of the report begin.
 */
export function savedSources(places: readonly Place[], textOf: (file: string) => SourceFile | null): Sources {
  const points = new Map<string, Point[]>();
  for (const { file, start, end } of places) {
    const known = points.get(file);
    if (known === undefined) points.set(file, [start, end]);
    else known.push(start, end);
  }
  return new Map([...points].map(([file, own]) => [file, sourceFor(file, own, textOf(file))] as const));
}

function sourceFor(file: string, points: readonly Point[], source: SourceFile | null): SourceFile {
  if (source !== null && points.every((point) => isAt(source, point))) return source;
  return { ...sourceFile(file, ""), lines: linesOf(points) };
}

function isAt(source: SourceFile, point: Point): boolean {
  if (point.offset > source.text.length) return false;
  const { line, column } = pointIn(source, point.offset);
  return line === point.line && column === point.column;
}

/**
 * Where lines start, as far as the points tell. A line that no point is on starts as late as it can (each has one character at
 * least), so that every known offset still falls on its own line. Points that contradict each other give wrong lines, not errors.
 */
function linesOf(points: readonly Point[]): number[] {
  const starts: number[] = [0];
  for (const { line, column, offset } of [...points].sort((a, b) => a.line - b.line)) {
    const start = Math.max(0, offset - column + 1);
    for (let each = starts.length; each < line; each++) starts.push(Math.max(0, start - (line - 1 - each)));
  }
  return starts;
}

import { pointIn, type SourceFile } from "../text/source-file.ts";

/** Lines above that are looked at, at most. */
const MAX_LINES = 5000;

/**
 * What encloses the line of an offset, outermost first: `http > server > location /api/`, `LOGGING > "handlers"`,
 * `[program:web]`. Found by indentation and section heads, so it is the same for every language and holds no values: what
 * stands after `=`, `:` or `{` is left out. Needs no line number.
 */
export function objectPath(source: SourceFile, offset: number): string {
  const heads: string[] = [];
  const { line } = pointIn(source, offset);
  let depth = indentOf(lineAt(source, line));
  for (let at = line - 1; at >= 1 && line - at <= MAX_LINES; at--) {
    const text = lineAt(source, at);
    const content = text.trim();
    if (content === "" || /^(?:#|;|\/\/|[\])}])/.test(content)) continue;
    const section = /^\[[^\]\n]{1,200}\]/.exec(content)?.[0];
    if (depth === 0) {
      // without indentation only a section encloses what follows
      if (section === undefined) continue;
      heads.push(section);
      break;
    }
    const indent = indentOf(text);
    if (indent >= depth) continue;
    heads.push(section ?? headOf(content));
    depth = indent;
  }
  return heads.reverse().join(" > ");
}

function headOf(content: string): string {
  const end = content.slice(1).search(/[={:[(]/);
  return content
    .slice(0, end < 0 ? 120 : Math.min(end + 1, 120))
    .trim()
    .replace(/\s+/g, " ");
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

function lineAt(source: SourceFile, line: number): string {
  const start = source.lines[line - 1] ?? 0;
  return source.text.slice(start, source.lines[line] ?? source.text.length);
}

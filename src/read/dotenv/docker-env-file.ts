import type { DotenvEntry, DotenvProblem } from "./tree.ts";
import { isGoSpace } from "./white-space.ts";

/**
 * Reads a file as `docker run --env-file` does (docker/cli `opts/file.go`): everything after the first `=` is the value, quotes and
 * trailing blanks included. An error makes docker refuse the whole file.
 */
export function readDockerEnvFile(text: string): { entries: DotenvEntry[]; errors: DotenvProblem[] } {
  const entries: DotenvEntry[] = [];
  const errors: DotenvProblem[] = [];
  for (let line = text.startsWith("\ufeff") ? 1 : 0; line < text.length;) {
    const newline = text.indexOf("\n", line);
    const next = newline < 0 ? text.length : newline;
    const end = next > line && text[next - 1] === "\r" ? next - 1 : next;
    let start = line;
    while (start < end && isGoSpace(text, start)) start++;
    if (start < end && text[start] !== "#") readLine(text, start, end, entries, errors);
    line = next + 1;
  }
  return { entries, errors };
}

function readLine(
  text: string,
  start: number,
  end: number,
  entries: DotenvEntry[],
  errors: DotenvProblem[],
): void {
  const line = text.slice(start, end);
  const equals = line.indexOf("=");
  const name = equals < 0 ? line : line.slice(0, equals);
  const nameSpan = { start, end: start + name.length };
  const span = { start, end };
  if (name === "") errors.push({ message: "no variable name before =", span, fatal: true });
  else if (/[ \t\r\n]/.test(name))
    errors.push({ message: `variable '${name}' contains whitespaces`, span: nameSpan, fatal: true });
  else if (equals < 0) {
    entries.push({
      name,
      nameSpan,
      value: null,
      valueSpan: null,
      quote: null,
      exported: false,
      span,
    });
  } else {
    const valueSpan = { start: start + equals + 1, end };
    const text = line.slice(equals + 1);
    const value = text === "" ? [] : [{ kind: "text" as const, value: text, span: valueSpan }];
    entries.push({ name, nameSpan, value, valueSpan, quote: null, exported: false, span });
  }
}

import { verbatim } from "../../text/decoded.ts";
import type { Span } from "../../text/span.ts";
import type { Procfile, ProcfileProcess } from "./tree.ts";

const PROCESS = /^([A-Za-z0-9_-]+):\s*(\S.*)$/;

/** Reads `name: command` lines as honcho and foreman do; a line that starts with `#` is a comment. Never throws. */
export function readProcfile(text: string): Procfile {
  const processes: ProcfileProcess[] = [];
  const errors: { message: string; span: Span }[] = [];
  for (let start = text.startsWith("\ufeff") ? 1 : 0; start < text.length;) {
    const newline = text.indexOf("\n", start);
    const next = newline < 0 ? text.length : newline;
    const line = text.slice(start, next).trimEnd();
    const span = { start, end: start + line.length };
    const match = PROCESS.exec(line);
    const [, name, command] = match ?? [];
    if (name !== undefined && command !== undefined) {
      const commandSpan = { start: span.end - command.length, end: span.end };
      const nameSpan = { start, end: start + name.length };
      processes.push({
        name,
        nameSpan,
        command: verbatim(text, commandSpan.start, commandSpan.end),
        commandSpan,
        span,
      });
    } else if (line.trim() !== "" && !line.trimStart().startsWith("#")) {
      errors.push({ message: "not a process: expected name: command", span });
    }
    start = next + 1;
  }
  return { processes, errors };
}

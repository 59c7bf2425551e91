import type { Span } from "../../text/span.ts";
import { argumentProblem, FLAGS, SCRIPTS, WITH_WORDS } from "./directives.ts";
import { splitPaths, splitWords } from "./words.ts";
import type { Directive, LogrotateEntry, LogrotateFile, LogrotateProblem } from "./tree.ts";

interface Open {
  readonly start: number;
  readonly paths: readonly { readonly value: string; readonly span: Span }[];
  readonly directives: Directive[];
}

/** Reads a file as logrotate 3.21 does (`config.c`, `readConfigFile`). Never throws; spans are UTF-16 offsets in `text`. */
export function readLogrotate(text: string): LogrotateFile {
  const entries: LogrotateEntry[] = [];
  const errors: LogrotateProblem[] = [];
  let stanza: Open | null = null;
  const close = (open: Open, end: number, dropped: boolean): void => {
    entries.push({
      kind: "stanza",
      paths: open.paths,
      directives: open.directives,
      dropped,
      span: { start: open.start, end },
    });
    stanza = null;
  };
  for (let at = 0; at < text.length;) {
    const char = text.charAt(at);
    const open: Open | null = stanza;
    let problem: LogrotateProblem | null = null;
    if (/\s/.test(char)) {
      at++;
      continue;
    }
    if (char === "#") {
      at = lineEnd(text, at);
      continue;
    }
    if (/[A-Za-z]/.test(char)) {
      const read = readDirective(text, at);
      at = read.next;
      problem = read.problem;
      if (problem?.loses !== "line") {
        if (open !== null) open.directives.push(read.directive);
        else entries.push({ kind: "global", directive: read.directive, span: read.directive.span });
      }
    } else if (char === "}") {
      at++;
      if (open !== null) close(open, at, false);
      else problem = { message: "unexpected }", span: { start: at - 1, end: at }, loses: "file" };
    } else if ((char === "/" || char === '"' || char === "'" || char === "~") && open === null) {
      const brace = text.indexOf("{", at);
      if (brace < 0)
        problem = {
          message: "missing '{' after log files definition",
          span: { start: at, end: lineEnd(text, at) },
          loses: "file",
        };
      else {
        stanza = { start: at, paths: splitPaths(text, at, brace), directives: [] };
        at = brace + 1;
      }
    } else {
      const end = lineEnd(text, at);
      const isPath = char === "/" || char === '"' || char === "'" || char === "~";
      if (isPath) problem = { message: "unexpected log filename", span: { start: at, end }, loses: "stanza" };
      else
        problem = {
          message: "lines must begin with a keyword or a filename (possibly in double quotes)",
          span: { start: at, end },
          loses: "stanza",
        };
      at = end;
    }
    if (problem === null) continue;
    errors.push(problem);
    if (problem.loses === "line") continue;
    const brace: number = problem.loses === "stanza" && open !== null ? endOfDropped(text, at) : -1;
    if (open !== null) {
      // It is dropped at its closing brace: without one, logrotate keeps what it read before the error.
      close(open, brace < 0 ? text.length : brace + 1, problem.loses === "file" || brace >= 0);
    }
    if (brace < 0) return { entries, errors };
    at = brace + 1;
  }
  return finish(entries, errors, stanza, text.length);
}

/** The `}` that ends a stanza with an error, or -1: one in a script or comment does not. */
function endOfDropped(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === "}") return at;
    if (char === "#") at = lineEnd(text, at);
    else if (/[A-Za-z]/.test(char)) {
      const { directive, next } = readDirective(text, at);
      at = (SCRIPTS.has(directive.name) ? next : directive.nameSpan.end) - 1;
    }
  }
  return -1;
}

/** At the end of the file logrotate takes an open stanza as it is. */
function finish(
  entries: LogrotateEntry[],
  errors: LogrotateProblem[],
  open: Open | null,
  end: number,
): LogrotateFile {
  if (open !== null) {
    const { paths, directives, start } = open;
    entries.push({ kind: "stanza", paths, directives, dropped: false, span: { start, end } });
  }
  return { entries, errors };
}

function readDirective(
  text: string,
  start: number,
): { directive: Directive; problem: LogrotateProblem | null; next: number } {
  let end = start;
  while (end < text.length && /[A-Za-z]/.test(text.charAt(end))) end++;
  const name = text.slice(start, end);
  const nameSpan = { start, end };
  const directive: Directive = { name, nameSpan, args: [], script: null, span: nameSpan };
  if (FLAGS.has(name)) return { directive, problem: null, next: end };
  const line = lineEnd(text, end);
  if (SCRIPTS.has(name)) return readScript(text, directive, line);
  if (!WITH_WORDS.has(name)) {
    const problem: LogrotateProblem = {
      message: `unknown option '${name}' -- ignoring line`,
      span: nameSpan,
      loses: "line",
    };
    return { directive, problem, next: line };
  }
  let from = end;
  while (from < line && /[\s=]/.test(text.charAt(from))) from++;
  const args = splitWords(text, from, line);
  const span = { start, end: args.at(-1)?.span.end ?? end };
  const message = argumentProblem(
    name,
    args.map(({ value }) => value),
  );
  const problem: LogrotateProblem | null = message === null ? null : { message, span, loses: "stanza" };
  return { directive: { ...directive, args, span }, problem, next: line };
}

/** The lines behind `postrotate` and its like, up to a line that begins with `endscript`. */
function readScript(
  text: string,
  directive: Directive,
  from: number,
): { directive: Directive; problem: LogrotateProblem | null; next: number } {
  for (let start = Math.min(from + 1, text.length); start < text.length; start = lineEnd(text, start) + 1) {
    const end = lineEnd(text, start);
    let first = start;
    while (first < end && /\s/.test(text.charAt(first))) first++;
    if (!text.startsWith("endscript", first)) continue;
    const script = { start: Math.min(from + 1, start), end: start };
    return {
      directive: { ...directive, script, span: { start: directive.span.start, end: first + 9 } },
      problem: null,
      next: end,
    };
  }
  const problem: LogrotateProblem = {
    message: "prerotate, postrotate or preremove without endscript",
    span: directive.nameSpan,
    loses: "file",
  };
  return { directive, problem, next: text.length };
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end < 0 ? text.length : end;
}

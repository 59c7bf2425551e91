import { adaptBody } from "./adapt-statement.ts";
import { parseText } from "./parse.ts";
import { recoverBody } from "./recover.ts";
import { rewrite } from "./rewritten-text.ts";
import { scan } from "./scan.ts";
import type { PythonModule, PythonSyntaxError } from "./tree.ts";

/** Larger modules are read statement by statement, so that memory follows the largest statement. UTF-16 code units. */
const LARGE = 1_000_000;
/** Modules over this are not read at all. */
const TOO_LARGE = 12_000_000;
/** More errors than this help nobody. */
export const MAX_ERRORS = 100;

/**
 * Reads a Python module. Never throws; every span lies in `text`. Errors are worded and placed as CPython 3.11 does
 * where it is practical, and syntax up to Python 3.14 is read.
 */
export function readPython(text: string): PythonModule {
  if (text.length > TOO_LARGE) {
    const span = { start: 0, end: 0 };
    return { body: [], errors: [{ message: "the file is too large to be read", span }], comments: [] };
  }
  const found = scan(text);
  if (found.problems.length === 0 && text.length <= LARGE) {
    const changed = found.replacements.length > 0;
    const all = { start: 0, end: text.length };
    const parsed = parseText(text, changed ? rewrite(text, 0, text.length, found.replacements) : null, all);
    if (parsed.ok) {
      const body = adaptBody(parsed.place, parsed.body);
      return { body, errors: inOrder(parsed.place.problems), comments: found.comments };
    }
  }
  const { body, errors } = recoverBody(text, found);
  return { body, errors: inOrder(errors), comments: found.comments };
}

function inOrder(errors: PythonSyntaxError[]): PythonSyntaxError[] {
  return errors.sort((a, b) => a.span.start - b.span.start).slice(0, MAX_ERRORS);
}

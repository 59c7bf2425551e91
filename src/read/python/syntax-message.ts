import type { Span } from "../../text/span.ts";
import type { PythonSyntaxError } from "./tree.ts";

/** py-ast's messages for a missing comma or closing bracket. */
const UNCLOSED = /^Expected '[\])}]' after (?:set|dict|list|arguments|expression|tuple)/;

/** How far back the value before an error is looked for. */
const REACH = 1_000;

/** An error that py-ast reports at `span` with `message`, as CPython 3.11 words and places it. */
export function worded(text: string, message: string, span: Span): PythonSyntaxError {
  const bare = message.replace(/ at line \d+.*$/s, "");
  if (UNCLOSED.test(bare) && /[\w"'([{]/.test(text.charAt(span.start))) {
    const value = valueBefore(text, span.start);
    if (value !== null) {
      return {
        message: "invalid syntax. Perhaps you forgot a comma?",
        span: { start: value, end: span.end },
      };
    }
  }
  return { message: wordingOf(text, bare, span), span };
}

function wordingOf(text: string, bare: string, span: Span): string {
  const atLineEnd = span.start >= text.length || /[\r\n#]/.test(text.charAt(span.start));
  if (/^Indentation error/.test(bare)) return "unindent does not match any outer indentation level";
  if (bare === "Expected indented block") return "expected an indented block";
  if (bare === "Expected 'else' in conditional expression") return "expected 'else' after 'if' expression";
  if (bare === "f-string: invalid syntax in interpolated expression") return "f-string: invalid syntax";
  if (/^Unterminated f-string/.test(bare)) return "f-string: expecting '}'";
  if (/^Expected ':'/.test(bare)) return atLineEnd ? "expected ':'" : "invalid syntax";
  return /^[a-z/*]/.test(bare) && !bare.startsWith("not a ") ? bare : "invalid syntax";
}

/** Where the last token before `offset` starts when it ends a value, else null. Comments and line breaks are passed over. */
function valueBefore(text: string, offset: number): number | null {
  let before = text.slice(Math.max(0, offset - REACH), offset).trimEnd();
  for (;;) {
    const line = before.slice(before.lastIndexOf("\n") + 1);
    const comment = /(?<!\S)#/g;
    comment.lastIndex = Math.max(line.lastIndexOf('"'), line.lastIndexOf("'")) + 1;
    const found = comment.exec(line);
    if (found === null) break;
    before = before.slice(0, before.length - line.length + found.index).trimEnd();
  }
  if (!/[\w"')\]}]$/.test(before)) return null;
  if (/\b(?:and|or|not|in|is|if|else|for|lambda|await|yield|from)$/.test(before)) return null;
  const last = before.at(-1);
  const end = offset - (text.slice(Math.max(0, offset - REACH), offset).length - before.length);
  if (last === '"' || last === "'") return Math.max(text.lastIndexOf(last, end - 2), 0);
  const word = /(?<!\w)\w+$/.exec(before.slice(-100))?.[0].length ?? 1;
  return end - word;
}

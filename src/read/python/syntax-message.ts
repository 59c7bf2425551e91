import type { Span } from "../../text/span.ts";

/** py-ast's messages for a missing comma or closing bracket. */
const UNCLOSED = /^Expected '[\])}]' after (?:set|dict|list|arguments|expression|tuple)/;

/** CPython 3.11's wording of an error that py-ast reports at `span` with `message`. */
export function wordingOf(text: string, message: string, span: Span): string {
  const bare = message.replace(/ at line \d+.*$/s, "");
  const atLineEnd = span.start >= text.length || /[\r\n#]/.test(text.charAt(span.start));
  if (/^Indentation error/.test(bare)) return "unindent does not match any outer indentation level";
  if (bare === "Expected indented block") return "expected an indented block";
  if (bare === "Expected 'else' in conditional expression") return "expected 'else' after 'if' expression";
  if (bare === "f-string: invalid syntax in interpolated expression") return "f-string: invalid syntax";
  if (/^Unterminated f-string/.test(bare)) return "f-string: expecting '}'";
  if (/^Expected ':'/.test(bare)) return atLineEnd ? "expected ':'" : "invalid syntax";
  if (UNCLOSED.test(bare) && /[\w"'([{]/.test(text.charAt(span.start)) && followsValue(text, span.start)) {
    return "invalid syntax. Perhaps you forgot a comma?";
  }
  return /^[a-z/*]/.test(bare) && !bare.startsWith("not a ") ? bare : "invalid syntax";
}

/** True when the last thing before `offset`, white space and line breaks aside, ends a value. */
function followsValue(text: string, offset: number): boolean {
  const before = text.slice(Math.max(0, offset - 200), offset).trimEnd();
  return (
    /[\w"')\]}]$/.test(before) && !/\b(?:and|or|not|in|is|if|else|for|lambda|await|yield|from)$/.test(before)
  );
}

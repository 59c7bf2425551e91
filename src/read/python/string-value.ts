import { readStringToken, type StringToken } from "./string-token.ts";

/** The value of one or more adjacent string literals, with comments and white space between them; `exact` as in the tree. */
export function readLiterals(written: string): { value: string; exact: boolean } {
  const values: string[] = [];
  let exact = true;
  const budget = { left: written.length };
  for (let at = 0; at < written.length;) {
    const char = written.charAt(at);
    if (char === "#") {
      while (at < written.length && written[at] !== "\n" && written[at] !== "\r") at++;
    } else if (/["'rbuft]/i.test(char)) {
      let quoteAt = at;
      while (/[rbuft]/i.test(written.charAt(quoteAt))) quoteAt++;
      const token = readStringToken(written, at, quoteAt, budget);
      const decoded = decode(contentOf(written, token), token.prefix);
      values.push(decoded.value);
      exact &&= decoded.exact;
      at = Math.max(token.end, at + 1);
    } else at++;
  }
  return { value: values.join(""), exact };
}

/** What stands between the quotes, line ends as Python sees them. */
export function contentOf(text: string, token: StringToken): string {
  const from = token.start + token.prefix.length + token.quoteLength;
  return text.slice(from, token.end - (token.closed ? token.quoteLength : 0)).replace(/\r\n?/g, "\n");
}

const SIMPLE: ReadonlyMap<string, string> = new Map([
  ["\n", ""],
  ["\\", "\\"],
  ["'", "'"],
  ['"', '"'],
  ["a", "\x07"],
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
  ["v", "\v"],
]);
const HEX_DIGITS: ReadonlyMap<string, number> = new Map([
  ["x", 2],
  ["u", 4],
  ["U", 8],
]);

/** Decodes the escapes of a literal's content as CPython does. `error` is its message for an escape it refuses. */
export function decode(
  content: string,
  prefix: string,
): { value: string; exact: boolean; error: string | null } {
  if (prefix.includes("r") || !content.includes("\\")) return { value: content, exact: true, error: null };
  const bytes = prefix.includes("b");
  const out: string[] = [];
  let exact = true;
  let error: string | null = null;
  let at = 0;
  for (;;) {
    const next = content.indexOf("\\", at);
    if (next < 0) break;
    out.push(content.slice(at, next));
    const escape = content.charAt(next + 1);
    const simple = SIMPLE.get(escape);
    const width = bytes && escape !== "x" ? undefined : HEX_DIGITS.get(escape);
    at = next + 2;
    if (simple !== undefined) out.push(simple);
    else if (escape >= "0" && escape <= "7") {
      let end = next + 2;
      while (
        end < next + 4 &&
        content.charAt(end) >= "0" &&
        content.charAt(end) <= "7" &&
        content[end] !== ""
      ) {
        if (end >= content.length) break;
        end++;
      }
      const code = parseInt(content.slice(next + 1, end), 8);
      out.push(String.fromCharCode(bytes ? code & 0xff : code));
      at = end;
    } else if (width !== undefined) {
      const digits = content.slice(next + 2, next + 2 + width);
      const code = /^[0-9a-fA-F]+$/.test(digits) && digits.length === width ? parseInt(digits, 16) : -1;
      if (code < 0) error ??= refusal(content, next, escape, bytes);
      else if (code > 0x10ffff) error ??= illegal(content, next);
      else out.push(String.fromCodePoint(code));
      at = next + 2 + (code < 0 ? 0 : width);
    } else if (escape === "N" && !bytes) {
      const close = content.indexOf("}", next + 3);
      exact = false;
      if (content[next + 2] !== "{" || close <= next + 3) error ??= malformed(content, next);
      else {
        out.push(content.slice(next, close + 1));
        at = close + 1;
      }
    } else out.push(`\\${escape}`);
  }
  out.push(content.slice(at));
  return { value: out.join(""), exact, error };
}

const UNICODE = "(unicode error) 'unicodeescape' codec can't decode bytes in position";

function refusal(content: string, at: number, escape: string, bytes: boolean): string {
  const position = new TextEncoder().encode(content.slice(0, at)).length;
  if (bytes) return `(value error) invalid \\x escape at position ${String(position)}`;
  let end = at + 2;
  while (end < content.length && /[0-9a-fA-F]/.test(content.charAt(end))) end++;
  const shape = escape === "x" ? "\\xXX" : escape === "u" ? "\\uXXXX" : "\\UXXXXXXXX";
  return `${UNICODE} ${String(position)}-${String(position + (end - at) - 1)}: truncated ${shape} escape`;
}

function illegal(content: string, at: number): string {
  const position = new TextEncoder().encode(content.slice(0, at)).length;
  return `${UNICODE} ${String(position)}-${String(position + 9)}: illegal Unicode character`;
}

function malformed(content: string, at: number): string {
  const position = new TextEncoder().encode(content.slice(0, at)).length;
  return `${UNICODE} ${String(position)}-${String(position + 1)}: malformed \\N character escape`;
}

/** Why CPython refuses a literal, in its words; null when it does not. */
export function refusalOf(text: string, token: StringToken): string | null {
  if (token.stray >= 0) return "f-string: single '}' is not allowed";
  const content = contentOf(text, token);
  if (!token.prefix.includes("b")) return decode(content, token.prefix).error;
  for (let i = 0; i < content.length; i++) {
    if (content.charCodeAt(i) >= 128) return "bytes can only contain ASCII literal characters";
  }
  return decode(content, token.prefix).error;
}

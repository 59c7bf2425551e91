/** `repr()` of a Python string: single quotes unless the text holds some and no double ones. */
export function reprOfString(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  let body = "";
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (character === quote || character === "\\") body += `\\${character}`;
    else if (character === "\n") body += "\\n";
    else if (character === "\r") body += "\\r";
    else if (character === "\t") body += "\\t";
    else if (code >= 0x20 && code < 0x7f) body += character;
    else if (code < 0x20 || code === 0x7f) body += `\\x${code.toString(16).padStart(2, "0")}`;
    else if (unprintable().test(character)) body += escapeOf(code);
    else body += character;
  }
  return quote + body + quote;
}

/** Made when needed: Unicode classes take long to compile. */
const unprintable = (): RegExp => /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]|(?! )\p{Zs}/u;

function escapeOf(code: number): string {
  if (code <= 0xff) return `\\x${code.toString(16).padStart(2, "0")}`;
  if (code <= 0xffff) return `\\u${code.toString(16).padStart(4, "0")}`;
  return `\\U${code.toString(16).padStart(8, "0")}`;
}

/** What `str.strip()` removes at both ends: `str.isspace` characters, of which JavaScript's trim knows all but four, and U+FEFF is none. */
const PYTHON_SPACE =
  "[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]";
const IS_SPACE = new RegExp(`^${PYTHON_SPACE}$`);

/** `text.strip()`. */
export function strip(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && IS_SPACE.test(text.charAt(start))) start++;
  while (end > start && IS_SPACE.test(text.charAt(end - 1))) end--;
  return text.slice(start, end);
}

const DIGITS = {
  decimal: /^[+-]?\d+(?:_\d+)*$/,
  based:
    /^[+-]?0[xX](?:_?[0-9a-fA-F])+$|^[+-]?0[oO](?:_?[0-7])+$|^[+-]?0[bB](?:_?[01])+$|^[+-]?(?:0(?:_?0)*|[1-9](?:_?\d)*)$/,
};

/** `int(text, base)` for base 10, or for base 0, which takes Python's own notation; undefined where Python raises ValueError. */
export function parseInteger(text: string, base: 0 | 10): number | undefined {
  const digits = strip(text);
  if (!(base === 10 ? DIGITS.decimal : DIGITS.based).test(digits)) return undefined;
  const negative = digits.startsWith("-");
  const bare = digits.replace(/^[+-]/, "").replaceAll("_", "");
  const value = base === 10 ? Number.parseInt(bare, 10) : Number(bare);
  return negative && value !== 0 ? -value : value;
}

/** gunicorn's auto_int (config.py): base 0, with C's octal `022` allowed. */
export function parseAutoInteger(text: string): number | undefined {
  return parseInteger(/^0\d/.test(text) ? text.replace("0", "0o") : text, 0);
}

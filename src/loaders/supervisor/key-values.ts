/**
 * `KEY="a b",OTHER=c`, as supervisor reads `environment` (datatypes.py 4.2, `dict_of_key_value_pairs`): tokens of Python's
 * non-POSIX shlex with `/.+-():` as further word characters. Null where supervisor refuses the text.
 */
export function keyValuePairs(
  text: string,
): { name: string; value: string; start: number; end: number }[] | null {
  const tokens = tokensOf(text);
  if (tokens === null) return null;
  const pairs: { name: string; value: string; start: number; end: number }[] = [];
  for (let i = 0; i < tokens.length; i += 4) {
    const [name, equals, value, comma] = [tokens[i], tokens[i + 1], tokens[i + 2], tokens[i + 3]];
    if (name === undefined || value === undefined || equals?.text !== "=") return null;
    if (comma !== undefined && comma.text !== ",") return null;
    pairs.push({ name: name.text, value: stripQuotes(value.text), start: value.start, end: value.end });
  }
  return pairs;
}

/** All quotes at both ends, whichever they are: `'a "b"'` is `a "b`. */
function stripQuotes(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isQuote(text.charAt(start))) start++;
  while (end > start && isQuote(text.charAt(end - 1))) end--;
  return text.slice(start, end);
}

function isQuote(char: string): boolean {
  return char === '"' || char === "'";
}

interface Token {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const WORD = /[A-Za-z0-9_/.+\-():]/;

function tokensOf(text: string): Token[] | null {
  const tokens: Token[] = [];
  for (let i = 0; i < text.length;) {
    const character = text.charAt(i);
    const start = i;
    if (/[ \t\r\n]/.test(character)) {
      i++;
      continue;
    }
    if (character === "#") {
      const newline = text.indexOf("\n", i);
      i = newline < 0 ? text.length : newline + 1;
      continue;
    }
    if (character === '"' || character === "'") {
      const close = text.indexOf(character, i + 1);
      if (close < 0) return null;
      i = close + 1;
    } else if (WORD.test(character)) {
      while (i < text.length && (WORD.test(text.charAt(i)) || /['"]/.test(text.charAt(i)))) i++;
    } else i++;
    tokens.push({ text: text.slice(start, i), start, end: i });
  }
  return tokens;
}

const PYTHON_SPACES = new Set(
  [9, 10, 11, 12, 13, 28, 29, 30, 31, 32, 0x85, 0xa0, 0x1680, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000].concat(
    Array.from({ length: 11 }, (_, i) => 0x2000 + i),
  ),
);

/** What `\s` matches in Python's `re` on str: `str.isspace`, Unicode 14. */
export function isPythonSpace(text: string, at: number): boolean {
  return at < text.length && PYTHON_SPACES.has(text.charCodeAt(at));
}

/** What Go's `unicode.IsSpace` accepts: Python's without the four information separators. */
export function isGoSpace(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return PYTHON_SPACES.has(code) && !(code >= 28 && code <= 31);
}

export function isNewline(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code === 10 || code === 13;
}

/** The offset of the next LF or CR at or after `at`, or the end of the text. */
export function endOfLine(text: string, at: number): number {
  let end = at;
  while (end < text.length && !isNewline(text, end)) end++;
  return end;
}

/*
 * Where words end, after ngx_conf_read_token in ngx_conf_file.c 1.22.1
 * (Copyright Igor Sysoev and Nginx, Inc.; BSD-2-Clause): the rules are nginx's, the code is ours.
 */

export const TAB = 9;
export const LF = 10;
export const CR = 13;
export const SPACE = 32;
export const DOUBLE_QUOTE = 34;
export const HASH = 35;
export const DOLLAR = 36;
export const SINGLE_QUOTE = 39;
export const CLOSE_PAREN = 41;
export const SEMICOLON = 59;
export const BACKSLASH = 92;
export const OPEN_BRACE = 123;
export const CLOSE_BRACE = 125;

/** nginx reads through a buffer of this many bytes, which one word or comment may not fill. */
const BUFFER_BYTES = 4096;
/** A UTF-16 code unit takes at most three bytes, so a word this short cannot fill the buffer, with its quote and a blank. */
export const SURELY_SHORT = Math.floor(BUFFER_BYTES / 3) - 2;

/** Nothing else is white space to nginx: not NUL, VT, FF, NBSP, BOM or U+2028. */
export function isBlank(code: number): boolean {
  return code === SPACE || code === LF || code === TAB || code === CR;
}

/** Characters at which the scan of a word must look: blanks, `;`, `{`, `\`, `$`. */
const STOPS = new Uint8Array(128);
for (const code of [TAB, LF, CR, SPACE, SEMICOLON, OPEN_BRACE, BACKSLASH, DOLLAR]) STOPS[code] = 1;

/** Where the unquoted word that starts at `at` ends: a blank, `;` or `{` outside of `${`, or the end of the text. */
export function endOfWord(text: string, at: number): number {
  const length = text.length;
  let i = at;
  while (i < length) {
    const code = text.charCodeAt(i);
    if (code > OPEN_BRACE || STOPS[code] === 0) i++;
    else if (code === BACKSLASH) i += 2;
    else if (code === DOLLAR) {
      i++;
      while (text.charCodeAt(i) === OPEN_BRACE) i++;
    } else return i;
  }
  return length;
}

/** Where the quoted text that starts at `at`, after its quote, ends: the offset of the closing quote, or -1. */
export function endOfQuoted(text: string, at: number, quote: number): number {
  const length = text.length;
  let i = at;
  while (i < length) {
    const code = text.charCodeAt(i);
    if (code === quote) return i;
    i += code === BACKSLASH ? 2 : 1;
  }
  return -1;
}

/**
 * Does nginx run out of buffer before it can read the character at `last` (or the text's last one), when it must keep
 * all from `start` on?
 * Counted in UTF-8 bytes. U+FFFD counts as one: it mostly stands for an invalid byte.
 */
export function fillsBuffer(text: string, start: number, last: number): boolean {
  const end = Math.min(last, text.length);
  const room = last < text.length ? BUFFER_BYTES : BUFFER_BYTES + 1;
  let bytes = 0;
  for (let i = start; i < end && bytes < room; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x80 || code === 0xfffd) bytes++;
    else if (code < 0x800 || (code >= 0xd800 && code < 0xe000)) bytes += 2;
    else bytes += 3;
  }
  return bytes >= room;
}

/** The first ten bytes as nginx quotes them in its message, as far as they are whole characters. */
export function firstTenBytes(text: string, start: number): string {
  const bytes = new TextEncoder().encode(text.slice(start, start + 10)).subarray(0, 10);
  return new TextDecoder().decode(bytes);
}

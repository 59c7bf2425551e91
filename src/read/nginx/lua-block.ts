import { BACKSLASH, CLOSE_BRACE, DOUBLE_QUOTE, OPEN_BRACE, SINGLE_QUOTE } from "./words.ts";

const DASH = 45;
const EQUALS = 61;
const OPEN_BRACKET = 91;

/** `content_by_lua_block { ... }` and its like hold Lua, which nginx's own tokenizer never sees (lua-nginx-module). */
export function isLuaBlock(name: string): boolean {
  return name.endsWith("_by_lua_block");
}

/**
 * The offset of the `}` that ends Lua code starting at `at`, or -1. Braces in Lua strings, comments and long brackets do not count.
 */
export function endOfLua(text: string, at: number): number {
  let depth = 0;
  let i = at;
  while (i < text.length) {
    const code = text.charCodeAt(i);
    if (code === CLOSE_BRACE) {
      if (depth === 0) return i;
      depth--;
      i++;
    } else if (code === OPEN_BRACE) {
      depth++;
      i++;
    } else if (code === DOUBLE_QUOTE || code === SINGLE_QUOTE) i = afterString(text, i + 1, code);
    else if (code === OPEN_BRACKET) i = afterLongBracket(text, i) ?? i + 1;
    else if (code === DASH && text.charCodeAt(i + 1) === DASH)
      i = afterLongBracket(text, i + 2) ?? afterLine(text, i);
    else i++;
  }
  return -1;
}

function afterString(text: string, at: number, quote: number): number {
  let i = at;
  while (i < text.length && text.charCodeAt(i) !== quote) i += text.charCodeAt(i) === BACKSLASH ? 2 : 1;
  return i + 1;
}

function afterLine(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end < 0 ? text.length : end;
}

/** After `[[ ... ]]` or `[==[ ... ]==]` that starts at `at`; null when none starts there. */
function afterLongBracket(text: string, at: number): number | null {
  if (text.charCodeAt(at) !== OPEN_BRACKET) return null;
  let i = at + 1;
  while (text.charCodeAt(i) === EQUALS) i++;
  if (text.charCodeAt(i) !== OPEN_BRACKET) return null;
  const closing = `]${"=".repeat(i - at - 1)}]`;
  const end = text.indexOf(closing, i + 1);
  return end < 0 ? text.length : end + closing.length;
}

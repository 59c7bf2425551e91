import type { Span } from "../text/span.ts";
import type { ConfigEntry, ConfigNode, ConfigSyntaxProblem } from "./config-node.ts";

/** Nobody nests a configuration this deep; a reader that calls itself must stop somewhere. */
const DEPTH = 100;
const SPACE = /(?:[ \t\r\n\ufeff]|\/\/[^\n]*|\/\*(?:[^*]|\*(?!\/))*\*\/)*/y;
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const WORD = /-?[A-Za-z0-9.+_-]+/y;
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

class JsonError extends Error {
  constructor(
    message: string,
    readonly span: Span,
  ) {
    super(message);
  }
}

/** Reads JSON with comments and trailing commas; stops at the first error, which is all that a person needs of JSON's. */
export function readJson(text: string): ConfigNode | ConfigSyntaxProblem {
  const cursor = { text, at: 0 };
  try {
    const node = readValue(cursor, 0);
    skipSpace(cursor);
    if (cursor.at < text.length) throw unexpected(cursor, "the end of the file");
    return node;
  } catch (error) {
    if (error instanceof JsonError) return { message: error.message, span: error.span };
    throw error;
  }
}

interface Cursor {
  readonly text: string;
  at: number;
}

function readValue(cursor: Cursor, depth: number): ConfigNode {
  skipSpace(cursor);
  const start = cursor.at;
  if (depth > DEPTH) throw new JsonError(`nested deeper than ${DEPTH} levels`, { start, end: start + 1 });
  switch (cursor.text[start]) {
    case "{":
      return readObject(cursor, depth);
    case "[":
      return readArray(cursor, depth);
    case '"':
      return { kind: "scalar", value: readString(cursor), span: { start, end: cursor.at } };
    default:
      return readWord(cursor);
  }
}

function readObject(cursor: Cursor, depth: number): ConfigNode {
  const start = cursor.at++;
  const entries: ConfigEntry[] = [];
  const seen = new Set<string>();
  for (;;) {
    skipSpace(cursor);
    if (take(cursor, "}")) break;
    const keyStart = cursor.at;
    if (cursor.text[keyStart] !== '"') throw unexpected(cursor, 'a key in double quotes or "}"');
    const key = readString(cursor);
    const keySpan = { start: keyStart, end: cursor.at };
    if (seen.has(key)) throw new JsonError(`"${key}" stands here twice`, keySpan);
    seen.add(key);
    skipSpace(cursor);
    if (!take(cursor, ":")) throw unexpected(cursor, '":"');
    entries.push({ key, keySpan, value: readValue(cursor, depth + 1) });
    skipSpace(cursor);
    if (!take(cursor, ",") && cursor.text[cursor.at] !== "}") throw unexpected(cursor, '"," or "}"');
  }
  return { kind: "object", entries, span: { start, end: cursor.at } };
}

function readArray(cursor: Cursor, depth: number): ConfigNode {
  const start = cursor.at++;
  const items: ConfigNode[] = [];
  for (;;) {
    skipSpace(cursor);
    if (take(cursor, "]")) break;
    items.push(readValue(cursor, depth + 1));
    skipSpace(cursor);
    if (!take(cursor, ",") && cursor.text[cursor.at] !== "]") throw unexpected(cursor, '"," or "]"');
  }
  return { kind: "array", items, span: { start, end: cursor.at } };
}

function readString(cursor: Cursor): string {
  STRING.lastIndex = cursor.at;
  const found = STRING.exec(cursor.text);
  if (found === null) {
    const line = cursor.text.indexOf("\n", cursor.at);
    throw new JsonError("a string that does not end, or has an escape that JSON does not know", {
      start: cursor.at,
      end: line < 0 ? cursor.text.length : line,
    });
  }
  cursor.at = STRING.lastIndex;
  return String(JSON.parse(found[0]));
}

function readWord(cursor: Cursor): ConfigNode {
  const start = cursor.at;
  WORD.lastIndex = start;
  const word = WORD.exec(cursor.text)?.[0];
  if (word === undefined) throw unexpected(cursor, "a value");
  const span = { start, end: start + word.length };
  cursor.at = span.end;
  if (word === "true" || word === "false") return { kind: "scalar", value: word === "true", span };
  if (word === "null") return { kind: "scalar", value: null, span };
  if (NUMBER.test(word)) return { kind: "scalar", value: Number(word), span };
  throw new JsonError(`unexpected ${word}; strings need double quotes`, span);
}

function skipSpace(cursor: Cursor): void {
  SPACE.lastIndex = cursor.at;
  SPACE.exec(cursor.text);
  cursor.at = Math.max(cursor.at, SPACE.lastIndex);
}

function take(cursor: Cursor, character: string): boolean {
  if (cursor.text[cursor.at] !== character) return false;
  cursor.at++;
  return true;
}

function unexpected(cursor: Cursor, expected: string): JsonError {
  const code = cursor.text.codePointAt(cursor.at);
  const character = code === undefined ? "" : String.fromCodePoint(code);
  const found = code === undefined ? "the end of the file" : JSON.stringify(character);
  return new JsonError(`unexpected ${found} instead of ${expected}`, {
    start: cursor.at,
    end: cursor.at + Math.max(1, character.length),
  });
}

const SIMPLE: ReadonlyMap<string, string> = new Map([
  ["a", "\u0007"],
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
  ["v", "\v"],
  ["s", " "],
  ["\\", "\\"],
  ['"', '"'],
  ["'", "'"],
]);

const NUMBERED = /x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})/y;

/**
 * The C escape whose character after the backslash is at `at` (systemd `escape.c`, `cunescape_one`), or null when systemd knows none.
 * `\xNN` and `\NNN` are single bytes; from 0x80 on they are given as the code point of that number.
 */
export function unescapeAt(text: string, at: number): { value: string; length: number } | null {
  const simple = SIMPLE.get(text.charAt(at));
  if (simple !== undefined) return { value: simple, length: 1 };
  NUMBERED.lastIndex = at;
  const match = NUMBERED.exec(text);
  if (match === null) return null;
  const [all, byte, short, long, octal] = match;
  const code =
    octal === undefined ? Number.parseInt(byte ?? short ?? long ?? "", 16) : Number.parseInt(octal, 8);
  const isByte = byte !== undefined || octal !== undefined;
  const isValid =
    code !== 0 && (isByte ? code <= 255 : code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff));
  return isValid ? { value: String.fromCodePoint(code), length: all.length } : null;
}

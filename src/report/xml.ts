/** Everything that XML 1.0 has no character for, and half surrogate pairs. */
const NOT_XML = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\t": "&#9;",
  "\n": "&#10;",
  "\r": "&#13;",
};

/** What XML reads again as it is written, and what a terminal obeys or what hides or reorders text: see escape.ts. */
const REFERENCES =
  /[&<>"\t\n\r\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

/** Text for an attribute or an element; what XML cannot hold becomes `\x1b`. */
export function xml(text: string): string {
  return text
    .replace(NOT_XML, (character) => `\\x${(character.codePointAt(0) ?? 0).toString(16).padStart(2, "0")}`)
    .replace(REFERENCES, (character) => ENTITIES[character] ?? `&#${character.codePointAt(0) ?? 0};`);
}

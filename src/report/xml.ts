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

/** Text for an attribute or an element; what XML cannot hold becomes `\x1b`. */
export function xml(text: string): string {
  return text
    .replace(NOT_XML, (character) => `\\x${(character.codePointAt(0) ?? 0).toString(16).padStart(2, "0")}`)
    .replace(/[&<>"\t\n\r]/g, (character) => ENTITIES[character] ?? character);
}

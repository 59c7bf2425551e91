import type { MessageParts, Rule } from "../engine/rule.ts";

/** Takes a message apart into what, why and instead, with the words of its rule; all of it is "what" where they do not fit. */
export function partsOf(message: string, rule: Rule | undefined): MessageParts {
  for (const parts of Object.values(rule?.messages ?? {})) {
    const found = split(message, parts);
    if (found !== null) return found;
  }
  return { what: message, why: "", instead: "" };
}

/** Finds the fixed words of a message one after the other, each at its first place; null when one is missing. */
function split(message: string, { what, why, instead }: MessageParts): MessageParts | null {
  const template = [what, why, instead].filter((part) => part !== "");
  const ends: number[] = [];
  let from = 0;
  for (const [index, part] of template.entries()) {
    const isLast = index === template.length - 1;
    const pieces = `${part}${isLast ? "" : " "}`.split(/\{[a-z][a-zA-Z]*\}/);
    for (const [at, piece] of pieces.entries()) {
      const place = at === 0 ? (message.startsWith(piece, from) ? from : -1) : message.indexOf(piece, from);
      if (place < 0) return null;
      from = place + piece.length;
    }
    ends.push(from);
    // a part that begins or ends with a blank leaves open where it ends: the next fixed words decide
    if (isLast && pieces.length > 1) ends[ends.length - 1] = message.length;
  }
  if (ends.at(-1) !== message.length) return null;
  const texts = template.map((_, index) => message.slice(ends[index - 1] ?? 0, ends[index]).trimEnd());
  const take = (part: string): string => (part === "" ? "" : (texts.shift() ?? ""));
  return { what: take(what), why: take(why), instead: take(instead) };
}

import { textWidth } from "./width.ts";

/** Breaks text at spaces so that no line is wider than `width` columns, unless one word alone is. Line ends stay. */
export function wrap(text: string, width: number): string[] {
  return text.split("\n").flatMap((paragraph) => wrapParagraph(paragraph, width));
}

function wrapParagraph(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  let used = 0;
  for (const word of text.split(" ")) {
    const wide = textWidth(word);
    if (line !== "" && used + 1 + wide > width) {
      lines.push(line);
      line = word;
      used = wide;
    } else {
      line = line === "" ? word : `${line} ${word}`;
      used += used === 0 ? wide : wide + 1;
    }
  }
  lines.push(line);
  return lines;
}

/** A text with its lines after the first indented, the first after `lead`: `lead` counts as indentation. */
export function hang(lead: string, text: string, width: number): string {
  const indent = " ".repeat(textWidth(lead));
  const room = Math.max(20, width - indent.length);
  return wrap(text, room)
    .map((line, index) => (index === 0 ? lead : indent) + line)
    .join("\n");
}

/** `1 file`, `2 files`. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

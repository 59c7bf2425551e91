import type { LaunchWord } from "../../model/launch.ts";
import type { Decoded } from "../../text/decoded.ts";

/** The text with the places of its characters where they stand in the file as they are, else all at the word's. */
export function placedText(text: string, at: LaunchWord["at"], source: string): Decoded {
  const written = source.slice(at.start, at.end);
  const within = written.indexOf(text);
  const starts: number[] = [];
  if (within >= 0) {
    for (let i = 0; i < text.length; i++) starts.push(at.start + within + i);
    return { value: text, starts, end: at.start + within + text.length };
  }
  for (let i = 0; i < text.length; i++) starts.push(at.start);
  return { value: text, starts, end: at.end };
}

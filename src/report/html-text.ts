import { escapeLine } from "./escape.ts";
import { redact } from "./redact.ts";
import type { Theme } from "./theme.ts";

/*
 * No control character survives the making of a line (escape.ts, display-line.ts), so three of them can carry the dress
 * through it: START class DRESS text END.
 */
const START = "\u0001";
const DRESS = "\u0002";
const END = "\u0003";

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text for an element or a quoted attribute of HTML: secrets redacted, control characters as escapes, one line. */
export function html(text: string): string {
  return entities(escapeLine(redact(text)));
}

/** The same for prose: what stands between backticks becomes code. */
export function htmlProse(text: string): string {
  const pieces = escapeLine(redact(text)).split(/`([^`]*)`/);
  return pieces
    .map((piece, index) => (index % 2 === 1 ? `<code>${entities(piece)}</code>` : entities(piece)))
    .join("");
}

/** A theme for lines that `dressed` turns into HTML. */
export const DRESSED: Theme = {
  error: dress("error"),
  warning: dress("warning"),
  info: dress("info"),
  path: dress("path"),
  strong: dress("strong"),
  quiet: dress("quiet"),
  related: dress("related"),
  code: dress("code"),
};

/** Lines made with the theme DRESSED, as HTML: spans for the dress, everything else as text. */
export function dressed(line: string): string {
  return entities(line)
    .replace(/\u0001([a-z]+)\u0002/g, '<span class="$1">')
    .replaceAll(END, "</span>");
}

function dress(name: string): (text: string) => string {
  return (text) => (text === "" ? "" : `${START}${name}${DRESS}${text}${END}`);
}

function entities(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

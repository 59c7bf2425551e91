import { escapeLine } from "./escape.ts";
import type { Theme } from "./theme.ts";
import { hang, wrap } from "./wrap.ts";

/** Markdown, as far as loglint's own pages use it, for a terminal: headings, paragraphs, lists, fences, code spans. */
export function markdownToTerminal(markdown: string, theme: Theme, width: number): string[] {
  const lines: string[] = [];
  let fence = false;
  let paragraph: string[] = [];
  const flush = (): void => {
    if (paragraph.length > 0) lines.push(...block(paragraph.join(" "), theme, width));
    paragraph = [];
  };
  for (const raw of markdown.split(/\r?\n/)) {
    if (raw.startsWith("```")) {
      flush();
      const title = /\bfile=(\S+)/.exec(raw)?.[1];
      if (!fence && title !== undefined) lines.push(`    ${theme.path(escapeLine(title))}`);
      fence = !fence;
    } else if (fence) {
      lines.push(`    ${theme.quiet("│")} ${escapeLine(raw.replaceAll("\t", "    "))}`);
    } else if (raw.trim() === "") {
      flush();
      if (lines.at(-1) !== "") lines.push("");
    } else if (raw.startsWith("#")) {
      flush();
      lines.push(theme.strong(escapeLine(raw.replace(/^#+ */, ""))));
    } else if (/^ {0,3}[-*] /.test(raw) || /^ {0,3}\d{1,3}\. /.test(raw)) {
      flush();
      paragraph.push(raw.trim());
    } else if (raw.startsWith("|")) {
      flush();
      lines.push(escapeLine(raw));
    } else {
      paragraph.push(raw.trim());
    }
  }
  flush();
  return lines;
}

function block(text: string, theme: Theme, width: number): string[] {
  const item = /^(?:[-*]|\d{1,3}\.) /.exec(text)?.[0];
  const body = item === undefined ? text : text.slice(item.length);
  const plain = escapeLine(body)
    .replace(/\*\*([^*]{1,200})\*\*/g, "$1")
    .replace(/\[([^\]]{1,200})\]\(([^)]{1,300})\)/g, "$1 ($2)");
  const lines = item === undefined ? wrap(plain, width) : hang(`  ${item}`, plain, width).split("\n");
  return codeSpans(lines, theme);
}

/** Code spans lose their backticks where colour can tell them apart; one may go over a line's end. */
function codeSpans(lines: readonly string[], theme: Theme): string[] {
  if (theme.code("x") === "x") return [...lines];
  let inside = false;
  return lines.map((line) =>
    line
      .split("`")
      .map((piece, index) => {
        if (index > 0) inside = !inside;
        return inside ? theme.code(piece) : piece;
      })
      .join(""),
  );
}

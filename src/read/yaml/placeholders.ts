import type { Span } from "../../text/span.ts";

/** A template with its placeholders masked, so that it can be read as YAML; every character keeps its place. */
export interface Masked {
  readonly text: string;
  readonly placeholders: readonly Span[];
}

const PAIRS: ReadonlyMap<string, string> = new Map([
  ["{{", "}}"],
  ["{%", "%}"],
  ["{#", "#}"],
]);

/** Characters of private use that stand for placeholders; they alternate, so that neighbours stay apart. */
export const MASKS = ["\ue000", "\ue001"] as const;

/**
 * Masks the placeholders of a text, or null when it has none outside of quotes: `tag: "{{.Name}}"` of docker is a string. A line of
 * nothing but placeholders becomes a comment.
 */
export function maskPlaceholders(text: string): Masked | null {
  if (!text.includes("{{") && !text.includes("{%")) return null;
  const found = findPlaceholders(text);
  if (!found.some(({ isQuoted }) => !isQuoted)) return null;
  const pieces: string[] = [];
  let done = 0;
  found.forEach(({ span, isWholeLine }, i) => {
    pieces.push(text.slice(done, span.start));
    const written = text.slice(span.start, span.end);
    const mask = MASKS[i % 2] ?? MASKS[0];
    if (isWholeLine)
      pieces.push(
        `#${written
          .slice(1)
          .replace(/\n/g, "\n#")
          .slice(0, written.length - 1)}`,
      );
    else pieces.push(written.includes("\n") ? written.replace(/[^\n]/g, " ") : mask.repeat(written.length));
    done = span.end;
  });
  pieces.push(text.slice(done));
  return { text: pieces.join("").slice(0, text.length), placeholders: found.map(({ span }) => span) };
}

interface Placeholder {
  readonly span: Span;
  readonly isQuoted: boolean;
  readonly isWholeLine: boolean;
}

function findPlaceholders(text: string): Placeholder[] {
  const found: Placeholder[] = [];
  const missing = new Set<string>();
  let quote = "";
  let lineStart = 0;
  for (let i = 0; i < text.length; i++) {
    const char = text.charAt(i);
    if (char === "\n") {
      lineStart = i + 1;
      quote = "";
    } else if (char === "{") {
      const close = PAIRS.get(text.slice(i, i + 2));
      if (close === undefined || missing.has(close)) continue;
      const at = text.indexOf(close, i + 2);
      if (at < 0) {
        missing.add(close);
        continue;
      }
      const span = { start: i, end: at + 2 };
      const isWholeLine = text.slice(lineStart, i).trim() === "" && isBlankToLineEnd(text, span.end);
      found.push({ span, isQuoted: quote !== "" && !text.startsWith("{%", i), isWholeLine });
      i = span.end - 1;
    } else if (char === quote) quote = "";
    else if (quote === "" && (char === '"' || char === "'")) quote = char;
    else if (quote === "" && char === "#" && (i === lineStart || text[i - 1] === " ")) {
      const end = text.indexOf("\n", i);
      i = (end < 0 ? text.length : end) - 1;
    }
  }
  return found;
}

function isBlankToLineEnd(text: string, from: number): boolean {
  let at = from;
  while (text[at] === " " || text[at] === "\t" || text[at] === "\r") at++;
  return at >= text.length || text[at] === "\n";
}

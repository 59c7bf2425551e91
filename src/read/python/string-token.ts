import type { Span } from "../../text/span.ts";

/** A string literal as it stands in the text, prefix and quotes included. */
export interface StringToken extends Span {
  /** Lower case: "", "r", "b", "u", "f", "rb", "fr", "t", ... */
  readonly prefix: string;
  /** 1 or 3. */
  readonly quoteLength: number;
  /** False when the line or the file ended first. */
  readonly closed: boolean;
  /** Comments inside replacement fields (Python 3.12). */
  readonly comments: readonly Span[];
  /** Offset of a `}` in an f-string that closes nothing, or -1. */
  readonly stray: number;
  /** Offsets of quotes in the format specifications of an f-string. */
  readonly quotes: readonly number[];
}

interface Notes {
  readonly comments: Span[];
  stray: number;
  readonly quotes: number[];
}

/** Replacement fields of single-quoted f-strings may span lines since Python 3.12; this bounds the search for their end. */
const FIELD_REACH = 5_000;
const NESTING = 150;

/** Reads the string whose prefix starts at `start` and whose first quote is at `quoteAt`. `budget` bounds what is read in vain. */
export function readStringToken(
  text: string,
  start: number,
  quoteAt: number,
  budget: { left: number },
): StringToken {
  const prefix = text.slice(start, quoteAt).toLowerCase();
  const quote = text.charAt(quoteAt);
  const quoteLength = text.startsWith(quote.repeat(3), quoteAt) ? 3 : 1;
  if (prefix.includes("f") || prefix.includes("t")) {
    const notes: Notes = { comments: [], stray: -1, quotes: [] };
    const reach = quoteAt + Math.min(quoteLength === 3 ? budget.left : FIELD_REACH, budget.left);
    const end = endOfFormatted(text, quoteAt + quoteLength, quote.repeat(quoteLength), notes, reach, 0);
    if (end >= 0) return { start, end, prefix, quoteLength, closed: true, ...notes };
    budget.left = Math.max(0, budget.left - (Math.min(reach, text.length) - quoteAt));
  }
  const plain = endOfPlain(text, quoteAt + quoteLength, quote, quoteLength);
  return {
    start,
    end: plain.end,
    prefix,
    quoteLength,
    closed: plain.closed,
    comments: [],
    stray: -1,
    quotes: [],
  };
}

function endOfPlain(
  text: string,
  from: number,
  quote: string,
  quoteLength: number,
): { end: number; closed: boolean } {
  const closing = quote.repeat(quoteLength);
  for (let i = from; i < text.length; i++) {
    const char = text[i];
    if (char === "\\") {
      if (text[i + 1] === "\r" && text[i + 2] === "\n") i++;
      i++;
    } else if (char === quote && (quoteLength === 1 || text.startsWith(closing, i))) {
      return { end: i + quoteLength, closed: true };
    } else if (quoteLength === 1 && (char === "\n" || char === "\r")) return { end: i, closed: false };
  }
  return { end: text.length, closed: false };
}

/** The offset after the closing quotes of an f-string read as Python 3.12 does, or -1 when it does not end so. */
function endOfFormatted(
  text: string,
  from: number,
  closing: string,
  notes: Notes,
  reach: number,
  depth: number,
): number {
  if (depth > NESTING) return -1;
  /** One entry for each open field: brackets open in it, and whether its format specification has begun. */
  const fields: { brackets: number; specification: boolean }[] = [];
  for (let i = from; i < text.length; i++) {
    const char = text.charAt(i);
    const field = fields.at(-1);
    if (i > reach) return -1;
    if (field === undefined || field.specification) {
      if (text.startsWith(closing, i)) return field === undefined ? i + closing.length : -1;
      if (char === "\\" && text[i + 1] !== "{" && text[i + 1] !== "}") {
        if (text[i + 1] === "N" && text[i + 2] === "{") {
          const close = text.indexOf("}", i + 3);
          if (close >= 0 && close - i < 200) i = close - 1;
        }
        if (text[i + 1] === "\r" && text[i + 2] === "\n") i++;
        i++;
      } else if ((char === "\n" || char === "\r") && closing.length === 1) return -1;
      else if (field !== undefined && (char === "'" || char === '"')) notes.quotes.push(i);
      else if (char === "{" && field === undefined && text[i + 1] === "{") i++;
      else if (char === "{") fields.push({ brackets: 0, specification: false });
      else if (char === "}" && field !== undefined) fields.pop();
      else if (char === "}" && text[i + 1] === "}") i++;
      else if (char === "}" && notes.stray < 0) notes.stray = i;
      continue;
    }
    if (char === '"' || char === "'") {
      const length = text.startsWith(char.repeat(3), i) ? 3 : 1;
      const start = startOfPrefix(text, i);
      const formatted = /[ft]/i.test(text.slice(start, i));
      const end = formatted
        ? endOfFormatted(text, i + length, char.repeat(length), notes, reach, depth + 1)
        : closedEnd(endOfPlain(text, i + length, char, length));
      if (end < 0) return -1;
      i = end - 1;
    } else if (char === "#") {
      const end = endOfLine(text, i);
      notes.comments.push({ start: i, end });
      i = end - 1;
    } else if (char === "(" || char === "[" || char === "{") field.brackets++;
    else if (char === "}" && field.brackets === 0) fields.pop();
    else if (char === ")" || char === "]" || char === "}") field.brackets--;
    else if (char === ":" && field.brackets === 0) field.specification = true;
    if (field.brackets < 0) return -1;
  }
  return -1;
}

function closedEnd(found: { end: number; closed: boolean }): number {
  return found.closed ? found.end : -1;
}

/** Where the letters directly before a quote begin: at most two of them make a string prefix. */
function startOfPrefix(text: string, quoteAt: number): number {
  let start = quoteAt;
  while (start > quoteAt - 2 && /[a-z]/i.test(text.charAt(start - 1))) start--;
  return start;
}

/** The offset of the line break at or after `from`, or of the end of the text. */
export function endOfLine(text: string, from: number): number {
  for (let i = from; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 10 || code === 13) return i;
  }
  return text.length;
}

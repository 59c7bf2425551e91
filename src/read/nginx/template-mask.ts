import type { Span } from "../../text/span.ts";
import { PLACEHOLDER } from "./syntax-nodes.ts";

/*
 * A template is read by masking: every placeholder is overwritten, character by character, with something that nginx's
 * rules can read. Offsets stay, and values are still cut from the original.
 */

/** A placeholder that stands alone on its line: no word where a directive may start. */
const STATEMENT = "\u0001";
/** A placeholder within or beside other words: part of a word. */
const VALUE = "\u0002";

export interface Masked {
  readonly text: string;
  readonly template: string;
}

/** One placeholder or block statement. */
interface Tag extends Span {
  /** Leaves no text behind: `{% if %}`, `{# #}`, `<% %>`, `{{ end }}`. */
  readonly silent: boolean;
  readonly opens: boolean;
  readonly closes: boolean;
  readonly kind: "jinja" | "erb" | "go" | "envsubst" | "python";
}

const CLOSERS: Readonly<Record<string, string>> = { "{{": "}}", "{%": "%}", "{#": "#}", "<%": "%>" };
/** Words that begin a statement of Go templates and Mustache: all else in `{{ }}` is a value. */
const GO_STATEMENT =
  /^(?:\/\*|[#/^!>]|(?:if|else|end|range|with|define|block|template|break|continue)\b|\$\w+\s*:?=)/;
const GO_VALUE = /^(?:[.$]|(?:include|printf|quote|default|getenv|env|key|tpl|toYaml|index|required)\s)/;
const OPENS =
  /^(?:if|unless|for|each|range|with|block|case|while|#|raw|macro|call|filter|set\s+\w+\s*$)|\bdo\b(?:\s*\|[^|]*\|)?\s*$|\{\s*\|[^|]*\|\s*$/;
const CLOSES = /^(?:end|\/|\})/;

/** Placeholders with a word in single braces, glued to a word or to its `;`, as str.format and hand-made replacements use. */
const IN_BRACES = /(?<![$#{]|\\[pP])\{[A-Za-z_]\w{2,}\}/g;

/** Masks all placeholders of `text`; null when there are none. */
export function maskTemplate(text: string): Masked | null {
  return maskTags(text, findTags(text));
}

/** Masks `{NAME}`, which nginx takes for a block: for texts that are no nginx in any other way. */
export function maskBraces(text: string): Masked | null {
  const tags = findTags(text);
  const taken = tags.length;
  for (const match of text.matchAll(IN_BRACES)) {
    const [start, end] = [match.index, match.index + match[0].length];
    if (/[\s{};"']/.test(text.charAt(start - 1)) && !/[^\s{}]/.test(text.charAt(end))) continue;
    tags.push({ start, end, silent: false, opens: false, closes: false, kind: "python" });
  }
  if (tags.length === taken) return null;
  tags.sort((a, b) => a.start - b.start || b.end - a.end);
  return maskTags(text, tags);
}

function maskTags(text: string, tags: readonly Tag[]): Masked | null {
  if (tags.length === 0) return null;
  const parts: string[] = [];
  let at = 0;
  for (const mask of masksOf(text, tags)) {
    if (mask.start < at) continue;
    parts.push(text.slice(at, mask.start), cover(text.slice(mask.start, mask.end), mask.fill));
    at = mask.end;
  }
  parts.push(text.slice(at));
  return { text: parts.join(""), template: templateOf(tags) };
}

export function isStatement(text: string, start: number, end: number): boolean {
  return end > start && text.charCodeAt(start) === 1;
}

/** Does the word consist of one placeholder only? */
export function isMasked(text: string, word: Span): boolean {
  return text.charCodeAt(word.start) === 2 && text.charCodeAt(word.end - 1) === 2;
}

/** PLACEHOLDER when some of the word is masked, else 0. */
export function masksPlaceholder(text: string, start: number, end: number): number {
  for (let i = start; i < end; i++)
    if (text.charCodeAt(i) === 2 || text.charCodeAt(i) === 1) return PLACEHOLDER;
  return 0;
}

function findTags(text: string): Tag[] {
  const tags: Tag[] = [];
  const unfinished = new Set<string>();
  const opener =
    /\{\{|\{%|\{#|<%|\$\{[A-Z_][A-Z0-9_]*(?::?[-=?][^{}\n]*)?\}|\$[A-Z_][A-Z0-9_]*|%\([A-Za-z_]\w*\)s/g;
  for (let match = opener.exec(text); match !== null; match = opener.exec(text)) {
    const open = match[0];
    if (open.startsWith("$") || open.startsWith("%(")) {
      tags.push({
        start: match.index,
        end: opener.lastIndex,
        silent: false,
        opens: false,
        closes: false,
        kind: open.startsWith("$") ? "envsubst" : "python",
      });
      continue;
    }
    const closer = CLOSERS[open] ?? "}}";
    if (unfinished.has(open)) continue;
    const close = text.indexOf(closer, opener.lastIndex);
    if (close < 0) {
      unfinished.add(open);
      continue;
    }
    // A comment ends with its line, and what was opened in it with it.
    if (open === "{{" && hasLineEnd(text, match.index, close) && isInComment(text, match.index)) continue;
    // `server {#note` is nginx; a Jinja comment ends with its own mark.
    let end = close + closer.length;
    if (open === "{{" && text.charAt(end) === "}" && text.charAt(match.index + 2) === "{") end++;
    tags.push(tagOf(text, open, match.index, end));
    opener.lastIndex = end;
  }
  return tags;
}

function hasLineEnd(text: string, from: number, to: number): boolean {
  const at = text.indexOf("\n", from);
  return at >= 0 && at < to;
}

/** Is the offset behind a `#` that begins its line? */
function isInComment(text: string, offset: number): boolean {
  return /^[ \t]*#/.test(text.slice(text.lastIndexOf("\n", offset - 1) + 1, offset));
}

function tagOf(text: string, open: string, start: number, end: number): Tag {
  const body = text
    .slice(start + 2, Math.min(end - 2, start + 400))
    .replace(/^[-+~]/, "")
    .trim();
  const span = { start, end, opens: OPENS.test(body), closes: CLOSES.test(body) };
  if (open === "<%") {
    const mark = text.charAt(start + 2);
    return { ...span, silent: mark !== "=", kind: "erb" };
  }
  if (open === "{{") {
    const statement = GO_STATEMENT.test(body);
    return { ...span, silent: statement, kind: statement || GO_VALUE.test(body) ? "go" : "jinja" };
  }
  return { ...span, silent: true, opens: span.opens && open === "{%", kind: "jinja" };
}

function templateOf(tags: readonly Tag[]): string {
  for (const kind of ["erb", "go", "jinja"] as const) {
    if (kind !== "jinja" && tags.some((tag) => tag.kind === kind)) {
      if (kind === "erb" || !tags.some((tag) => tag.kind === "jinja" && tag.silent)) return kind;
    }
    if (kind === "jinja" && tags.some((tag) => tag.kind === kind)) return kind;
  }
  return tags.some((tag) => tag.kind === "envsubst") ? "envsubst" : "python";
}

interface Mask extends Span {
  readonly fill: " " | typeof STATEMENT | typeof VALUE;
}

/** How each tag is covered, in order of position. */
function masksOf(text: string, tags: readonly Tag[]): Mask[] {
  const masks: Mask[] = [];
  for (let i = 0; i < tags.length;) {
    const first = tags[i];
    if (first === undefined) break;
    const last = lastOnLine(text, tags, i);
    const alone = standsAlone(text, tags, i, last);
    if (alone) {
      for (let k = i; k <= last; k++) {
        const tag = tags[k];
        if (tag !== undefined) masks.push({ ...spanOf(tag), fill: tag.silent ? " " : STATEMENT });
      }
    } else maskLine(text, tags, i, last, masks);
    i = last + 1;
  }
  return masks;
}

/** Tags among other words of a line. */
function maskLine(text: string, tags: readonly Tag[], from: number, to: number, masks: Mask[]): void {
  for (let k = from; k <= to; k++) {
    const tag = tags[k];
    if (tag === undefined) break;
    if (!tag.silent) {
      masks.push({ ...spanOf(tag), fill: VALUE });
      continue;
    }
    const closing = tag.opens ? closingTag(tags, k, to) : -1;
    const last = closing < 0 ? undefined : tags[closing];
    if (last !== undefined && !/[;{}\n]/.test(outsideTags(text, tags, k, closing))) {
      // `{% if a %} x {% endif %}` inside one directive: what it yields is one unknown word.
      masks.push({ start: tag.start, end: last.end, fill: VALUE });
      k = closing;
    } else masks.push({ ...spanOf(tag), fill: glued(text, tag) ? VALUE : " " });
  }
}

/** An `if` inside a directive is short: looking further would cost the square of a line full of tags. */
const TAGS_IN_WORD = 16;

function closingTag(tags: readonly Tag[], from: number, to: number): number {
  let depth = 0;
  for (let k = from; k <= Math.min(to, from + TAGS_IN_WORD); k++) {
    if (tags[k]?.opens === true) depth++;
    if (tags[k]?.closes === true && --depth === 0) return k;
  }
  return -1;
}

function outsideTags(text: string, tags: readonly Tag[], from: number, to: number): string {
  let outside = "";
  for (let k = from; k < to; k++) outside += text.slice(tags[k]?.end ?? 0, tags[k + 1]?.start ?? 0);
  return outside;
}

function glued(text: string, tag: Tag): boolean {
  const before = text.charAt(tag.start - 1);
  const after = text.charAt(tag.end);
  return before !== "" && !/[\s;{}"']/.test(before) && after !== "" && !/[\s;{}"']/.test(after);
}

/** Index of the last tag that starts on the line on which tag `from` (and those after it) end. */
function lastOnLine(text: string, tags: readonly Tag[], from: number): number {
  let last = from;
  for (;;) {
    const next = tags[last + 1];
    const end = tags[last]?.end ?? 0;
    if (
      next === undefined ||
      text.slice(end, Math.min(next.start, end + 5000)).includes("\n") ||
      next.start - end > 5000
    )
      return last;
    last++;
  }
}

/** Only blanks before, between and after the tags on their line. */
function standsAlone(text: string, tags: readonly Tag[], from: number, to: number): boolean {
  const start = tags[from]?.start ?? 0;
  const end = tags[to]?.end ?? 0;
  let before = start;
  while (before > 0 && " \t\r".includes(text.charAt(before - 1))) before--;
  if (before > 0 && text.charAt(before - 1) !== "\n") return false;
  let after = end;
  while (after < text.length && " \t\r".includes(text.charAt(after))) after++;
  if (after < text.length && text.charAt(after) !== "\n") return false;
  for (let k = from; k < to; k++) {
    if (text.slice(tags[k]?.end ?? 0, tags[k + 1]?.start ?? 0).trim() !== "") return false;
  }
  return true;
}

function spanOf(tag: Tag): Span {
  return { start: tag.start, end: tag.end };
}

/** Newlines stay where the cover leaves no word; a value must stay one word. */
function cover(covered: string, fill: string): string {
  return fill === " " ? covered.replace(/[^\n]/g, " ") : fill.repeat(covered.length);
}

/** A Python file that a template engine makes, ready to be read as Python; every character keeps its place. */
export interface MaskedPython {
  readonly text: string;
  /** What the engine decides: placeholders, and whole blocks that a condition or a loop makes. */
  readonly regions: readonly { readonly start: number; readonly end: number }[];
  /** Names that such blocks bind at module level: whether, and how often, only the engine knows. */
  readonly conditional: readonly string[];
}

const TAG = /\{\{[^\n]{0,400}?\}\}|\{%[^\n]{0,400}?%\}|\{#[^\n]{0,400}?#\}/g;
/** Opens a part that may be left out or repeated; `raw` only keeps text from the engine. */
const OPENS = /^\{%[-+]?\s*(?:if|for|macro|call|filter|block)\b/;
const CLOSES = /^\{%[-+]?\s*end(?!raw\b|set\b)\w*/;

/**
 * Masks the tags of jinja: an expression becomes `None`, and a block that a condition or a loop makes is blanked. Null for a file
 * whose name does not say that it is a template, or that holds no tag: text with braces is common in Python itself.
 */
export function maskPythonTemplate(file: string, text: string): MaskedPython | null {
  if (!/\.(?:j2|jinja2?|tmpl|tpl|template)$/i.test(file) || !/\{\{|\{%/.test(text)) return null;
  const regions: { start: number; end: number }[] = [];
  const conditional = new Set<string>();
  let masked = "";
  let last = 0;
  let depth = 0;
  let opened = 0;
  for (const match of text.matchAll(TAG)) {
    const [tag] = match;
    const end = match.index + tag.length;
    if (depth === 0) masked += text.slice(last, match.index);
    if (OPENS.test(tag)) {
      if (depth === 0) opened = match.index;
      depth++;
    } else if (CLOSES.test(tag) && depth > 0) {
      depth--;
      if (depth > 0) continue;
      masked += blank(text.slice(opened, end));
      regions.push({ start: opened, end });
      for (const name of namesIn(text.slice(opened, end))) conditional.add(name);
      last = end;
      continue;
    }
    if (depth > 0) continue;
    masked += tag.startsWith("{{") ? "None".padEnd(tag.length) : blank(tag);
    if (tag.startsWith("{{")) regions.push({ start: match.index, end });
    last = end;
  }
  // A block that nothing closes reaches to the end of the file.
  if (depth > 0) {
    masked += blank(text.slice(opened));
    regions.push({ start: opened, end: text.length });
    for (const name of namesIn(text.slice(opened))) conditional.add(name);
  } else masked += text.slice(last);
  return { text: masked, regions, conditional: [...conditional] };
}

function blank(text: string): string {
  return text.replace(/[^\r\n]/g, " ");
}

function namesIn(block: string): string[] {
  return [...block.matchAll(/^([A-Za-z_]\w{0,99})[ \t]{0,40}(?::[^\n=]{0,100})?=(?!=)/gm)].flatMap(
    ([, name]) => name ?? [],
  );
}

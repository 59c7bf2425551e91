/** Fills the place of a template's placeholder behind the specifier that stands for it; no unit holds it otherwise. */
export const FILLER = "\ue000";

/** Fills the place of a placeholder in an INI file of supervisor's; U+FDD0 is no character, so no file holds it. */
export const INI_FILLER = "\ufdd0";

/** The boot ID: a specifier that no file can tell, so that whatever holds it is unknown. */
const UNKNOWN_SPECIFIER = "%b";

const TAG =
  /\{\{[^\n]{0,200}?\}\}|\{%[^\n]{0,200}?%\}|\{#[^\n]{0,200}?#\}|<%[^\n]{0,200}?%>|@[A-Z][A-Z0-9_]{0,99}@/g;

/** Opens or closes a part that may be left out, in jinja, ERB and Go templates. */
const OPENS =
  /^(?:\{%-?\+?|<%-?|\{\{-?)\s*(?:if|unless|for|with|range|each)\b|^<%-?\s*[^=%].*\bdo\b|^\{\{[#^]/;
const CLOSES = /^(?:\{%-?\+?|<%-?|\{\{-?)\s*end\w*\b|^<%-?\s*\}|^\{\{\//;

/**
 * A unit that is a template, with its placeholders masked so that it can be read as a unit; every character keeps its place. What a placeholder stands
 * for becomes a specifier that nobody knows, and so does every setting that a condition may leave out, except the commands, of which each is one that
 * may be started. The text itself when it is no template.
 */
export function maskTemplate(text: string): string {
  return mask(text, { placeholder, kept: /^\s*(?:\[|Exec)/, sections: false });
}

/**
 * A file of supervisor's that is a template, masked in the same way: each placeholder becomes as many `INI_FILLER`, except in the names of sections,
 * which are told to people as they are written.
 */
export function maskIniTemplate(text: string): string {
  return mask(text, {
    placeholder: (length) => INI_FILLER.repeat(length),
    kept: /^\s*(?:\[|command\s*[=:])/,
    sections: true,
  });
}

interface Masking {
  /** What stands in the place of a placeholder of so many characters. */
  readonly placeholder: (length: number) => string;
  /** Lines whose setting counts even where a condition may leave it out. */
  readonly kept: RegExp;
  /** True when the headers of sections stay as they are written. */
  readonly sections: boolean;
}

function mask(text: string, { placeholder, kept, sections }: Masking): string {
  if (!/\{\{|\{%|<%|@[A-Z]/.test(text)) return text;
  let depth = 0;
  return text
    .split("\n")
    .map((line) => {
      if (!/\}\}|%\}|#\}|%>|[A-Z0-9_]@/.test(line) && depth === 0) return line;
      let rest = "";
      let last = 0;
      const wasInside = depth > 0;
      for (const match of line.matchAll(TAG)) {
        rest += line.slice(last, match.index);
        last = match.index + match[0].length;
        if (OPENS.test(match[0])) depth++;
        else if (CLOSES.test(match[0])) depth = Math.max(0, depth - 1);
      }
      rest += line.slice(last);
      if (/^\s*[#;]/.test(line) || (sections && line.startsWith("["))) return line;
      if (last > 0 && rest.trim() === "")
        return `#${FILLER.repeat(Math.max(0, line.length - 1))}`.slice(0, line.length);
      const equals = line.indexOf("=");
      const isConditional = (wasInside || depth > 0) && equals > 0 && !kept.test(line);
      const end = /\\?\r?$/.exec(line)?.index ?? line.length;
      if (isConditional)
        return (
          line.slice(0, equals + 1) +
          placeholder(Math.max(0, end - equals - 1)) +
          line.slice(Math.max(end, equals + 1))
        );
      return line.replace(TAG, (tag) => placeholder(tag.length));
    })
    .join("\n");
}

function placeholder(length: number): string {
  return (UNKNOWN_SPECIFIER + FILLER.repeat(Math.max(0, length - 2))).slice(0, length);
}

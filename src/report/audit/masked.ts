import { looksSecret, secretRanges } from "../redact.ts";

/** What stands for every byte of a secret: lengths stay, so that findings of a snapshot point where those of the machine do. */
const MASK = "x";

/**
 * The content of a file as a snapshot holds it: secrets are masked in environments, settings and command lines; of a command line that has
 * nothing to do with a site only the program stays.
 */
export function masked(path: string, content: Uint8Array): Uint8Array {
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(content);
  if (/^\/proc\/\d+\/environ$/.test(path)) return encoded(maskedVariables(text));
  if (/^\/proc\/\d+\/cmdline$/.test(path))
    return encoded(
      isOfSite(text) ? maskedText(text.replaceAll("\0", "\n")).replaceAll("\n", "\0") : firstWord(text),
    );
  if (text.includes("\0") || text.includes("\ufffd")) return content;
  const own = maskedText(text);
  return own === text ? content : encoded(own);
}

function maskedText(text: string): string {
  let out = "";
  let from = 0;
  for (const { start, end } of secretRanges(text)) {
    out += text.slice(from, start) + hidden(text.slice(start, end));
    from = end;
  }
  return out + text.slice(from);
}

/** Variables by name, and whatever the shape of the others gives away. */
function maskedVariables(text: string): string {
  return text
    .split("\0")
    .map((entry) => {
      const equals = entry.indexOf("=");
      if (equals <= 0) return entry;
      const name = entry.slice(0, equals);
      const value = entry.slice(equals + 1);
      return `${name}=${looksSecret(name) ? hidden(value) : maskedText(value)}`;
    })
    .join("\0");
}

/** Line ends stay, so that lines are counted alike. */
function hidden(text: string): string {
  return text.replace(/[^\r\n]/g, MASK);
}

const SITE = /nginx|gunicorn|uvicorn|hypercorn|daphne|uwsgi|celery|manage\.py|django|supervisord/;

function isOfSite(words: string): boolean {
  return SITE.test(words);
}

function firstWord(text: string): string {
  return text.split("\0")[0] ?? "";
}

function encoded(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

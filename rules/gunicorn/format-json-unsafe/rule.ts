import { defineRule } from "../../../src/engine/rule.ts";
import { writtenFormat } from "../formats.ts";
import { servingGunicorns } from "../instances.ts";

/** Atoms that a client fills with text of its choice. */
const FREE = /^(?:[rUqfau]|\{.*\}[ie])$/s;

/** Reports JSON made by string formatting, whose values gunicorn does not escape as JSON needs. */
export default defineRule({
  id: "gunicorn/format-json-unsafe",
  since: "0.1.0",
  layer: "gunicorn",
  summary: "JSON access lines that a client can break",
  severity: "warning",
  confidence: "high",
  presets: ["recommended"],
  fixable: "no",
  messages: {
    unescaped: {
      what: "access_log_format builds JSON by hand, and `%({atom})s` is not escaped for it.",
      why: "gunicorn escapes double quotes and nothing else: a backslash or a control character from a client makes the line invalid, and the collector drops it.",
      instead:
        "Set `logger_class` to one that writes JSON, or give `gunicorn.access` a JSON formatter by logconfig_dict.",
    },
    unquoted: {
      what: "access_log_format builds JSON by hand, and `%({atom})s` stands there without quotes.",
      why: "Its value is no JSON number, so every line with it is invalid and the collector drops it.",
      instead: "Put the atom between double quotes, or set `logger_class` to one that writes JSON.",
    },
  },
  references: ["gunicorn glogging.py, SafeAtoms (20.1.0)", "https://github.com/nyaruka/rapidpro/issues/6990"],
  check(stack, report) {
    for (const gunicorn of servingGunicorns(stack)) {
      const format = writtenFormat(gunicorn);
      if (format === null || !/^\s*\{\s*\\?["']/.test(format.text)) continue;
      const { text, atoms, at } = format;
      const unquoted = atoms.find(
        ({ name, start }) => name !== null && !NUMBERS.has(name) && isBare(text, start),
      );
      if (unquoted !== undefined) report({ message: "unquoted", data: { atom: unquoted.name ?? "" }, at });
      const free = atoms.find(({ name }) => name !== null && FREE.test(name));
      if (free !== undefined) report({ message: "unescaped", data: { atom: free.name ?? "" }, at });
    }
  },
});

/** Atoms whose text is a JSON number: `s` is the status, `b` may be a dash, but hardly ever is. */
const NUMBERS = new Set(["s", "b", "B", "T", "D", "M", "L"]);

/** Does the atom stand outside a JSON string: is the number of quotes before it even. */
function isBare(text: string, end: number): boolean {
  let quotes = 0;
  for (let i = 0; i < end; i++) {
    if (text[i] === "\\") i++;
    else if (text[i] === '"') quotes++;
  }
  return quotes % 2 === 0;
}

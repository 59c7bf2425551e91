import { defineRule, type PlannedFix } from "../../../src/engine/rule.ts";
import { certainValue } from "../../../src/model/fact.ts";
import type { AccessFormat } from "../../../src/model/gunicorn.ts";
import type { FileSpan } from "../../../src/text/span.ts";
import { hasOwnLogger, servingGunicorns, workerOf } from "../instances.ts";

/** Atoms of glogging.py, Logger.atoms. `M` came with 20.1. */
const ATOMS = new Set([
  "h",
  "l",
  "u",
  "t",
  "r",
  "s",
  "m",
  "U",
  "q",
  "H",
  "b",
  "B",
  "f",
  "a",
  "T",
  "D",
  "M",
  "L",
  "p",
]);

/** Reports an access log format with which each request leaves a traceback, or a line that says nothing. */
export default defineRule({
  id: "gunicorn/format-invalid",
  since: "0.1.0",
  layer: "gunicorn",
  summary: "An access log format that fails for every request",
  severity: "error",
  confidence: "high",
  presets: ["recommended", "security"],
  fixable: "safe",
  messages: {
    fails: {
      what: "access_log_format fails at `{piece}` for every request: {error}.",
      why: "No access line is written; instead standard error gets a traceback per request, with all request headers in it, cookies and credentials among them.",
      instead:
        'Write each atom as `%(name)s`, as in `%(h)s %(t)s "%(r)s" %(s)s`, and a lone percent sign as `%%`.',
    },
    dumps: {
      what: "`{piece}` in access_log_format prints every atom, header and environment variable of the request.",
      why: "A conversion without a name takes the whole mapping: each line holds all headers, cookies and credentials among them.",
      instead: "Name the atom, as in `%(h)s`.",
    },
    constant: {
      what: "access_log_format names no atom, so each line is the same: {text}.",
      why: "gunicorn knows only Python's `%(name)s`; nginx's `$name` and braces are printed as they stand.",
      instead: 'Write atoms as `%(name)s`, as in `%(h)s %(t)s "%(r)s" %(s)s`.',
    },
    unknownAtom: {
      what: "`%({name})s` in access_log_format is no atom of gunicorn: it is always `-`.",
      why: "gunicorn prints a dash for every name that it does not know.",
      instead:
        "Use one of the atoms in gunicorn's documentation of access_log_format; headers and environment variables stand in braces there.",
    },
  },
  references: [
    "gunicorn glogging.py, Logger.atoms, SafeAtoms and Logger.access (20.1.0)",
    "https://docs.gunicorn.org/en/stable/settings.html#access-log-format",
  ],
  check(stack, report) {
    for (const gunicorn of servingGunicorns(stack)) {
      const format = gunicorn.accessFormat;
      if (format === null || format.at === null || gunicorn.logging.accessRecords === "no") continue;
      if (!hasOwnLogger(gunicorn) || workerOf(gunicorn) === "uvicorn" || workerOf(gunicorn) === "tornado")
        continue;
      const { at, text, error } = format;
      // Whether the access log is written may depend on the command line; the format is wrong all the same.
      if (error !== null) {
        report({
          message: "fails",
          data: { piece: text.slice(error.start, error.end), error: error.message },
          at,
          fix: conversionFix(text, at) ?? apacheFix(text, at),
        });
        continue;
      }
      const nameless = format.atoms.find(({ name }) => name === null);
      if (nameless !== undefined) {
        report({ message: "dumps", data: { piece: text.slice(nameless.start, nameless.end) }, at });
      } else if (format.atoms.length === 0) {
        report({
          message: "constant",
          data: { text: text === "" ? "an empty line" : text },
          at,
          severity: "warning",
        });
      }
      for (const name of unknownAtoms(format, certainValue(gunicorn.version))) {
        report({ message: "unknownAtom", data: { name }, at, severity: "warning" });
      }
    }
  },
});

/** Atoms that are whole numbers, for which `%(D)d` does. */
const NUMBERS = new Set(["T", "D", "M"]);

/** Every known atom with a conversion that fails for it becomes `%(name)s`; nothing but tracebacks is written without. */
function conversionFix(text: string, at: FileSpan): PlannedFix | null {
  const pieces = new Map<string, string>();
  for (const [piece, name = "", type = ""] of text.matchAll(/%\(([^()%]{1,100})\)([diouxXeEfFgGc])/g)) {
    const isKnown = ATOMS.has(name) || /^\{[^{}]{1,90}\}[ieo]$/.test(name);
    if (isKnown && !(NUMBERS.has(name) && /[di]/.test(type))) pieces.set(piece, `%(${name})s`);
  }
  return pieces.size === 0 ? null : { safety: "safe", title: "Write %(name)s", edits: eachOf(pieces, at) };
}

/** What Apache's LogFormat calls as gunicorn does; its `%f` is another thing. */
const APACHE = /%>?(?:\{([^{}%]{1,60})\}([ieo])|([hlutrsbDTmUqH]))/g;

/** A format in Apache's words, as a whole; one that mixes both is not touched. */
function apacheFix(text: string, at: FileSpan): PlannedFix | null {
  if (text.includes("%(")) return null;
  const pieces = new Map<string, string>();
  for (const [piece, header, kind = "", letter = ""] of text.matchAll(APACHE))
    pieces.set(piece, header === undefined ? `%(${letter})s` : `%({${header.toLowerCase()}}${kind})s`);
  return pieces.size === 0
    ? null
    : { safety: "unsafe", title: "Write the atoms as gunicorn does", edits: eachOf(pieces, at) };
}

function eachOf(pieces: ReadonlyMap<string, string>, at: FileSpan): PlannedFix["edits"] {
  return [...pieces].map(([find, written]) => ({ ...at, how: "each" as const, find, text: written }));
}

function unknownAtoms(format: AccessFormat, version: string | undefined): readonly string[] {
  const names = new Set<string>();
  for (const { name } of format.atoms) {
    if (name === null || /^\{.*\}[ioe]$/s.test(name)) continue;
    const tooNew = name === "M" && version !== undefined && /^(?:1\d|20\.0)(?:\.|$)/.test(version);
    if (!ATOMS.has(name) || tooNew) names.add(name);
  }
  return [...names];
}

import type { FileSpan } from "../../text/span.ts";

/** What one place says of a package's version. */
export interface Pin {
  /** Normalised: lower case, runs of `-_.` as one `-` (PEP 503). */
  readonly name: string;
  /** The one version; null for a range, or none. */
  readonly version: string | null;
  readonly written: string;
  readonly at: FileSpan;
  /** True where a tool wrote down what it installs. */
  readonly isLocked: boolean;
}

const NAMES = new Set(["gunicorn", "django", "uvicorn", "celery", "sentry-sdk", "python-json-logger"]);

function normalised(name: string): string {
  return name.toLowerCase().replace(/[-_.]{1,20}/g, "-");
}

function pin(name: string, specifier: string, written: string, at: FileSpan, isLocked: boolean): Pin[] {
  const key = normalised(name);
  return NAMES.has(key)
    ? [{ name: key, version: exactVersion(specifier), written: written.trim().slice(0, 80), at, isLocked }]
    : [];
}

/** `==4.2.1` and `===4.2.1`; wildcards and several conditions are ranges (PEP 440). */
function exactVersion(specifier: string): string | null {
  const match = /^\s*={2,3}\s*v?(\d[\w.+!-]{0,60})\s*$/.exec(specifier);
  return match === null ? null : (match[1] ?? null);
}

/** A requirement: name, extras, specifier; a marker or a hash ends it (PEP 508). */
const REQUIREMENT =
  /^\s*([A-Za-z0-9][\w.-]{0,100})\s*(?:\[[^\]]{0,200}\])?\s*(?:\(([^)]{0,200})\)|([^;#@\\]{0,200}))/;

/**
 * requirements.txt and constraints, line by line, and the requirement strings of pyproject.toml (`"gunicorn==23.0.0"`, poetry's `gunicorn = "23.0.0"`) and
 * Pipfile. Poetry's bare version is exact (its documentation, "Dependency specification"); a caret or a tilde is a range.
 */
export function pinnedInText(text: string, file: string): Pin[] {
  const found: Pin[] = [];
  const isTable = /\.toml$|pipfile$/i.test(file);
  for (let start = 0; start <= text.length;) {
    const newline = text.indexOf("\n", start);
    const end = newline < 0 ? text.length : newline;
    const line = text.slice(start, end).replace(/\r$/, "");
    if (line.length < 2000) found.push(...(isTable ? inTable(line, file, start) : inLine(line, file, start)));
    start = end + 1;
  }
  return found;
}

function inLine(line: string, file: string, start: number): Pin[] {
  if (/^\s*(?:#|-)/.test(line)) return [];
  const match = REQUIREMENT.exec(line);
  if (match === null) return [];
  const [, name = "", bracketed, plain] = match;
  const written = upTo(line, /[#;\\]|--hash/).trimEnd();
  const lead = line.length - line.trimStart().length;
  const specifier = upTo(bracketed ?? plain ?? "", /\s--hash/);
  // One requirement under a condition is not what every machine installs.
  const version =
    /;/.test(line) && !/--hash/.test(line.slice(0, line.indexOf(";")))
      ? conditional(specifier, line)
      : specifier;
  return pin(
    name,
    version,
    written,
    { file, start: start + lead, end: start + Math.max(lead, written.trimEnd().length) },
    false,
  );
}

function upTo(text: string, end: RegExp): string {
  const at = text.search(end);
  return at < 0 ? text : text.slice(0, at);
}

/** A marker on Python's version still pins for those Pythons: the pin stands. One for Windows says nothing of a server. */
function conditional(specifier: string, line: string): string {
  return /\b(?:sys_platform|platform_system|os_name)\s{0,20}==\s{0,20}["'](?:win|nt)/i.test(line)
    ? ""
    : specifier;
}

function inTable(line: string, file: string, start: number): Pin[] {
  if (/^\s*#/.test(line)) return [];
  const found: Pin[] = [];
  const entry =
    /^\s*"?([A-Za-z0-9][\w.-]{0,100})"?\s*=\s*(?:"([^"]{0,200})"|\{.{0,500}?\bversion\s*=\s*"([^"]{0,200})")/.exec(
      line,
    );
  if (entry !== null) {
    const [whole, name = "", plain, inner] = entry;
    const specifier = plain ?? inner ?? "";
    const exact = /^\s*\d[\w.+!-]{0,60}\s*$/.test(specifier) ? `==${specifier.trim()}` : specifier;
    const lead = whole.length - whole.trimStart().length;
    if (NAMES.has(normalised(name)))
      return pin(name, exact, whole, { file, start: start + lead, end: start + whole.length }, false);
  }
  for (const match of line.matchAll(/["']([^"']{2,200})["']/g)) {
    const [, text = ""] = match;
    const requirement = REQUIREMENT.exec(text);
    if (requirement === null) continue;
    const at = start + match.index + 1;
    found.push(
      ...pin(
        requirement[1] ?? "",
        requirement[2] ?? requirement[3] ?? "",
        text,
        { file, start: at, end: at + text.length },
        false,
      ),
    );
  }
  return found;
}

/** poetry.lock, uv.lock, pdm.lock, pylock.toml: `[[package]]` tables with `name` and `version`. */
export function lockedPackages(text: string, file: string): Pin[] {
  const found: Pin[] = [];
  const header = /^\[\[packages?\]\]\s*$/gm;
  for (let match = header.exec(text); match !== null; match = header.exec(text)) {
    const next = text.indexOf("\n[", match.index + 2);
    const end = Math.min(next < 0 ? text.length : next, match.index + 2000);
    const block = text.slice(match.index, end);
    const name = /^name\s*=\s*"([^"\n]{1,100})"/m.exec(block)?.[1];
    const version = /^version\s*=\s*"([^"\n]{1,60})"/m.exec(block);
    if (name === undefined || version === null) continue;
    const start = match.index + version.index;
    found.push(
      ...pin(
        name,
        `==${version[1] ?? ""}`,
        version[0],
        { file, start, end: start + version[0].length },
        true,
      ),
    );
  }
  return found;
}

/** Pipfile.lock: `"gunicorn": {..., "version": "==23.0.0"}` in "default". */
export function pinnedInJson(text: string, file: string): Pin[] {
  const found: Pin[] = [];
  for (const match of text.matchAll(/"([A-Za-z0-9][\w.-]{0,100})"\s*:\s*\{/g)) {
    if (!NAMES.has(normalised(match[1] ?? ""))) continue;
    const from = match.index + match[0].length;
    const close = text.indexOf("}", from);
    const block = text.slice(from, close < 0 ? from : Math.min(close, from + 20_000));
    const version = /"version"\s*:\s*"([^"]{1,80})"/.exec(block);
    if (version === null) continue;
    const start = from + version.index;
    found.push(
      ...pin(
        match[1] ?? "",
        version[1] ?? "",
        `${match[1] ?? ""} ${version[1] ?? ""}`,
        { file, start, end: start + version[0].length },
        true,
      ),
    );
  }
  return found;
}

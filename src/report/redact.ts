/** Stands for a value that must not be printed. */
export const REDACTED = "[redacted]";

const SECRET_NAME =
  /secret|passw|passphrase|token|api_?key|apikey|private_?key|credential|(?:^|_)dsn$|auth_?key|access_?key|signing_?key|encryption_?key|(?:^|_)pwd$/i;

/** True when a setting of this name usually holds a secret. */
export function looksSecret(name: string): boolean {
  return SECRET_NAME.test(name);
}

export interface Range {
  readonly start: number;
  readonly end: number;
}

/** Values whose shape gives them away, whatever the name: each has the secret in group 1. */
const SHAPES: readonly RegExp[] = [
  // user:password@ or a key@ in the authority of a URL
  /:\/\/([^\s/@"'`<>{}$]{1,200})@/dg,
  // words of a sentence ("Basic authentication") have no capital or digit after their first letter
  /\b(?:Basic|Bearer) ((?=[\w.~-][a-z_.~-]{0,400}[A-Z0-9+/=])[A-Za-z0-9+/=_.~-]{8,400})/dg,
  /\b((?:AKIA|ASIA)[A-Z0-9]{16})\b/dg,
  /\b((?:gh[pousr]|github_pat|glpat|xox[abprs]|sk_live|rk_live|npm)[_-][A-Za-z0-9_-]{16,255})/dg,
  /\b(eyJ[A-Za-z0-9_-]{8,400}\.[A-Za-z0-9_-]{8,4000}\.[A-Za-z0-9_-]{0,4000})/dg,
  /\b(django-insecure-[^\s"']{8,200})/dg,
  /-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----([A-Za-z0-9+/=\s\\]{1,8000})/dg,
];

const WORD = /[A-Za-z_][A-Za-z0-9_]*/g;
/** From the end of a name to the literal that it is given: `= "`, `": "`, `"] = "`. */
const GIVEN_LITERAL = /["'\])]{0,3}\s{0,20}[=:]\s{0,20}[rbfu]{0,2}(["'])/y;
/** The same to a bracket: `= (`, `": [`. */
const GIVEN_GROUP = /["'\])]{0,3}\s{0,20}[=:]\s{0,20}[([]/y;
/** How much of a value is looked at. UTF-16 code units. */
const LONGEST = 5000;
/** The same for a default in a call: `("NAME", "`, `("NAME", default="`. */
const GIVEN_DEFAULT = /["']\s{0,20},\s{0,20}(?:default\s?=\s?)?[rbfu]{0,2}(["'])/y;
/** The start of a call's first argument, before its quote. */
const FIRST_ARGUMENT = /\(\s{0,20}["']$/;
/** An entry of an environment: `NAME=value`. */
const GIVEN_WORD = /=([^\s"',;&]{1,400})/y;
/** A look-up by the name of a variable, which is no value: `=os.environ["SENTRY_DSN"]`, `=config("DB_PASSWORD", `. */
const GIVEN_LOOKUP = /=[A-Za-z_][\w.]{0,100}[([]\s{0,20}["']([A-Z][A-Z0-9_]{0,80})["']\s{0,20}[\]),]/y;

/** The parts of a text that look like secrets, in order, not touching each other. */
export function secretRanges(text: string): Range[] {
  const found: Range[] = [];
  for (const shape of SHAPES) {
    for (const match of text.matchAll(shape)) {
      const group = match.indices?.[1];
      if (group !== undefined) found.push({ start: group[0], end: group[1] });
    }
  }
  for (const match of text.matchAll(WORD)) {
    if (!looksSecret(match[0])) continue;
    const range = valueAfter(text, match.index, match.index + match[0].length);
    if (range !== undefined) found.push(range);
    else found.push(...groupAfter(text, match.index + match[0].length));
  }
  return merged(found);
}

/** The text with everything that looks like a secret replaced, but for what stands in `known`, which the reader has written. */
export function redact(text: string, known = ""): string {
  let out = "";
  let from = 0;
  for (const { start, end } of secretRanges(text)) {
    if (known !== "" && known.includes(text.slice(start, end))) continue;
    out += text.slice(from, start) + REDACTED;
    from = end;
  }
  return out + text.slice(from);
}

/** JSON-able data with secrets replaced: by the name of the key that holds them, and by shape in every string. */
export function redactData(value: unknown, name = "", depth = 0): unknown {
  if (typeof value === "string") return looksSecret(name) && value !== "" ? REDACTED : redact(value);
  if (typeof value !== "object" || value === null) return value;
  if (depth > 100) return "...";
  if (Array.isArray(value)) return value.map((item) => redactData(item, name, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, redactData(each, key, depth + 1)]),
  );
}

/** The value that the name from `start` to `end` is given, if it stands right behind it. */
function valueAfter(text: string, start: number, end: number): Range | undefined {
  const isArgument = FIRST_ARGUMENT.test(text.slice(Math.max(0, start - 24), start));
  const pattern = isArgument ? GIVEN_DEFAULT : GIVEN_LITERAL;
  pattern.lastIndex = end;
  const literal = pattern.exec(text);
  if (literal !== null) return literalFrom(text, pattern.lastIndex, literal[1] ?? '"');
  GIVEN_LOOKUP.lastIndex = end;
  const variable = GIVEN_LOOKUP.exec(text)?.[1];
  if (variable !== undefined && (variable.includes("_") || looksSecret(variable))) return undefined;
  GIVEN_WORD.lastIndex = end;
  const word = GIVEN_WORD.exec(text)?.[1];
  if (word === undefined || /^[$[({]/.test(word)) return undefined;
  return { start: end + 1, end: end + 1 + word.length };
}

/** Every literal of the tuple, list or call that the name is given: `credentials = ("user", "password")`. */
function groupAfter(text: string, end: number): Range[] {
  GIVEN_GROUP.lastIndex = end;
  if (!GIVEN_GROUP.test(text)) return [];
  const found: Range[] = [];
  let open = 1;
  for (let at = GIVEN_GROUP.lastIndex; at < Math.min(text.length, end + LONGEST) && open > 0; at++) {
    const character = text[at];
    if (character === "(" || character === "[") open++;
    else if (character === ")" || character === "]") open--;
    else if (character === '"' || character === "'") {
      const literal = literalFrom(text, at + 1, character);
      if (literal !== undefined) found.push(literal);
      at = literal?.end ?? at + 1;
    }
  }
  return found;
}

/** What stands between the quotes; nothing for an empty literal and for an nginx variable. */
function literalFrom(text: string, start: number, quote: string): Range | undefined {
  const close = text.indexOf(quote, start);
  const end = close < 0 ? text.length : close;
  return text[start] === "$" || end <= start || end - start > LONGEST ? undefined : { start, end };
}

function merged(ranges: readonly Range[]): Range[] {
  const out: Range[] = [];
  for (const range of [...ranges].sort((a, b) => a.start - b.start || a.end - b.end)) {
    const last = out.at(-1);
    if (last !== undefined && range.start <= last.end)
      out[out.length - 1] = { start: last.start, end: Math.max(last.end, range.end) };
    else out.push(range);
  }
  return out;
}

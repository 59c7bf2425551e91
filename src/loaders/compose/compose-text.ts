import { setFact, unknownFact, type Fact } from "../../model/fact.ts";
import type { LaunchWord } from "../../model/launch.ts";
import { composeVariables } from "../../read/dotenv/interpolation.ts";
import type { EnvPart } from "../../read/dotenv/tree.ts";
import { decodedScalar } from "../../read/yaml/lookup.ts";
import type { YamlScalar } from "../../read/yaml/tree.ts";
import { verbatim, type Decoded } from "../../text/decoded.ts";
import type { SourceFile } from "../../text/source-file.ts";
import { inFile, type FileSpan, type Span } from "../../text/span.ts";

/** What compose puts in for a variable: a value, or null when that depends on the shell that starts it. */
export type ComposeLookup = (name: string) => string | null;

/** A scalar of a compose file after its variables were put in. */
export interface ComposeText {
  /** The text that it most likely is: variables that are not known have their default, or nothing. */
  readonly text: string;
  /** Where each character was written. */
  readonly starts: readonly number[];
  /** True for characters that depend on a variable which is not known. */
  readonly open: readonly boolean[];
  /** Variables that are not known, and have no default. */
  readonly missing: readonly string[];
  /** Variables that are not known. */
  readonly variables: readonly string[];
  readonly written: string;
  readonly at: FileSpan;
  /** Just behind the last character. */
  readonly end: number;
}

/** The mark that stands for a variable without default whose value is not known. */
export const UNKNOWN_MARK = "\ue0ff";

/** Puts the variables of a scalar in, as compose-go's `interpolation` does for every scalar of the file but the keys. */
export function composeText(source: SourceFile, scalar: YamlScalar, lookup: ComposeLookup): ComposeText {
  const decoded: Decoded =
    scalar.style === "plain" &&
    !scalar.text.includes("\n") &&
    source.text.slice(scalar.span.start, scalar.span.end) === scalar.text
      ? verbatim(source.text, scalar.span.start, scalar.span.end)
      : decodedScalar(source.text, scalar);
  const { parts } = composeVariables(decoded);
  const out: Output = { text: [], starts: [], open: [], missing: new Set(), variables: new Set() };
  if (scalar.placeholder) {
    out.missing.add("a template placeholder");
    push(out, UNKNOWN_MARK, scalar.span, true);
  } else resolve(parts, decoded, out, lookup, false);
  return {
    text: out.text.join(""),
    starts: out.starts,
    open: out.open,
    missing: [...out.missing],
    variables: [...out.variables],
    written: decoded.value,
    at: inFile(source.path, scalar.span),
    end: decoded.end,
  };
}

interface Output {
  readonly text: string[];
  readonly starts: number[];
  readonly open: boolean[];
  readonly missing: Set<string>;
  readonly variables: Set<string>;
}

function push(out: Output, text: string, span: Span, open: boolean): void {
  out.text.push(text);
  const isVerbatim = span.end - span.start === text.length;
  for (let i = 0; i < text.length; i++) {
    out.starts.push(isVerbatim ? span.start + i : span.start);
    out.open.push(open);
  }
}

/** Text that stands in the file, with the place of each character also where lines are folded. */
function pushWritten(out: Output, text: string, span: Span, decoded: Decoded, open: boolean): void {
  const from = indexOfPlace(decoded.starts, span.start);
  if (decoded.value.slice(from, from + text.length) !== text) {
    push(out, text, span, open);
    return;
  }
  out.text.push(text);
  for (let i = 0; i < text.length; i++) {
    out.starts.push(decoded.starts[from + i] ?? span.start);
    out.open.push(open);
  }
}

/** The first index whose place is not before `place`. */
function indexOfPlace(starts: readonly number[], place: number): number {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) < place) low = middle + 1;
    else high = middle;
  }
  return low;
}

// Nests as deep as the operands do, which the reader bounds.
function resolve(
  parts: readonly EnvPart[],
  decoded: Decoded,
  out: Output,
  lookup: ComposeLookup,
  open: boolean,
): void {
  for (const part of parts) {
    if (part.kind === "text") {
      pushWritten(out, part.value, part.span, decoded, open);
      continue;
    }
    const value = lookup(part.name);
    const operator = part.operator ?? "";
    if (value === null) {
      out.variables.add(part.name);
      if (operator.endsWith("-")) resolve(part.operand, decoded, out, lookup, true);
      // `${X:+text}` of a variable that is not set is nothing; of one that is, the text.
      else if (!operator.endsWith("+")) {
        out.missing.add(part.name);
        push(out, UNKNOWN_MARK, part.span, true);
      } else {
        out.missing.add(part.name);
        push(out, UNKNOWN_MARK, part.span, true);
      }
      continue;
    }
    const isSet = operator.startsWith(":") ? value !== "" : true;
    if (operator.endsWith("+")) {
      if (isSet) resolve(part.operand, decoded, out, lookup, open);
    } else if (operator.endsWith("-") && !isSet) resolve(part.operand, decoded, out, lookup, open);
    else push(out, value, part.span, open);
  }
}

/** True when every character is known. */
export function isKnown(text: ComposeText): boolean {
  return text.variables.length === 0 && text.missing.length === 0;
}

/** The text when it is known or has a default for all that is not; null else. */
export function likely(text: ComposeText | null): string | null {
  return text === null || text.missing.length > 0 ? null : text.text;
}

/** A part of a text as a word of a command. */
export function wordOf(
  text: ComposeText,
  value: string,
  places: readonly number[],
  from: number,
  to: number,
): LaunchWord {
  const start = text.starts[from] ?? text.at.start;
  const last = text.starts[to - 1];
  const at: FileSpan = {
    file: text.at.file,
    start,
    end: Math.max(start, last === undefined ? text.at.end : last + 1),
  };
  if (!places.some((place) => text.open[place] === true)) {
    const starts = places.map((place) => text.starts[place] ?? start);
    return { value, at, decoded: { value, starts, end: at.end } };
  }
  const names = text.variables.length > 0 ? text.variables : text.missing;
  const why = `${names.join(", ")} is not known: it comes from the shell that runs docker compose`;
  if (value.includes(UNKNOWN_MARK))
    return { value: null, at, written: value.replaceAll(UNKNOWN_MARK, "?"), why };
  return {
    value: null,
    at,
    written: text.written,
    why,
    usually: value,
    unless: `${names.join(" or ")} is set`,
  };
}

/** A text as a fact, with its default as one of two alternatives. */
export function textFact(text: ComposeText): Fact<string> {
  if (isKnown(text)) return setFact(text.text, text.at);
  const names = text.variables.join(", ");
  const why =
    text.variables.length === 0
      ? "a template placeholder"
      : `${names} comes from the shell that runs docker compose`;
  if (text.missing.length > 0) return unknownFact(why, text.at);
  return {
    state: "either",
    at: text.at,
    options: [
      { when: `${names} is not set`, fact: setFact(text.text, text.at) },
      { when: `${names} is set`, fact: unknownFact(why, text.at) },
    ],
  };
}

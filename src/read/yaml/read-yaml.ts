import { Composer, Parser, type CST, type Document } from "yaml";
import { convertDocument, type Conversion } from "./convert.ts";
import { maskPlaceholders } from "./placeholders.ts";
import type { YamlDocument, YamlFile, YamlProblem } from "./tree.ts";

/** Deeper nesting than this is refused: the parser recurses. */
const MAX_DEPTH = 200;
/** More errors are not told, and after so many that stand between documents the rest is left alone: it is no YAML. */
const MOST_ERRORS = 1000;

/**
 * Reads a YAML 1.2 file of one or more documents, with anchors, aliases and merge keys resolved, and around the placeholders of a template.
 * Never throws; spans are UTF-16 offsets in `text`.
 */
export function readYaml(text: string): YamlFile {
  const masked = maskPlaceholders(text);
  const errors: YamlProblem[] = [];
  const template = masked !== null;
  const placeholders = masked?.placeholders ?? [];
  const deep = tooDeep(text);
  if (deep !== null) {
    errors.push({ message: "nested too deeply", span: { start: deep, end: deep + 1 } });
    return { documents: [], errors, template, placeholders };
  }
  const documents: YamlDocument[] = [];
  const conversion: Conversion = { text, masked, errors };
  const { stackTraceLimit } = Error;
  try {
    // The parser makes an Error of each problem, and nobody reads where in the parser it was made: ten times as fast.
    Error.stackTraceLimit = 0;
    for (const document of parseDocuments(masked?.text ?? text)) {
      for (const error of document.errors) {
        errors.push({ message: error.message, span: clamp(error.pos[0], error.pos[1], text.length) });
      }
      documents.push({ root: convertDocument(document, conversion) });
    }
  } catch (error) {
    // The parser gives up on some broken input; what it threw says nothing to a user.
    const message = error instanceof RangeError ? "nested too deeply" : "cannot be read as YAML";
    errors.push({ message, span: { start: 0, end: text.length } });
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
  return { documents, errors: errors.slice(0, MOST_ERRORS), template, placeholders };
}

function* parseDocuments(text: string): Generator<Document.Parsed> {
  // Its own search for duplicate keys compares each key with all others, so that is done here.
  const options = {
    uniqueKeys: false,
    prettyErrors: false,
    keepSourceTokens: false,
    logLevel: "silent",
  } as const;
  yield* new Composer(options).compose(tokensOf(text));
}

function* tokensOf(text: string): Generator<CST.Token> {
  let errors = 0;
  for (const token of new Parser().parse(text)) {
    if (token.type === "error" && ++errors > MOST_ERRORS) return;
    yield token;
  }
}

export function clamp(start: number, end: number, length: number): { start: number; end: number } {
  const from = Math.min(Math.max(start, 0), length);
  return { start: from, end: Math.min(Math.max(end, from), length) };
}

/** Where brackets, or the `- - -` and indentation of a line, go deeper than the bound; or null. */
function tooDeep(text: string): number | null {
  let open = 0;
  let dashes = 0;
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (char === "[" || char === "{") open++;
    else if ((char === "]" || char === "}") && open > 0) open--;
    if (char === "\n") dashes = 0;
    else if ((char === "-" || char === "?" || char === ":") && (text[i + 1] === " " || text[i + 1] === "\t"))
      dashes++;
    if (open > MAX_DEPTH || dashes > MAX_DEPTH) return i;
  }
  return null;
}

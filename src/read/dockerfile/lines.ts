import { decoder, type Decoded, type Decoder } from "../../text/decoded.ts";
import { hereDocumentsOf, type Delimiter } from "./here-documents.ts";

/** One instruction's text, with its continuation lines joined, and the here-documents that follow it. */
export interface LogicalLine {
  readonly text: Decoded;
  readonly documents: readonly RawDocument[];
}

export interface RawDocument {
  readonly delimiter: Delimiter;
  readonly text: Decoded;
  /** The line of the delimiter that closes it; empty at the end of the file. */
  readonly closing: Decoded;
  readonly isClosed: boolean;
}

const WITH_DOCUMENTS = /^\s*(?:onbuild\s+)?(?:run|copy|add)\s/i;

/**
 * The instructions of a Dockerfile as BuildKit's parser joins them (`dockerfile/parser/parser.go`): a line that ends in one escape
 * character goes on; comment lines and, within an instruction, empty lines are left out.
 */
export function* logicalLines(text: string, escape: string): Generator<LogicalLine> {
  let out: Decoder | null = null;
  for (let start = text.startsWith("\ufeff") ? 1 : 0; start < text.length;) {
    const end = lineEnd(text, start);
    const next = end + 1;
    let first = start;
    while (first < end && isBlank(text, first)) first++;
    if (text[first] === "#" || first >= end) {
      start = next;
      continue;
    }
    out ??= decoder();
    const stop = continuation(text, first, end, escape);
    const from = out.length() === 0 ? first : start;
    for (let i = from; i < (stop ?? trimmedEnd(text, first, end)); i++) out.add(text.charAt(i), i);
    start = next;
    if (stop !== null) continue;
    const line = out.result(trimmedEnd(text, first, end));
    out = null;
    const documents: RawDocument[] = [];
    if (WITH_DOCUMENTS.test(line.value)) {
      for (const delimiter of hereDocumentsOf(line.value)) {
        const read = readDocument(text, start, delimiter);
        documents.push(read.document);
        start = read.next;
      }
    }
    yield { text: line, documents };
  }
  if (out !== null && out.length() > 0) yield { text: out.result(text.length), documents: [] };
}

function readDocument(
  text: string,
  from: number,
  delimiter: Delimiter,
): { document: RawDocument; next: number } {
  const out = decoder();
  for (let start = from; start < text.length;) {
    const end = lineEnd(text, start);
    let first = start;
    while (delimiter.chomps && text[first] === "\t") first++;
    const stop = text[end - 1] === "\r" && end > first ? end - 1 : end;
    if (text.slice(first, stop) === delimiter.name) {
      const closing = decoder();
      for (let i = first; i < stop; i++) closing.add(text.charAt(i), i);
      return {
        document: { delimiter, text: out.result(start), closing: closing.result(stop), isClosed: true },
        next: end + 1,
      };
    }
    for (let i = first; i < Math.min(end + 1, text.length); i++) out.add(text.charAt(i), i);
    start = end + 1;
  }
  const closing = decoder().result(text.length);
  return {
    document: { delimiter, text: out.result(text.length), closing, isClosed: false },
    next: text.length,
  };
}

/** Where the escape character that continues the line stands, or null. Two in a row do not continue it. */
function continuation(text: string, first: number, end: number, escape: string): number | null {
  const last = trimmedEnd(text, first, end) - 1;
  if (text[last] !== escape || last < first) return null;
  return text[last - 1] === escape && last - 1 >= first ? null : last;
}

function trimmedEnd(text: string, first: number, end: number): number {
  let stop = end;
  while (stop > first && isBlank(text, stop - 1)) stop--;
  return stop;
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end < 0 ? text.length : end;
}

function isBlank(text: string, at: number): boolean {
  const char = text[at];
  return char === " " || char === "\t" || char === "\r" || char === "\v" || char === "\f";
}

import type { Span } from "../../text/span.ts";
import type { OffsetOf } from "./positions.ts";
import type { RewrittenText } from "./rewritten-text.ts";
import type { PythonSyntaxError } from "./tree.ts";

/** Where a py-ast tree stands: the module's text, and how the tree's positions lead there. */
export interface Place {
  /** The module's text as it was read. */
  readonly text: string;
  spanOf(node: Located): Span;
  /** Set when something was nested too deeply for the tree. */
  tooDeep: boolean;
  /** What py-ast let pass and CPython refuses. */
  readonly problems: PythonSyntaxError[];
}

interface Located {
  readonly lineno?: number;
  readonly col_offset?: number;
  readonly end_lineno?: number;
  readonly end_col_offset?: number;
}

/** The place of a tree that was parsed from `rewritten`; `null` when it was parsed from the text itself. */
export function placeIn(text: string, offsetOf: OffsetOf, rewritten: RewrittenText | null): Place {
  const locate = (line: number, column: number): number => {
    const offset = offsetOf(line, column);
    return rewritten === null ? offset : rewritten.toOriginal(offset);
  };
  return {
    text,
    tooDeep: false,
    problems: [],
    spanOf: (node) => {
      const start = locate(node.lineno ?? 1, node.col_offset ?? 0);
      const end = locate(node.end_lineno ?? node.lineno ?? 1, node.end_col_offset ?? node.col_offset ?? 0);
      return { start, end: Math.max(start, end) };
    },
  };
}

/** The identifier that starts at `offset`, normalised as Python does (NFKC). */
export function identifierStartingAt(text: string, offset: number): { name: string; span: Span } {
  let end = offset;
  while (end < text.length && isIdentifierCode(text.charCodeAt(end))) end++;
  return named(text, offset, end);
}

/** The identifier that ends at `offset`. */
export function identifierEndingAt(text: string, offset: number): { name: string; span: Span } {
  let start = offset;
  while (start > 0 && isIdentifierCode(text.charCodeAt(start - 1))) start--;
  return named(text, start, offset);
}

function named(text: string, start: number, end: number): { name: string; span: Span } {
  const written = text.slice(start, end);
  return { name: isAscii(written) ? written : written.normalize("NFKC"), span: { start, end } };
}

/** In valid code every character beyond ASCII that touches a name is part of it. */
function isIdentifierCode(code: number): boolean {
  if (code >= 128) return true;
  return (
    (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || (code >= 48 && code <= 57)
  );
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) >= 128) return false;
  return true;
}

import type { Span } from "../../text/span.ts";
import type { SyntaxProblem } from "./tree.ts";

/** No file reports more than this many errors: the last one says that there are more. */
export const MAX_ERRORS = 100;

/** Collects the errors of one text, in the order in which nginx would notice them. */
export interface Problems {
  readonly found: SyntaxProblem[];
  /** `noticedAt` is the offset at which nginx stands when it complains: it gives the line. */
  add(message: string, span: Span, noticedAt: number): void;
  readonly full: boolean;
}

export function collectProblems(text: string): Problems {
  const found: SyntaxProblem[] = [];
  let line = 1;
  let counted = 0;
  const lineAt = (offset: number): number => {
    if (offset < counted) [line, counted] = [1, 0];
    for (;;) {
      const next = text.indexOf("\n", counted);
      if (next < 0 || next >= offset) return line;
      line++;
      counted = next + 1;
    }
  };
  return {
    found,
    add(message, span, noticedAt) {
      if (found.length > MAX_ERRORS - 1) return;
      const last = found.length === MAX_ERRORS - 1;
      found.push({
        message: last ? "too many errors, the rest is not shown" : message,
        span,
        line: lineAt(noticedAt),
      });
    },
    get full() {
      return found.length >= MAX_ERRORS;
    },
  };
}

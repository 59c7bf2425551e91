import type { Decoded } from "../../text/decoded.ts";
import type { Span } from "../../text/span.ts";
import type { ShellProblem } from "./tree.ts";

/** Where the nodes of the parser stand in the file, and what was found wrong on the way. */
export interface Conversion {
  readonly text: string;
  readonly spanOf: (start: number, end: number) => Span;
  readonly errors: ShellProblem[];
  readonly bashOnly: ShellProblem[];
}

/** The file's span of a range of decoded text. */
export function whole(decoded: Decoded): Conversion["spanOf"] {
  const offset = (at: number): number => decoded.starts[Math.max(at, 0)] ?? decoded.end;
  return (start, end) => {
    const from = offset(start);
    const to =
      end > start
        ? Math.max((decoded.starts[Math.min(end, decoded.starts.length) - 1] ?? from) + 1, from)
        : from;
    return { start: from, end: Math.min(to, Math.max(decoded.end, from)) };
  };
}

/** The same for a text that has no places of its own, such as that of nested backticks: everything stands at `span`. */
export function within(conversion: Conversion, text: string, span: Span): Conversion {
  return { ...conversion, text, spanOf: () => span };
}

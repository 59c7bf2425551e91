import type { NginxArgument } from "../../model/nginx.ts";
import type { Problem } from "../../model/problem.ts";
import { refusal } from "./refusal.ts";

/** One piece of a word: literal text or a variable, with its place in the decoded value. */
export interface WordPiece {
  readonly kind: "text" | "variable";
  /** The text, or the name without `$` and braces, as written. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

export interface WordPieces {
  readonly pieces: readonly WordPiece[];
  /** What nginx says of the first fault: of a `log_format`, and of every other word with variables. */
  readonly fault: { readonly inFormat: string; readonly inScript: string; readonly start: number } | null;
}

/** Takes a word apart as ngx_http_log_compile_format and ngx_http_script_compile do; stops at the first fault. */
export function splitVariables(value: string): WordPieces {
  const pieces: WordPiece[] = [];
  const pattern = /\$(?:\{([A-Za-z0-9_]*)(\}?)|([A-Za-z0-9_]*))/g;
  let from = 0;
  for (let match = pattern.exec(value); match !== null; match = pattern.exec(value)) {
    if (match.index > from)
      pieces.push({ kind: "text", text: value.slice(from, match.index), start: from, end: match.index });
    const braced = match[1];
    const name = braced ?? match[3] ?? "";
    const inFormat = `invalid parameter "${value.slice(match.index)}"`;
    if (braced !== undefined && match[2] === "" && match.index + 2 < value.length) {
      const message = `the closing bracket in "${name}" variable is missing`;
      return { pieces, fault: { inFormat: message, inScript: message, start: match.index } };
    }
    if (name === "")
      return { pieces, fault: { inFormat, inScript: "invalid variable name", start: match.index } };
    from = match.index + match[0].length;
    pieces.push({ kind: "variable", text: name, start: match.index, end: from });
  }
  if (from < value.length)
    pieces.push({ kind: "text", text: value.slice(from), start: from, end: value.length });
  return { pieces, fault: null };
}

/** What nginx refuses in a word with variables; `what` says whether it is a path or other text. */
export function checkVariableSyntax(arg: NginxArgument, what: "path" | "text"): Problem[] {
  if (arg.placeholder || !arg.value.includes("$")) return [];
  const { fault } = splitVariables(arg.value);
  if (fault === null) return [];
  return [
    refusal(
      fault.inScript,
      arg.at,
      `write ${what === "path" ? "the path" : "it"} with whole variables, such as $host or \${host}`,
    ),
  ];
}

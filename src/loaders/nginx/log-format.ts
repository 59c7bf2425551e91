import type { FileSpan } from "../../text/span.ts";
import type { FormatPiece, LogFormat, NginxArgument, NginxDirective } from "../../model/nginx.ts";
import type { Problem } from "../../model/problem.ts";
import { refusal } from "./refusal.ts";
import { splitVariables } from "./variable-syntax.ts";

const ESCAPES = ["default", "json", "none"] as const;

/** The source text of a file that was read. */
export type TextOf = (file: string) => string;

/**
 * `log_format NAME [escape=...] STRING...` as nginx reads it, with what nginx refuses.
 * ngx_http_log_module.c ngx_http_log_set_format and ngx_http_log_compile_format, nginx 1.22.1.
 */
export function readLogFormat(
  directive: NginxDirective,
  name: NginxArgument,
  before: readonly LogFormat[],
  family: "http" | "stream",
  textOf: TextOf,
): { format: LogFormat; problems: Problem[] } {
  const problems: Problem[] = [];
  const taken =
    before.some((format) => format.name === name.value) || (family === "http" && name.value === "combined");
  if (taken && !name.placeholder) problems.push(duplicate(name, before));
  const words = directive.args.slice(1);
  const first = words[0];
  let escape: LogFormat["escape"] = "default";
  let strings = words;
  if (first?.value.startsWith("escape=") === true) {
    const written = first.value.slice("escape=".length);
    const known = ESCAPES.find((each) => each === written);
    escape = known ?? "default";
    strings = words.slice(1);
    if (known === undefined && !first.placeholder) {
      problems.push(
        refusal(
          `unknown log format escaping "${written}"`,
          first.at,
          "write escape=json, escape=none or escape=default",
        ),
      );
    }
  }
  const pieces: FormatPiece[] = [];
  for (const word of strings) {
    const split = splitVariables(word.value);
    const place = placesIn(word, textOf(word.at.file));
    for (const piece of split.pieces) {
      const at = place(piece.start, piece.end);
      pieces.push(
        piece.kind === "text"
          ? { kind: "text", text: piece.text, at }
          : { kind: "variable", name: piece.text.toLowerCase(), at },
      );
    }
    if (split.fault === null || word.placeholder) continue;
    const { inFormat, start } = split.fault;
    problems.push(
      refusal(inFormat, place(start, word.value.length), "write a whole variable name after the dollar sign"),
    );
  }
  const text = strings.map((word) => word.value).join("");
  return {
    format: { name: name.value, escape, words, text, pieces, at: directive.at, nameAt: name.at },
    problems,
  };
}

function duplicate(name: NginxArgument, before: readonly LogFormat[]): Problem {
  const first = before.find((format) => format.name === name.value);
  const problem = refusal(
    `duplicate "log_format" name "${name.value}"`,
    name.at,
    "give one of the two another name",
  );
  return first === undefined
    ? problem
    : { ...problem, related: [{ ...first.nameAt, label: "the first definition" }] };
}

/** Places of parts of a decoded word in its file: escapes such as `\"` are two characters there and one in the value. */
function placesIn(word: NginxArgument, source: string): (start: number, end: number) => FileSpan {
  const { file, start: from, end: to } = word.at;
  const at = (start: number, end: number): FileSpan => ({ file, start, end });
  if (to - from === word.value.length) return (start, end) => at(from + start, from + end);
  const offsets: number[] = [];
  for (let i = from; i < to; i++) {
    offsets.push(i);
    if (source.charAt(i) === "\\" && /["'\\trn]/.test(source.charAt(i + 1))) i++;
  }
  offsets.push(to);
  if (offsets.length !== word.value.length + 1) return () => word.at;
  return (start, end) => at(offsets[start] ?? from, offsets[end] ?? to);
}

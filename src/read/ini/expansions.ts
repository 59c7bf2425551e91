import { writtenSpan, type Decoded } from "../../text/decoded.ts";
import type { IniPart, IniProblem } from "./tree.ts";

const EXPANSION = /%\(([^()\n]{0,200})\)([-#0 +]{0,5}\d{0,5}(?:\.\d{0,5})?[a-zA-Z])/y;

/**
 * Splits a value at Python's `%(name)s`, as supervisor expands nearly all of its options; `%%` is a percent sign. Any other `%`, such as
 * gunicorn's `%h` in a log format, is an error for which supervisor refuses to start.
 */
export function splitExpansions(value: Decoded): {
  readonly parts: readonly IniPart[];
  readonly errors: readonly IniProblem[];
} {
  const parts: IniPart[] = [];
  const errors: IniProblem[] = [];
  let text = "";
  let from = 0;
  const flush = (to: number): void => {
    if (text !== "") parts.push({ kind: "text", value: text, span: writtenSpan(value, from, to) });
    text = "";
  };
  for (let at = 0; at < value.value.length;) {
    const char = value.value.charAt(at);
    if (text === "") from = at;
    EXPANSION.lastIndex = at;
    const match = char === "%" ? EXPANSION.exec(value.value) : null;
    if (match !== null) {
      flush(at);
      const end = at + match[0].length;
      parts.push({
        kind: "expansion",
        name: match[1] ?? "",
        conversion: match[2] ?? "",
        span: writtenSpan(value, at, end),
      });
      at = end;
    } else if (char === "%" && value.value[at + 1] === "%") {
      text += "%";
      at += 2;
    } else {
      if (char === "%")
        errors.push({ message: "a % that is neither %% nor %(name)s", span: writtenSpan(value, at, at + 1) });
      text += char;
      at++;
    }
  }
  flush(value.value.length);
  return { parts, errors };
}

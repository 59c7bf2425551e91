import { writtenSpan, type Decoded } from "../../text/decoded.ts";
import type { Span } from "../../text/span.ts";
import type { Specifiers, UnitPart, UnitProblem } from "./tree.ts";

/**
 * Letters of systemd.unit(5) "Specifiers", as of 257, and `c`, `r`, `R` of older releases. `%` with any other letter or digit is an error
 * that makes systemd ignore the setting; with anything else, as in gunicorn's `%(h)s`, it stays as it is.
 */
const SPECIFIERS = new Set("aAbBcCdDEfgGhHiIjJlLmMnNopPqrRsStTuUvVwWyY");
const LETTER_OR_DIGIT = /[A-Za-z0-9]/;

/** The parts, and the `%` specifiers that do not exist. */
interface Expanded {
  readonly parts: readonly UnitPart[];
  readonly errors: readonly UnitProblem[];
}

/**
 * Splits text at `%` specifiers, and with `variables` at `${NAME}` and, for a whole word, `$NAME` (systemd `specifier.c`, `env-util.c`
 * `replace_env_argv`). `%%` is `%`; `$$` is `$`; `$NAME` within a word stays as it is.
 */
export function expand(decoded: Decoded, specifiers: Specifiers, variables: boolean): Expanded {
  const { value } = decoded;
  const parts: UnitPart[] = [];
  const errors: UnitProblem[] = [];
  let text = "";
  let textFrom = 0;
  const flush = (to: number, next: number): void => {
    if (text !== "") parts.push({ kind: "text", value: text, span: writtenSpan(decoded, textFrom, to) });
    text = "";
    textFrom = next;
  };
  const second = value.charAt(1);
  if (variables && value.startsWith("$") && second !== "{" && second !== "$") {
    const span = writtenSpan(decoded, 0, value.length);
    const { parts, errors } = expand(decoded, specifiers, false);
    const whole = parts.map((part) => (part.kind === "text" ? part.value : null));
    const name = whole.includes(null) ? value.slice(1) : whole.join("").slice(1);
    return { parts: [{ kind: "variable", name, splits: true, span }], errors };
  }
  const lastBrace = variables ? value.lastIndexOf("}") : -1;
  for (let at = 0; at < value.length;) {
    const char = value.charAt(at);
    const next = value.charAt(at + 1);
    if (char === "%" && (next === "%" || SPECIFIERS.has(next))) {
      const known = next === "%" ? "%" : specifiers(next);
      if (known === null) {
        flush(at, at + 2);
        parts.push({ kind: "specifier", letter: next, span: writtenSpan(decoded, at, at + 2) });
      } else text += known;
      at += 2;
    } else if (variables && char === "$" && next === "$") {
      text += "$";
      at += 2;
    } else if (variables && char === "$" && next === "{" && lastBrace > at) {
      const close = value.indexOf("}", at);
      flush(at, close + 1);
      const span = writtenSpan(decoded, at, close + 1);
      parts.push({ kind: "variable", name: value.slice(at + 2, close), splits: false, span });
      at = close + 1;
    } else {
      if (char === "%" && LETTER_OR_DIGIT.test(next))
        errors.push(badSpecifier(next, writtenSpan(decoded, at, at + 2)));
      text += char;
      at++;
    }
  }
  flush(value.length, value.length);
  return { parts, errors };
}

function badSpecifier(letter: string, span: Span): UnitProblem {
  return { message: `Failed to resolve unit specifiers: there is no %${letter}`, span, fatal: true };
}

import { PyComplex, type Constant } from "py-ast";
import type { Span } from "../../text/span.ts";
import type { Place } from "./place.ts";
import { readLiterals } from "./string-value.ts";
import type { Expression } from "./tree.ts";

/** `\N{` of a named character, or an octal escape above \377: what py-ast does not decode as Python does. */
const UNDECODED = /\\(?:N\{|[4-7][0-7]{2})/;

/**
 * The literal that py-ast read as `node`. It gives 1 and 1.0 the same value, `...` as a string and bytes as a string:
 * only the text tells them apart.
 */
export function constantOf(place: Place, node: Constant, span: Span): Expression {
  const value: unknown = node.value;
  if (value === null || value === undefined) return { kind: "none", span };
  if (typeof value === "boolean") return { kind: "boolean", value, span };
  if (value instanceof PyComplex)
    return { kind: "complex", text: place.text.slice(span.start, span.end), span };
  if (typeof value === "string") {
    if (node.quote_style === undefined) return { kind: "ellipsis", span };
    if (node.quote_style.toLowerCase().includes("b")) return { kind: "bytes", value, span };
    const written = place.text.slice(span.start, span.end);
    if (!UNDECODED.test(written)) return { kind: "string", value, exact: true, span };
    return { kind: "string", ...readLiterals(written), span };
  }
  return numberOf(place.text.slice(span.start, span.end), span);
}

function numberOf(written: string, span: Span): Expression {
  const digits = written.replaceAll("_", "").toLowerCase();
  if (digits.startsWith("0x") || digits.startsWith("0o") || digits.startsWith("0b")) {
    return { kind: "integer", value: BigInt(digits), span };
  }
  if (digits.endsWith("j")) return { kind: "complex", text: written, span };
  if (/[.e]/.test(digits)) return { kind: "float", value: Number(digits), span };
  return { kind: "integer", value: /^\d+$/.test(digits) ? BigInt(digits) : 0n, span };
}

/** False when the text of an f-string holds a named character, which stays undecoded. */
export function textIsExact(text: string, span: Span): boolean {
  return !text.slice(span.start, span.end).includes("\\N{");
}

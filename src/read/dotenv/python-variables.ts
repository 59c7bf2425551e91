import { writtenSpan, type Decoded } from "../../text/decoded.ts";
import type { EnvPart } from "./tree.ts";

/**
 * Splits a value at python-dotenv's variables (`dotenv/variables.py`): `${NAME}` and `${NAME:-default}` in values of any quoting.
 * `$NAME` is text, defaults do not nest, and anything else after `${` is text.
 */
export function pythonVariables(decoded: Decoded): EnvPart[] {
  const { value } = decoded;
  const parts: EnvPart[] = [];
  let done = 0;
  let at = value.indexOf("${");
  while (at >= 0) {
    const found = variableAt(value, at);
    if (found === null) break;
    if ("resume" in found) {
      at = value.indexOf("${", found.resume);
      continue;
    }
    pushText(parts, decoded, done, at);
    const span = writtenSpan(decoded, at, found.end);
    const operand: EnvPart[] = [];
    if (found.operand !== null) pushText(operand, decoded, found.operand, found.end - 1);
    const operator = found.operand === null ? null : ":-";
    parts.push({ kind: "variable", name: value.slice(at + 2, found.nameEnd), operator, operand, span });
    done = found.end;
    at = value.indexOf("${", done);
  }
  pushText(parts, decoded, done, value.length);
  return parts;
}

/** The variable at `at`; where to look further when there is none; null when none can follow. */
function variableAt(
  value: string,
  at: number,
): { nameEnd: number; operand: number | null; end: number } | { resume: number } | null {
  let nameEnd = at + 2;
  while (nameEnd < value.length && value[nameEnd] !== "}" && value[nameEnd] !== ":") nameEnd++;
  if (nameEnd >= value.length) return null;
  if (value[nameEnd] === "}") return { nameEnd, operand: null, end: nameEnd + 1 };
  if (value[nameEnd + 1] !== "-") return { resume: nameEnd };
  const close = value.indexOf("}", nameEnd + 2);
  return close < 0 ? null : { nameEnd, operand: nameEnd + 2, end: close + 1 };
}

function pushText(parts: EnvPart[], decoded: Decoded, from: number, to: number): void {
  if (to > from)
    parts.push({ kind: "text", value: decoded.value.slice(from, to), span: writtenSpan(decoded, from, to) });
}

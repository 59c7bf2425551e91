import { decoder, writtenSpan, type Decoded } from "../../text/decoded.ts";
import type { EnvPart, VariableOperator } from "../dotenv/tree.ts";
import type { DockerWord } from "./tree.ts";

/** The code units `from` to `to` of a line. */
export function slice(line: Decoded, from: number, to: number): Decoded {
  return {
    value: line.value.slice(from, to),
    starts: line.starts.slice(from, to),
    end: line.starts[to - 1] === undefined ? line.end : (line.starts[to - 1] ?? 0) + 1,
  };
}

export function skipBlanks(line: string, from: number): number {
  let at = from;
  while (at < line.length && /\s/.test(line.charAt(at))) at++;
  return at;
}

/** Words split at blanks outside of quotes, as ranges `[from, to)` of the line (BuildKit `parseWords`). */
export function wordRanges(line: string, from: number, escape: string): { from: number; to: number }[] {
  const ranges: { from: number; to: number }[] = [];
  let start = -1;
  let quote = "";
  for (let i = skipBlanks(line, from); i < line.length; i++) {
    const char = line.charAt(i);
    if (quote === "" && /\s/.test(char)) {
      if (start >= 0) ranges.push({ from: start, to: i });
      start = -1;
      continue;
    }
    if (start < 0) start = i;
    if (char === escape && quote !== "'") i++;
    else if (quote === "" && (char === '"' || char === "'")) quote = char;
    else if (char === quote) quote = "";
  }
  if (start >= 0) ranges.push({ from: start, to: line.length });
  return ranges;
}

const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
const OPERATOR = /:?[-?+]/y;

/**
 * A word after BuildKit's own shell lexer (`dockerfile/shell/lex.go`): quotes and escapes resolved, variables as parts; nothing is
 * expanded in single quotes. An operand of `${NAME:-operand}` may hold variables, but is not nested further.
 */
export function dockerWord(word: Decoded, escape: string): DockerWord {
  const span = writtenSpan(word, 0, word.value.length);
  return { parts: lex(word, escape, true), span };
}

function lex(word: Decoded, escape: string, nests: boolean): EnvPart[] {
  const { value } = word;
  const parts: EnvPart[] = [];
  let out = decoder();
  const flush = (at: number): void => {
    const text = out.result(word.starts[at - 1] === undefined ? word.end : (word.starts[at - 1] ?? 0) + 1);
    if (text.value !== "")
      parts.push({ kind: "text", value: text.value, span: writtenSpan(text, 0, text.value.length) });
    out = decoder();
  };
  let quote = "";
  for (let i = 0; i < value.length; i++) {
    const char = value.charAt(i);
    const offset = word.starts[i] ?? word.end;
    if (char === quote) quote = "";
    else if (quote === "" && (char === "'" || char === '"')) quote = char;
    else if (char === escape && quote !== "'" && i + 1 < value.length) {
      const next = value.charAt(i + 1);
      const isKept = quote === '"' && next !== '"' && next !== "$" && next !== escape;
      out.add(isKept ? char + next : next, offset);
      i++;
    } else if (char === "$" && quote !== "'") {
      const found = variableAt(value, i);
      if (found === null) {
        out.add(char, offset);
        continue;
      }
      flush(i);
      const operand =
        found.operand === null ? [] : operandParts(word, found.operand, found.end - 1, escape, nests);
      parts.push({
        kind: "variable",
        name: found.name,
        operator: found.operator,
        operand,
        span: writtenSpan(word, i, found.end),
      });
      i = found.end - 1;
    } else out.add(char, offset);
  }
  flush(value.length);
  return parts;
}

function operandParts(word: Decoded, from: number, to: number, escape: string, nests: boolean): EnvPart[] {
  const operand = slice(word, from, to);
  if (nests) return lex(operand, escape, false);
  return operand.value === ""
    ? []
    : [{ kind: "text", value: operand.value, span: writtenSpan(operand, 0, operand.value.length) }];
}

interface Variable {
  readonly name: string;
  readonly operator: VariableOperator | null;
  readonly operand: number | null;
  readonly end: number;
}

function variableAt(value: string, at: number): Variable | null {
  const braced = value[at + 1] === "{";
  const nameAt = at + (braced ? 2 : 1);
  NAME.lastIndex = nameAt;
  const name = NAME.exec(value)?.[0];
  if (name === undefined) return null;
  const nameEnd = nameAt + name.length;
  if (!braced) return { name, operator: null, operand: null, end: nameEnd };
  if (value[nameEnd] === "}") return { name, operator: null, operand: null, end: nameEnd + 1 };
  OPERATOR.lastIndex = nameEnd;
  const operator = operatorOf(OPERATOR.exec(value)?.[0]);
  const close = closingBrace(value, nameEnd);
  if (operator === null || close === null) return null;
  return { name, operator, operand: nameEnd + operator.length, end: close + 1 };
}

function closingBrace(value: string, from: number): number | null {
  let open = 1;
  for (let i = from; i < value.length && i < from + 1024; i++) {
    if (value[i] === "{") open++;
    else if (value[i] === "}" && --open === 0) return i;
  }
  return null;
}

function operatorOf(text: string | undefined): VariableOperator | null {
  switch (text) {
    case ":-":
    case "-":
    case ":?":
    case "?":
    case ":+":
    case "+":
      return text;
    default:
      return null;
  }
}

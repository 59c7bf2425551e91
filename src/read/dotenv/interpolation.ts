import { writtenSpan, type Decoded } from "../../text/decoded.ts";
import type { DotenvProblem, EnvPart, VariableOperator } from "./tree.ts";

/** Deeper nesting of `${A:-${B:-...}}` than this is read as text, with a problem. */
const MAX_NESTING = 64;

interface Frame {
  readonly parts: EnvPart[];
  textFrom: number;
  /** Null for the whole value. */
  readonly variable: {
    readonly name: string;
    readonly operator: VariableOperator;
    readonly from: number;
  } | null;
}

/**
 * Splits a value at the variables of docker compose (compose-go `template.go`, v2): `$NAME`, `${NAME}`, `${NAME:-default}` and the
 * other operators, nested in the operand; `$$` is a dollar sign. Used for compose files, and for the env files that compose reads.
 */
export function composeVariables(decoded: Decoded): { parts: EnvPart[]; errors: DotenvProblem[] } {
  const { value } = decoded;
  const errors: DotenvProblem[] = [];
  const root: Frame = { parts: [], textFrom: 0, variable: null };
  const stack: Frame[] = [];
  let frame = root;
  const flush = (to: number): void => {
    if (to > frame.textFrom)
      pushText(frame.parts, decoded, value.slice(frame.textFrom, to), frame.textFrom, to);
  };
  let at = 0;
  while (at < value.length) {
    if (value[at] === "}" && frame.variable !== null) {
      flush(at);
      at++;
      const { variable, parts } = frame;
      frame = stack.pop() ?? root;
      const span = writtenSpan(decoded, variable.from, at);
      frame.parts.push({
        kind: "variable",
        name: variable.name,
        operator: variable.operator,
        operand: parts,
        span,
      });
      frame.textFrom = at;
      continue;
    }
    if (value[at] !== "$") {
      at++;
      continue;
    }
    const found = dollarAt(value, at);
    flush(at);
    if (found.kind === "escaped") pushText(frame.parts, decoded, "$", at, found.end);
    else if (found.kind === "plain") {
      const span = writtenSpan(decoded, at, found.end);
      frame.parts.push({ kind: "variable", name: found.name, operator: null, operand: [], span });
    } else if (found.kind === "open" && stack.length < MAX_NESTING) {
      stack.push(frame);
      frame = {
        parts: [],
        textFrom: found.end,
        variable: { name: found.name, operator: found.operator, from: at },
      };
    } else {
      errors.push({
        message: "invalid interpolation format",
        span: writtenSpan(decoded, at, found.end),
        fatal: true,
      });
      pushText(frame.parts, decoded, value.slice(at, found.end), at, found.end);
    }
    at = found.end;
    frame.textFrom = at;
  }
  if (frame.variable === null) flush(value.length);
  else {
    // The outermost variable that is still open; stack[0] is the whole value.
    const { from } = stack[1]?.variable ?? frame.variable;
    const span = writtenSpan(decoded, from, value.length);
    errors.push({ message: "invalid interpolation format: missing }", span, fatal: true });
    pushText(root.parts, decoded, value.slice(from), from, value.length);
  }
  return { parts: root.parts, errors };
}

type Dollar =
  | { readonly kind: "escaped" | "invalid"; readonly end: number }
  | { readonly kind: "plain"; readonly name: string; readonly end: number }
  | {
      readonly kind: "open";
      readonly name: string;
      readonly operator: VariableOperator;
      readonly end: number;
    };

const OPERATOR = /:?[-?+]/y;
const NAME = /[_a-zA-Z][_a-zA-Z0-9]*/y;

/** What the `$` at `at` begins. `end` of "open" is where the operand starts. */
function dollarAt(value: string, at: number): Dollar {
  if (value[at + 1] === "$") return { kind: "escaped", end: at + 2 };
  const braced = value[at + 1] === "{";
  NAME.lastIndex = at + (braced ? 2 : 1);
  const name = NAME.exec(value)?.[0];
  if (name === undefined) return { kind: "invalid", end: at + 1 };
  const end = NAME.lastIndex;
  if (!braced) return { kind: "plain", name, end };
  if (value[end] === "}") return { kind: "plain", name, end: end + 1 };
  OPERATOR.lastIndex = end;
  const operator = operatorOf(OPERATOR.exec(value)?.[0]);
  if (operator === null) return { kind: "invalid", end: at + 1 };
  return { kind: "open", name, operator, end: OPERATOR.lastIndex };
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

function pushText(parts: EnvPart[], decoded: Decoded, value: string, from: number, to: number): void {
  if (value !== "") parts.push({ kind: "text", value, span: writtenSpan(decoded, from, to) });
}

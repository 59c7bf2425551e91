import type { LaunchWord } from "../../model/launch.ts";
import { joinValues, type ShellValue } from "./shell-value.ts";

/** What a command says of its success: "likely" for one that normally succeeds, undefined where nobody knows. */
export type Status = boolean | "likely" | undefined;

export function not(status: Status): Status {
  return status === undefined || status === "likely" ? undefined : !status;
}

/** What `test` or `[` with these words says, where its words are known; files are never looked at. */
export function testStatus(words: readonly LaunchWord[]): Status {
  const [first, ...rest] = words;
  if (first === undefined) return false;
  if (first.value === "!" && rest.length > 0) return not(testStatus(rest));
  if (words.length === 1) return isNotEmpty(first);
  if (words.length === 2) return unary(first.value, rest[0]);
  if (words.length === 3) return binary(first, rest[0]?.value ?? null, rest[1]);
  return undefined;
}

export function unary(operator: string | null, operand: ShellValue | undefined): Status {
  if (operand === undefined) return undefined;
  if (operator === "-n") return isNotEmpty(operand);
  return operator === "-z" ? not(isNotEmpty(operand)) : undefined;
}

export function binary(left: ShellValue, operator: string | null, right: ShellValue | undefined): Status {
  const a = left.value;
  const b = right?.value ?? null;
  if (a === null || b === null || operator === null) return undefined;
  switch (operator) {
    case "=":
    case "==":
      return /[*?[\\]/.test(b) ? undefined : a === b;
    case "!=":
      return /[*?[\\]/.test(b) ? undefined : a !== b;
    case "-eq":
    case "-ne":
    case "-gt":
    case "-ge":
    case "-lt":
    case "-le":
      return /^[-+]?\d{1,15}$/.test(a) && /^[-+]?\d{1,15}$/.test(b)
        ? compare(Number(a), operator, Number(b))
        : undefined;
    default:
      return undefined;
  }
}

function compare(a: number, operator: string, b: number): boolean {
  if (operator === "-eq") return a === b;
  if (operator === "-ne") return a !== b;
  if (operator === "-gt") return a > b;
  if (operator === "-ge") return a >= b;
  return operator === "-lt" ? a < b : a <= b;
}

function isNotEmpty(word: ShellValue): Status {
  if (word.value !== null) return word.value !== "";
  return undefined;
}

/** `[[ a == b ]]` and `[[ -n a ]]`: `between` is the text before, between and after the operands. */
export function doubleBracketStatus(operands: readonly ShellValue[], between: readonly string[]): Status {
  const [before = "", middle = "", after = ""] = between.map((text) => text.trim());
  const [left, right] = operands;
  if (left === undefined) return undefined;
  const negated = /^\[\[\s*!/.test(before);
  const operator = /(-\w)$/.exec(before)?.[1] ?? null;
  let status: Status;
  if (operands.length === 1) {
    if (middle.replace("]]", "").trim() !== "") return undefined;
    status = operator === null ? isNotEmpty(joinValues([left])) : unary(operator, left);
  } else if (operands.length === 2 && operator === null && after.replace("]]", "").trim() === "") {
    status = binary(left, middle, right);
  } else return undefined;
  return negated ? not(status) : status;
}

/** Whether `text` matches a pattern of `case`: undefined where the pattern is more than words and `*` at an end. */
export function matchesPattern(
  text: string | null,
  pattern: string | null,
  isQuoted: boolean,
): boolean | undefined {
  if (pattern === "*" && !isQuoted) return true;
  if (text === null || pattern === null) return undefined;
  if (isQuoted || !/[*?[\\]/.test(pattern)) return text === pattern;
  const start = /^([^*?[\\]*)\*$/.exec(pattern)?.[1];
  if (start !== undefined) return text.startsWith(start);
  const end = /^\*([^*?[\\]*)$/.exec(pattern)?.[1];
  return end === undefined ? undefined : text.endsWith(end);
}

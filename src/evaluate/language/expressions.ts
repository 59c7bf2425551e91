import type { Expression } from "../../read/python/tree.ts";
import { binary, isText, numberOf } from "../core/arithmetic.ts";
import { alternativesOf, branch, choose, lift } from "../core/branch.ts";
import { addToSet, pairsOf, setEntry, updateDict } from "../core/collections.ts";
import { compare } from "../core/compare.ts";
import { ALWAYS, both, isNever, type Condition } from "../core/condition.ts";
import { convert, formatValue, percentFormat } from "../core/format.ts";
import { newDict, newList, newSet, type Item } from "../core/heap.ts";
import { Raised, spanIn, spend, textOf, uncertain, type Frame, type Machine } from "../core/machine.ts";
import { test, truthOf } from "../core/truth.ts";
import {
  boolean,
  fromParts,
  integer,
  madeAt,
  NONE,
  partsOf,
  string,
  tuple,
  unknown,
  type Part,
  type Plain,
  type Val,
} from "../core/val.ts";
import { getAttribute } from "./attributes.ts";
import { evaluateCall } from "./calls.ts";
import { comprehend } from "./comprehensions.ts";
import { lookUp } from "./names.ts";
import { getItem } from "./subscripts.ts";
import { makeFunction } from "./functions.ts";
import { assign } from "./assign.ts";
import { iterate } from "./iterate.ts";
import { append } from "../../text/append.ts";

const DEEPEST = 250;

/** What the expression would hold. Raises what Python certainly raises. */
export function evaluate(machine: Machine, frame: Frame, expression: Expression): Val {
  spend(machine);
  if (machine.depth > DEEPEST) return uncertain(machine, "the expression is nested too deeply");
  machine.depth++;
  try {
    const value = evaluateKind(machine, frame, expression);
    return value.at === undefined && value.kind !== "either"
      ? madeAt(value, spanIn(frame, expression))
      : value;
  } catch (error) {
    if (error instanceof Raised && error.at === undefined)
      throw new Raised(error.exception, error.message, spanIn(frame, expression), error.value);
    throw error;
  } finally {
    machine.depth--;
  }
}

function evaluateKind(machine: Machine, frame: Frame, expression: Expression): Val {
  switch (expression.kind) {
    case "string":
      return expression.exact ? string(expression.value) : unknown("a \\N{...} escape");
    case "bytes":
      return { kind: "bytes", value: expression.value };
    case "integer":
      return integer(expression.value);
    case "float":
      return { kind: "float", value: expression.value };
    case "boolean":
      return boolean(expression.value);
    case "none":
      return NONE;
    case "ellipsis":
    case "complex":
      return unknown(expression.kind === "complex" ? "a complex number" : "an ellipsis");
    case "formatted":
      return formatted(machine, frame, expression.parts);
    case "name":
      return lookUp(machine, frame, expression.id, spanIn(frame, expression));
    case "attribute":
      return getAttribute(
        machine,
        frame,
        evaluate(machine, frame, expression.value),
        expression.name,
        spanIn(frame, expression),
      );
    case "subscript":
      return lift(
        machine,
        [evaluate(machine, frame, expression.value), evaluate(machine, frame, expression.index)],
        ([value = NONE, index = NONE]) => getItem(machine, value, index),
      );
    case "slice": {
      const bound = (part: Expression | null): Val => (part === null ? NONE : evaluate(machine, frame, part));
      return {
        kind: "slice",
        bounds: [bound(expression.lower), bound(expression.upper), bound(expression.step)],
      };
    }
    case "call":
      return evaluateCall(machine, frame, expression);
    case "list":
    case "tuple":
    case "set":
      return display(machine, frame, expression);
    case "dict":
      return dictDisplay(machine, frame, expression);
    case "starred":
      return unknown("a starred expression here");
    case "binary":
      return binaryChain(machine, frame, expression);
    case "unary":
      return unary(machine, frame, expression);
    case "boolean-operation":
      return booleanOperation(machine, frame, expression.operator, expression.values);
    case "compare":
      return comparison(machine, frame, expression);
    case "conditional":
      return conditional(machine, frame, expression);
    case "lambda":
      return makeFunction(machine, frame, "<lambda>", expression.parameters, expression.body, null);
    case "comprehension":
      return comprehend(machine, frame, expression);
    case "walrus": {
      const value = evaluate(machine, frame, expression.value);
      assign(machine, frame, expression.target, value, spanIn(frame, expression.value));
      return value;
    }
    case "await":
    case "yield":
    case "yield-from":
      return uncertain(machine, `${expression.kind} is not followed`);
  }
}

function formatted(
  machine: Machine,
  frame: Frame,
  parts: Extract<Expression, { kind: "formatted" }>["parts"],
): Val {
  const values: Val[] = [];
  for (const part of parts) {
    if (part.kind === "text") values.push(part.exact ? string(part.value) : unknown("a \\N{...} escape"));
    else {
      const spec = part.format === null ? string("") : formatted(machine, frame, part.format);
      values.push(
        lift(machine, [evaluate(machine, frame, part.value), spec], ([value = NONE, format = NONE]) => {
          const converted = convert(value, part.conversion);
          const piece =
            converted === null || format.kind !== "string" ? null : formatValue(converted, format.value);
          return piece === null ? unknownPiece(machine, value) : fromParts("string", piece);
        }),
      );
    }
  }
  return lift(machine, values, (plains) => {
    const pieces: Part[] = [];
    for (const plain of plains) {
      const found = partsOf(plain);
      if (found === null) return uncertain(machine, "a piece of the text is not known");
      append(pieces, found);
    }
    return fromParts("string", pieces);
  });
}

/** An unknown value inside a text: its `str()` is some text. */
export function unknownPiece(machine: Machine, value: Plain): Val {
  const why = value.kind === "unknown" ? value.why : "its text is not known";
  const id = value.kind === "unknown" || value.kind === "foreign" ? `value ${value.id}` : null;
  return id === null
    ? uncertain(machine, why)
    : { kind: "partial", makes: "string", parts: [{ symbol: id, why }] };
}

/** List, tuple and set displays, with `*` inside. */
function display(
  machine: Machine,
  frame: Frame,
  expression: Extract<Expression, { kind: "list" | "tuple" | "set" }>,
): Val {
  const items: Item[] = [];
  let open: string | undefined;
  for (const item of expression.items) {
    if (item.kind !== "starred") {
      items.push({ value: evaluate(machine, frame, item) });
      continue;
    }
    const spread = iterate(machine, evaluate(machine, frame, item.value));
    for (const one of spread.items) items.push(one);
    open ??= spread.open;
    if (items.length > 200_000) return uncertain(machine, "a very long sequence");
  }
  if (expression.kind === "list") return { kind: "object", ref: newList(items, open) };
  if (expression.kind === "set") {
    const set = newSet(new Map(), false, open);
    for (const { value, when } of items) addToSet(machine, set, value, when);
    return { kind: "object", ref: set };
  }
  if (open !== undefined || items.some((item) => item.when !== undefined))
    return uncertain(machine, open ?? "a tuple of undecided length");
  return tuple(items.map((item) => item.value));
}

function dictDisplay(machine: Machine, frame: Frame, expression: Extract<Expression, { kind: "dict" }>): Val {
  const dict = newDict(new Map());
  for (const { key, value } of expression.entries) {
    if (key === null) {
      const spread = evaluate(machine, frame, value);
      branch(
        machine,
        alternativesOf(machine, spread).map((option) => ({
          when: option.when,
          run: () => {
            if (option.value.kind === "none" || option.value.kind === "integer")
              throw new Raised("TypeError", "'NoneType' object is not a mapping");
            updateDict(machine, dict, pairsOf(machine, option.value));
          },
        })),
      );
      continue;
    }
    const name = evaluate(machine, frame, key);
    const held = evaluate(machine, frame, value);
    for (const option of alternativesOf(machine, name)) {
      setEntry(
        machine,
        dict,
        option.value,
        held,
        spanIn(frame, key),
        option.when === ALWAYS ? undefined : option.when,
      );
    }
  }
  return { kind: "object", ref: dict };
}

/** `a + b + c + ...`, without recursion on the left. */
function binaryChain(
  machine: Machine,
  frame: Frame,
  expression: Extract<Expression, { kind: "binary" }>,
): Val {
  const chain: Extract<Expression, { kind: "binary" }>[] = [];
  let left: Expression = expression;
  while (left.kind === "binary") {
    chain.push(left);
    left = left.left;
  }
  let value = evaluate(machine, frame, left);
  for (let node = chain.pop(); node !== undefined; node = chain.pop()) {
    const { operator } = node;
    const right = evaluate(machine, frame, node.right);
    const at = spanIn(frame, node);
    value = lift(machine, [value, right], ([a = NONE, b = NONE]) =>
      withOrigin(binaryValue(machine, operator, a, b), at),
    );
  }
  return value;
}

function withOrigin(value: Val, at: ReturnType<typeof spanIn>): Val {
  return value.kind === "either" ? value : { ...value, at };
}

export function binaryValue(
  machine: Machine,
  operator: Extract<Expression, { kind: "binary" }>["operator"],
  a: Plain,
  b: Plain,
): Val {
  if (operator === "%" && a.kind === "string") {
    if (b.kind !== "tuple") return percentFormat(machine, a.value, b);
    return lift(machine, b.items, (items) => percentFormat(machine, a.value, tuple(items)));
  }
  if (operator === "%" && (a.kind === "bytes" || isText(a)))
    return uncertain(machine, "a format that is not known");
  return binary(machine, operator, a, b);
}

function unary(machine: Machine, frame: Frame, expression: Extract<Expression, { kind: "unary" }>): Val {
  const operand = evaluate(machine, frame, expression.operand);
  if (expression.operator === "not") {
    const { yes, no } = test(machine, operand, textOf(frame, expression.operand));
    return choose([
      ...(isNever(yes) ? [] : [{ when: yes, value: boolean(false) }]),
      ...(isNever(no) ? [] : [{ when: no, value: boolean(true) }]),
    ]);
  }
  const { operator } = expression;
  return lift(machine, [operand], ([value = NONE]) => {
    const number = numberOf(value);
    if (number === null)
      return value.kind === "string" || value.kind === "none"
        ? raiseOperand(operator)
        : uncertain(machine, "an operand is not known");
    if (operator === "~") return typeof number === "bigint" ? integer(~number) : raiseOperand(operator);
    if (typeof number === "bigint") return integer(operator === "-" ? -number : number);
    return { kind: "float", value: operator === "-" ? -number : number };
  });
}

function raiseOperand(operator: string): never {
  throw new Raised("TypeError", `bad operand type for unary ${operator}`);
}

/** `and` and `or`: the operand that decides. */
function booleanOperation(
  machine: Machine,
  frame: Frame,
  operator: "and" | "or",
  values: readonly Expression[],
): Val {
  const [first, ...rest] = values;
  if (first === undefined) return NONE;
  const value = evaluate(machine, frame, first);
  if (rest.length === 0) return value;
  const options: { when: Condition; run: () => Val }[] = [];
  for (const option of alternativesOf(machine, value)) {
    const truth = truthOf(option.value);
    const { yes, no } =
      truth === undefined
        ? test(machine, option.value, textOf(frame, first))
        : { yes: truth ? ALWAYS : [], no: truth ? [] : ALWAYS };
    const [stop, go] = operator === "or" ? [yes, no] : [no, yes];
    if (!isNever(stop)) options.push({ when: both(option.when, stop), run: () => option.value });
    if (!isNever(go))
      options.push({
        when: both(option.when, go),
        run: () => booleanOperation(machine, frame, operator, rest),
      });
  }
  return choose(branch(machine, options));
}

function comparison(
  machine: Machine,
  frame: Frame,
  expression: Extract<Expression, { kind: "compare" }>,
): Val {
  let left = evaluate(machine, frame, expression.left);
  let result: Val = boolean(true);
  for (const [at, operator] of expression.operators.entries()) {
    const operand = expression.operands[at];
    if (operand === undefined) break;
    const right = evaluate(machine, frame, operand);
    const text =
      expression.operators.length === 1
        ? textOf(frame, expression)
        : `${textOf(frame, expression)} (${at + 1})`;
    const found = lift(machine, [left, right], ([a = NONE, b = NONE]) =>
      compare(machine, operator, a, b, text),
    );
    result =
      at === 0
        ? found
        : lift(machine, [result, found], ([a = NONE, b = NONE]) =>
            a.kind === "boolean" && !a.value ? a : b,
          );
    if (found.kind === "boolean" && !found.value) return found;
    left = right;
  }
  return result;
}

function conditional(
  machine: Machine,
  frame: Frame,
  expression: Extract<Expression, { kind: "conditional" }>,
): Val {
  const { yes, no } = test(
    machine,
    evaluate(machine, frame, expression.test),
    textOf(frame, expression.test),
  );
  if (isNever(no)) return evaluate(machine, frame, expression.body);
  if (isNever(yes)) return evaluate(machine, frame, expression.otherwise);
  return choose(
    branch(machine, [
      { when: yes, run: () => evaluate(machine, frame, expression.body) },
      { when: no, run: () => evaluate(machine, frame, expression.otherwise) },
    ]),
  );
}

import type {
  Arguments,
  CmpOpNode,
  Comprehension,
  ExprNode,
  Keyword as KeywordNode,
  OperatorNode,
} from "py-ast";
import type { Span } from "../../text/span.ts";
import { constantOf, textIsExact } from "./adapt-constant.ts";
import { identifierEndingAt, identifierStartingAt, type Place } from "./place.ts";
import type {
  BinaryOperator,
  CompareOperator,
  ComprehensionClause,
  Expression,
  FormattedPart,
  Keyword,
  Parameter,
  Parameters,
} from "./tree.ts";

/** Expressions nested deeper than this make their statement opaque, so that no reader of the tree runs out of stack. */
const DEEPEST = 1_000;

const BINARY: Readonly<Record<OperatorNode["nodeType"], BinaryOperator>> = {
  Add: "+",
  Sub: "-",
  Mult: "*",
  MatMult: "@",
  Div: "/",
  Mod: "%",
  Pow: "**",
  LShift: "<<",
  RShift: ">>",
  BitOr: "|",
  BitXor: "^",
  BitAnd: "&",
  FloorDiv: "//",
};
const COMPARE: Readonly<Record<CmpOpNode["nodeType"], CompareOperator>> = {
  Eq: "==",
  NotEq: "!=",
  Lt: "<",
  LtE: "<=",
  Gt: ">",
  GtE: ">=",
  Is: "is",
  IsNot: "is not",
  In: "in",
  NotIn: "not in",
};
const UNARY = { Not: "not", USub: "-", UAdd: "+", Invert: "~" } as const;

/** What stands before the target of an asynchronous clause; py-ast does not read it in sets and is given it without `async`. */
const ASYNC_FOR = /\basync[ \t\r\n\\]+for[ \t\r\n\\(]*$/;

export function binaryOperator(operator: OperatorNode): BinaryOperator {
  return BINARY[operator.nodeType];
}

/** The typed tree of one of py-ast's expressions. Sets `place.tooDeep` instead of overflowing the stack. */
export function adaptExpression(place: Place, node: ExprNode, depth = 0): Expression {
  const span = place.spanOf(node);
  if (depth > DEEPEST) {
    place.tooDeep = true;
    return { kind: "ellipsis", span };
  }
  const next = (child: ExprNode): Expression => adaptExpression(place, child, depth + 1);
  const optional = (child: ExprNode | null | undefined): Expression | null => (child ? next(child) : null);
  switch (node.nodeType) {
    case "Constant":
      return constantOf(place, node, span);
    case "Name":
      return { kind: "name", id: identifierStartingAt(place.text, span.start).name, span };
    case "Attribute": {
      const { name, span: nameSpan } = identifierEndingAt(place.text, span.end);
      return { kind: "attribute", value: next(node.value), name, nameSpan, span };
    }
    case "Subscript": {
      const index = next(node.slice);
      const wrapped: Expression =
        index.kind === "starred" ? { kind: "tuple", items: [index], span: index.span } : index;
      return { kind: "subscript", value: next(node.value), index: wrapped, span };
    }
    case "Slice":
      return {
        kind: "slice",
        lower: optional(node.lower),
        upper: optional(node.upper),
        step: optional(node.step),
        span,
      };
    case "Call":
      return {
        kind: "call",
        callee: next(node.func),
        args: node.args.map(next),
        keywords: adaptKeywords(place, node.keywords, depth + 1),
        span,
      };
    case "List":
      return { kind: "list", items: node.elts.map(next), span };
    case "Tuple":
      return { kind: "tuple", items: node.elts.map(next), span };
    case "Set":
      return { kind: "set", items: node.elts.map(next), span };
    case "Dict": {
      const entries = node.values.map((value, i) => ({ key: optional(node.keys[i]), value: next(value) }));
      return { kind: "dict", entries, span };
    }
    case "Starred":
      return { kind: "starred", value: next(node.value), span };
    case "BinOp":
      return {
        kind: "binary",
        operator: BINARY[node.op.nodeType],
        left: next(node.left),
        right: next(node.right),
        span,
      };
    case "UnaryOp":
      return { kind: "unary", operator: UNARY[node.op.nodeType], operand: next(node.operand), span };
    case "BoolOp":
      return {
        kind: "boolean-operation",
        operator: node.op.nodeType === "And" ? "and" : "or",
        values: node.values.map(next),
        span,
      };
    case "Compare":
      return {
        kind: "compare",
        left: next(node.left),
        operators: node.ops.map((operator) => COMPARE[operator.nodeType]),
        operands: node.comparators.map(next),
        span,
      };
    case "IfExp":
      return {
        kind: "conditional",
        test: next(node.test),
        body: next(node.body),
        otherwise: next(node.orelse),
        span,
      };
    case "Lambda":
      return {
        kind: "lambda",
        parameters: adaptParameters(place, node.args, depth + 1),
        body: next(node.body),
        span,
      };
    case "ListComp":
      return comprehension(place, "list", null, node.elt, node.generators, span, depth);
    case "SetComp":
      return comprehension(place, "set", null, node.elt, node.generators, span, depth);
    case "GeneratorExp":
      return comprehension(place, "generator", null, node.elt, node.generators, span, depth);
    case "DictComp":
      return comprehension(place, "dict", node.key, node.value, node.generators, span, depth);
    case "NamedExpr":
      return { kind: "walrus", target: next(node.target), value: next(node.value), span };
    case "Await":
      return { kind: "await", value: next(node.value), span };
    case "Yield":
      return { kind: "yield", value: optional(node.value), span };
    case "YieldFrom":
      return { kind: "yield-from", value: next(node.value), span };
    case "JoinedStr":
    case "TemplateStr":
      return { kind: "formatted", parts: formattedParts(place, node.values, depth + 1), span };
    case "FormattedValue":
    case "Interpolation":
      return { kind: "formatted", parts: formattedParts(place, [node], depth + 1), span };
  }
}

function comprehension(
  place: Place,
  makes: "list" | "set" | "dict" | "generator",
  key: ExprNode | null,
  element: ExprNode,
  generators: readonly Comprehension[],
  span: Span,
  depth: number,
): Expression {
  const next = (child: ExprNode): Expression => adaptExpression(place, child, depth + 1);
  const clauses = generators.map((clause): ComprehensionClause => {
    const target = next(clause.target);
    return {
      target,
      iterable: next(clause.iter),
      conditions: clause.ifs.map(next),
      isAsync:
        clause.is_async === 1 || ASYNC_FOR.test(place.text.slice(span.start, target.span.start).slice(-40)),
    };
  });
  const adaptedKey = key === null ? null : next(key);
  return { kind: "comprehension", makes, key: adaptedKey, element: next(element), clauses, span };
}

function formattedParts(place: Place, values: readonly ExprNode[], depth: number): FormattedPart[] {
  return values.map((value): FormattedPart => {
    const span = place.spanOf(value);
    if (value.nodeType === "FormattedValue" || value.nodeType === "Interpolation") {
      const format = value.format_spec;
      return {
        kind: "field",
        value: adaptExpression(place, value.value, depth + 1),
        conversion: conversionOf(value.conversion),
        format: format?.nodeType === "JoinedStr" ? formattedParts(place, format.values, depth + 1) : null,
        span,
      };
    }
    return {
      kind: "text",
      value: textOf(value, place.text.slice(span.start, span.end)),
      exact: textIsExact(place.text, span),
      span,
    };
  });
}

/** Text between fields: as written where nothing in it can mean something else, since a repair may have changed what py-ast saw. */
function textOf(value: ExprNode, written: string): string {
  const read = value.nodeType === "Constant" && typeof value.value === "string" ? value.value : "";
  return read.length === written.length && !/[\\{}\r]/.test(written) ? written : read;
}

function conversionOf(code: number): "s" | "r" | "a" | null {
  return code === 115 ? "s" : code === 114 ? "r" : code === 97 ? "a" : null;
}

/** The keyword arguments of a call or a class, `**value` among them. */
export function adaptKeywords(place: Place, keywords: readonly KeywordNode[], depth = 0): Keyword[] {
  return keywords.map((keyword) => {
    const span = place.spanOf(keyword);
    const value = adaptExpression(place, keyword.value, depth + 1);
    if (keyword.arg === undefined) return { name: null, nameSpan: null, value, span };
    const { name, span: nameSpan } = identifierStartingAt(place.text, span.start);
    return { name, nameSpan, value, span };
  });
}

/** The parameters of a function or lambda, in the order of the text. */
export function adaptParameters(place: Place, node: Arguments, depth = 0): Parameters {
  const parameters: Parameter[] = [];
  const positional = [...node.posonlyargs, ...node.args];
  const add = (
    argument: Arguments["args"][number],
    kind: Parameter["kind"],
    fallback: ExprNode | null | undefined,
  ): void => {
    const span = place.spanOf(argument);
    parameters.push({
      name: identifierStartingAt(place.text, span.start).name,
      kind,
      annotation: argument.annotation ? adaptExpression(place, argument.annotation, depth + 1) : null,
      default: fallback ? adaptExpression(place, fallback, depth + 1) : null,
      span,
    });
  };
  const withoutDefault = positional.length - node.defaults.length;
  positional.forEach((argument, i) => {
    const kind = i < node.posonlyargs.length ? "positional-only" : "positional";
    add(argument, kind, i < withoutDefault ? null : node.defaults[i - withoutDefault]);
  });
  if (node.vararg) add(node.vararg, "rest", null);
  node.kwonlyargs.forEach((argument, i) => {
    add(argument, "keyword-only", node.kw_defaults[i]);
  });
  if (node.kwarg) add(node.kwarg, "keyword-rest", null);
  return { parameters };
}

import type { Alias, ExceptHandler as HandlerNode, ExprNode, StmtNode } from "py-ast";
import { adaptExpression, adaptKeywords, adaptParameters, binaryOperator } from "./adapt-expression.ts";
import { boundNames, patternBinds } from "./bound-names.ts";
import { identifierStartingAt, type Place } from "./place.ts";
import type { ExceptHandler, Expression, ImportedName, Statement } from "./tree.ts";

/** Statements nested deeper than this (elif chains count) become opaque. */
const DEEPEST = 500;

/**
 * The typed trees of py-ast's statements. A statement that is nested too deeply, or holds an expression that is,
 * becomes opaque, so that no reader of the tree runs out of stack.
 */
export function adaptBody(place: Place, nodes: readonly StmtNode[], depth = 0): Statement[] {
  return nodes.map((node) => {
    const outer = place.tooDeep;
    place.tooDeep = depth > DEEPEST;
    const adapted = place.tooDeep ? null : adaptStatement(place, node, depth);
    const lost = place.tooDeep || adapted === null;
    place.tooDeep = outer;
    return lost ? { kind: "opaque", binds: boundNames(node), span: place.spanOf(node) } : adapted;
  });
}

function adaptStatement(place: Place, node: StmtNode, depth: number): Statement {
  const span = place.spanOf(node);
  const value = (expression: ExprNode): Expression => adaptExpression(place, expression);
  const optional = (expression: ExprNode | null | undefined): Expression | null =>
    expression ? adaptExpression(place, expression) : null;
  const block = (body: readonly StmtNode[]): Statement[] => adaptBody(place, body, depth + 1);
  switch (node.nodeType) {
    case "Assign":
      return { kind: "assign", targets: node.targets.map(value), value: value(node.value), span };
    case "AnnAssign":
      return {
        kind: "annotated-assign",
        target: value(node.target),
        annotation: value(node.annotation),
        value: optional(node.value),
        span,
      };
    case "AugAssign":
      return {
        kind: "augmented-assign",
        target: value(node.target),
        operator: binaryOperator(node.op),
        value: value(node.value),
        span,
      };
    case "Expr":
      if (node.value.nodeType === "NamedExpr" && place.spanOf(node.value).start === span.start) {
        place.problems.push({ message: "invalid syntax", span });
      }
      return { kind: "expression", value: value(node.value), span };
    case "If":
      return {
        kind: "if",
        test: value(node.test),
        body: block(node.body),
        otherwise: block(node.orelse),
        span,
      };
    case "While":
      return {
        kind: "while",
        test: value(node.test),
        body: block(node.body),
        otherwise: block(node.orelse),
        span,
      };
    case "For":
    case "AsyncFor":
      return {
        kind: "for",
        isAsync: node.nodeType === "AsyncFor",
        target: value(node.target),
        iterable: value(node.iter),
        body: block(node.body),
        otherwise: block(node.orelse),
        span,
      };
    case "Try":
    case "TryStar": {
      const isStar = node.nodeType === "TryStar";
      if (node.handlers.length === 0 && node.finalbody.length === 0) {
        const at = { start: span.end, end: span.end };
        place.problems.push({ message: "expected 'except' or 'finally' block", span: at });
      }
      return {
        kind: "try",
        body: block(node.body),
        handlers: node.handlers.map((handler) => adaptHandler(place, handler, isStar, depth)),
        otherwise: block(node.orelse),
        final: block(node.finalbody),
        span,
      };
    }
    case "With":
    case "AsyncWith": {
      const items = node.items.map((item) => ({
        context: value(item.context_expr),
        target: optional(item.optional_vars),
      }));
      return { kind: "with", isAsync: node.nodeType === "AsyncWith", items, body: block(node.body), span };
    }
    case "Match": {
      const cases = node.cases.map((each) => ({
        binds: patternBinds(each.pattern),
        guard: optional(each.guard),
        body: block(each.body),
      }));
      return { kind: "match", subject: value(node.subject), cases, span };
    }
    case "Import":
      return { kind: "import", names: node.names.map((alias) => adaptAlias(place, alias)), span };
    case "ImportFrom": {
      if (!node.module && (node.level ?? 0) === 0) place.problems.push({ message: "invalid syntax", span });
      const isAll = node.names.length === 1 && node.names[0]?.name === "*";
      const names = isAll ? null : node.names.map((alias) => adaptAlias(place, alias));
      return { kind: "import-from", module: normalised(node.module), level: node.level ?? 0, names, span };
    }
    case "FunctionDef":
    case "AsyncFunctionDef": {
      const isAsync = node.nodeType === "AsyncFunctionDef";
      const { name, span: nameSpan } = nameAfter(place, span.start, isAsync ? ["async", "def"] : ["def"]);
      return {
        kind: "function",
        isAsync,
        name,
        nameSpan,
        parameters: adaptParameters(place, node.args),
        decorators: node.decorator_list.map(value),
        body: block(node.body),
        span,
      };
    }
    case "ClassDef": {
      const { name, span: nameSpan } = nameAfter(place, span.start, ["class"]);
      return {
        kind: "class",
        name,
        nameSpan,
        bases: node.bases.map(value),
        keywords: adaptKeywords(place, node.keywords),
        decorators: node.decorator_list.map(value),
        body: block(node.body),
        span,
      };
    }
    case "Return":
      return { kind: "return", value: optional(node.value), span };
    case "Delete":
      return { kind: "delete", targets: node.targets.map(value), span };
    case "Raise":
      return { kind: "raise", exception: optional(node.exc), cause: optional(node.cause), span };
    case "Assert":
      return { kind: "assert", test: value(node.test), message: optional(node.msg), span };
    case "Global":
      return { kind: "global", names: node.names.map(normalise), span };
    case "Nonlocal":
      return { kind: "nonlocal", names: node.names.map(normalise), span };
    case "Pass":
      return { kind: "pass", span };
    case "Break":
      return { kind: "break", span };
    case "Continue":
      return { kind: "continue", span };
    case "TypeAlias":
    case "Comment":
      return { kind: "opaque", binds: boundNames(node), span };
  }
}

function adaptHandler(place: Place, node: HandlerNode, isStar: boolean, depth: number): ExceptHandler {
  return {
    type: node.type ? adaptExpression(place, node.type) : null,
    name: normalised(node.name),
    isStar,
    body: adaptBody(place, node.body, depth + 1),
    span: place.spanOf(node),
  };
}

function adaptAlias(place: Place, node: Alias): ImportedName {
  return { name: normalise(node.name), as: normalised(node.asname), span: place.spanOf(node) };
}

function normalise(name: string): string {
  return name.normalize("NFKC");
}

function normalised(name: string | null | undefined): string | null {
  return name === null || name === undefined ? null : normalise(name);
}

/** The name after the keywords that start at `offset`; white space and joined lines may stand between them. */
function nameAfter(
  place: Place,
  offset: number,
  keywords: readonly string[],
): ReturnType<typeof identifierStartingAt> {
  let at = offset;
  for (const keyword of keywords) {
    at += keyword.length;
    while (" \t\f\\\r\n".includes(place.text.charAt(at)) && at < place.text.length) at++;
  }
  return identifierStartingAt(place.text, at);
}

import type { StmtNode, ASTNodeUnion } from "py-ast";

type Pattern = Extract<ASTNodeUnion, { nodeType: "MatchCase" }>["pattern"];

/** Every name that a statement may bind, at any depth, in order of first appearance. Never recurses. */
export function boundNames(statement: StmtNode): string[] {
  const names = new Set<string>();
  const pending: unknown[] = [statement];
  while (pending.length > 0) {
    const node = pending.pop();
    if (typeof node !== "object" || node === null) continue;
    if (Array.isArray(node)) {
      pushAll(pending, node);
      continue;
    }
    const fields = new Map<string, unknown>(Object.entries(node));
    for (const name of namesOf(fields)) names.add(name.normalize("NFKC"));
    pushAll(pending, [...fields.values()]);
  }
  return [...names];
}

function pushAll<T>(pending: T[], nodes: readonly T[]): void {
  for (const node of nodes.toReversed()) pending.push(node);
}

function namesOf(fields: ReadonlyMap<string, unknown>): string[] {
  const text = (key: string): string[] => {
    const value = fields.get(key);
    return typeof value === "string" ? [value] : [];
  };
  switch (fields.get("nodeType")) {
    case "Name":
      return isLoad(fields.get("ctx")) ? [] : text("id");
    case "FunctionDef":
    case "AsyncFunctionDef":
    case "ClassDef":
    case "ExceptHandler":
    case "MatchAs":
    case "MatchStar":
      return text("name");
    case "MatchMapping":
      return text("rest");
    case "Alias": {
      const as = text("asname");
      return as.length > 0 ? as : text("name").map((name) => name.split(".")[0] ?? name);
    }
    default:
      return [];
  }
}

function isLoad(context: unknown): boolean {
  return (
    typeof context === "object" && context !== null && "nodeType" in context && context.nodeType === "Load"
  );
}

/** The names that a pattern of a `case` binds. */
export function patternBinds(pattern: Pattern): string[] {
  const names = new Set<string>();
  const pending: (Pattern | undefined)[] = [pattern];
  while (pending.length > 0) {
    const node = pending.pop();
    if (node === undefined) continue;
    switch (node.nodeType) {
      case "MatchAs":
        if (node.name) names.add(node.name.normalize("NFKC"));
        pending.push(node.pattern);
        break;
      case "MatchStar":
        if (node.name) names.add(node.name.normalize("NFKC"));
        break;
      case "MatchMapping":
        if (node.rest) names.add(node.rest.normalize("NFKC"));
        pushAll(pending, node.patterns);
        break;
      case "MatchSequence":
      case "MatchOr":
        pushAll(pending, node.patterns);
        break;
      case "MatchClass":
        pushAll(pending, node.kwd_patterns);
        pushAll(pending, node.patterns);
        break;
      case "MatchValue":
      case "MatchSingleton":
        break;
    }
  }
  return [...names];
}

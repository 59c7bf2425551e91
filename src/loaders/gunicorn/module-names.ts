import type { Span } from "../../text/span.ts";
import type { Expression, PythonModule, Statement } from "../../read/python/tree.ts";
import { append } from "../../text/append.ts";

/** What the syntax of a config file says about its module-level names. */
export interface ModuleNames {
  /** Names that some plain `import` binds, with the module they stand for: always a module object. */
  readonly imported: ReadonlyMap<string, string>;
  /** Where each name is assigned last, by a plain assignment: the name itself. */
  readonly assigned: ReadonlyMap<string, Span>;
  /** Names that some code of the module reads. */
  readonly read: ReadonlySet<string>;
  /** True when names may be read by other means: `globals()`, `locals()`, `vars()`, `__all__`. */
  readonly readsAny: boolean;
  /** Positional parameters of each function defined at module level; absent for a name defined twice. */
  readonly arities: ReadonlyMap<string, number>;
}

/** Walks the module's tree once. */
export function namesOfModule(module: PythonModule): ModuleNames {
  const imported = new Map<string, string>();
  const arities = new Map<string, number>();
  const twice = new Set<string>();
  const assigned = new Map<string, Span>();
  const targets = new Set<object>();
  const names = new Set<{ readonly id: string }>();
  for (const statement of statementsOf(module.body)) {
    if (statement.kind === "import") {
      for (const { name, as } of statement.names)
        imported.set(as ?? name.split(".")[0] ?? name, as === null ? (name.split(".")[0] ?? name) : name);
    } else if (statement.kind === "function") {
      if (arities.has(statement.name) || statement.decorators.length > 0) twice.add(statement.name);
      const positional = statement.parameters.parameters.filter(
        ({ kind }) => kind === "positional" || kind === "positional-only",
      );
      arities.set(statement.name, positional.length);
    } else if (statement.kind === "assign") {
      for (const target of statement.targets) targets.add(target);
    } else if (statement.kind === "annotated-assign" || statement.kind === "augmented-assign") {
      targets.add(statement.target);
    }
  }
  for (const name of twice) arities.delete(name);
  visit(module, (node) => {
    if (node.kind === "name" && !targets.has(node)) names.add(node);
  });
  for (const target of targets) {
    if (!isName(target)) continue;
    const known = assigned.get(target.id);
    if (known === undefined || known.start < target.span.start) assigned.set(target.id, target.span);
  }
  const read = new Set([...names].map(({ id }) => id));
  return {
    imported,
    assigned,
    read,
    arities,
    readsAny: ["globals", "locals", "vars", "__all__"].some((name) => read.has(name)),
  };
}

/** Statements that run at module level, those inside `if`, `for`, `try` and `with` among them, in source order. */
function statementsOf(body: readonly Statement[]): readonly Statement[] {
  const found: Statement[] = [];
  const waiting: (readonly Statement[])[] = [body];
  for (let block = waiting.pop(); block !== undefined; block = waiting.pop()) {
    for (const statement of block) {
      found.push(statement);
      switch (statement.kind) {
        case "if":
        case "for":
        case "while":
          waiting.push(statement.body, statement.otherwise);
          break;
        case "try":
          waiting.push(
            statement.body,
            statement.otherwise,
            statement.final,
            ...statement.handlers.map((handler) => handler.body),
          );
          break;
        case "with":
          waiting.push(statement.body);
          break;
        case "match":
          append(
            waiting,
            statement.cases.map((each) => each.body),
          );
          break;
        default:
      }
    }
  }
  return found;
}

/** Calls `see` with every expression of the tree, without recursion. */
function visit(module: PythonModule, see: (node: Expression) => void): void {
  const waiting: unknown[] = [module.body];
  while (waiting.length > 0) {
    const node = waiting.pop();
    if (typeof node !== "object" || node === null) continue;
    if (isName(node)) see(node);
    for (const child of Object.values(node))
      if (typeof child === "object" && child !== null) waiting.push(child);
  }
}

function isName(node: object): node is Extract<Expression, { kind: "name" }> {
  return "kind" in node && node.kind === "name" && "id" in node;
}

import type { Expression, PythonModule } from "../../read/python/tree.ts";
import type { Span } from "../../text/span.ts";

type Statement = PythonModule["body"][number];
type Of<Node, Kind extends string> = Extract<Node, { readonly kind: Kind }>;

export type PythonCall = Of<Expression, "call">;
export type SeenNode =
  PythonCall | Of<Statement, "assign"> | Of<Statement, "raise"> | Of<Statement, "function">;

const SEEN: readonly string[] = ["call", "assign", "raise", "function"] satisfies SeenNode["kind"][];

/** Every call, assignment, raise and function below these nodes, in no particular order, without recursion. */
export function* nodesBelow(nodes: readonly unknown[]): Generator<SeenNode> {
  const pending: unknown[] = [...nodes];
  for (let item = pending.pop(); item !== undefined; item = pending.pop()) {
    if (Array.isArray(item)) {
      for (const each of item as unknown[]) if (isObject(each)) pending.push(each);
      continue;
    }
    if (!isObject(item)) continue;
    if (isSeen(item)) yield item;
    for (const value of Object.values(item)) if (isObject(value)) pending.push(value);
  }
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function isSeen(item: object): item is SeenNode {
  const { kind, span } = item as { readonly kind?: string; readonly span?: Span };
  // A parameter and a piece of an f-string have kinds of their own, none of them among these.
  return kind !== undefined && span !== undefined && SEEN.includes(kind);
}

import type { Span } from "../../src/text/span.ts";

/** Every `span`, `nameSpan` and the like in a tree. */
export function spansIn(tree: unknown): Span[] {
  const spans: Span[] = [];
  const open: unknown[] = [tree];
  while (open.length > 0) {
    const node = open.pop();
    if (typeof node !== "object" || node === null) continue;
    if (node instanceof Map) {
      for (const value of node.values()) open.push(value);
      continue;
    }
    for (const [key, value] of Object.entries(node)) {
      if (key.toLowerCase().endsWith("span") && value !== null) spans.push(value as Span);
      else open.push(value);
    }
  }
  return spans;
}

/** The first span that does not lie in a text of this length, or undefined. */
export function spanOutside(tree: unknown, length: number): Span | undefined {
  return spansIn(tree).find(({ start, end }) => !(0 <= start && start <= end && end <= length));
}

import type { Span } from "../text/span.ts";

/** A configuration as written, in JSON, YAML or TOML, with a span on every part, so that an error can point at its line. */
export type ConfigNode = { readonly span: Span } & (
  | { readonly kind: "object"; readonly entries: readonly ConfigEntry[] }
  | { readonly kind: "array"; readonly items: readonly ConfigNode[] }
  | { readonly kind: "scalar"; readonly value: string | number | boolean | null }
);

export interface ConfigEntry {
  readonly key: string;
  readonly keySpan: Span;
  readonly value: ConfigNode;
}

/** The first thing that is wrong with the text. */
export interface ConfigSyntaxProblem {
  readonly message: string;
  readonly span: Span;
}

export function isSyntaxProblem(result: ConfigNode | ConfigSyntaxProblem): result is ConfigSyntaxProblem {
  return "message" in result;
}

/** The plain value; keys such as `__proto__` become own properties like any other. */
export function plainValue(node: ConfigNode): unknown {
  switch (node.kind) {
    case "scalar":
      return node.value;
    case "array":
      return node.items.map(plainValue);
    case "object":
      return Object.fromEntries(node.entries.map((entry) => [entry.key, plainValue(entry.value)]));
  }
}

/** The value of a key, undefined where there is none. */
export function memberOf(node: ConfigNode | undefined, key: string): ConfigNode | undefined {
  return node?.kind === "object" ? node.entries.find((entry) => entry.key === key)?.value : undefined;
}

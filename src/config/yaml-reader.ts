import { readYaml } from "../read/yaml/read-yaml.ts";
import type { YamlNode } from "../read/yaml/tree.ts";
import type { ConfigNode, ConfigSyntaxProblem } from "./config-node.ts";

/** A configuration in YAML: one document. An empty one is an empty configuration. */
export function readYamlConfig(text: string): ConfigNode | ConfigSyntaxProblem {
  const { documents, errors, placeholders } = readYaml(text);
  const [error] = errors;
  if (error !== undefined) return { message: error.message, span: error.span };
  const [placeholder] = placeholders;
  if (placeholder !== undefined) return { message: "a template placeholder", span: placeholder };
  const roots = documents.flatMap(({ root }) => (root === null ? [] : [root]));
  const [root, second] = roots;
  if (second !== undefined) return { message: "a second document", span: second.span };
  return root === undefined ? { kind: "object", entries: [], span: { start: 0, end: 0 } } : nodeOf(root);
}

/** How far aliases may repeat each other is bounded by the reader. */
function nodeOf(node: YamlNode): ConfigNode {
  const { span } = node;
  switch (node.kind) {
    case "scalar":
      return { kind: "scalar", value: node.value, span };
    case "sequence":
      return { kind: "array", items: node.items.map(nodeOf), span };
    case "mapping":
      return {
        kind: "object",
        entries: node.entries.map(({ key, keySpan, value }) => ({ key, keySpan, value: nodeOf(value) })),
        span,
      };
  }
}

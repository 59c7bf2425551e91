import { isAlias, isMap, isScalar, isSeq, type Document, type Node, type Scalar, type YAMLMap } from "yaml";
import type { Span } from "../../text/span.ts";
import { mergeEntries } from "./merge-keys.ts";
import { MASKS, type Masked } from "./placeholders.ts";
import type { YamlEntry, YamlNode, YamlProblem, YamlScalar } from "./tree.ts";

export interface Conversion {
  readonly text: string;
  readonly masked: Masked | null;
  readonly errors: YamlProblem[];
}

/** A document may not grow to more nodes than this by its aliases. */
const MAX_NODES = 200_000;

interface State extends Conversion {
  readonly anchors: Map<string, { node: YamlNode; size: number }>;
  /** Nodes so far, with aliases counted as often as they are used. */
  nodes: number;
}

export function convertDocument(document: Document.Parsed, conversion: Conversion): YamlNode | null {
  const { contents } = document;
  if (contents === null) return null;
  return convert(contents, { ...conversion, anchors: new Map(), nodes: 0 });
}

// Recursion is as deep as the document, which the caller bounds.
function convert(node: unknown, state: State): YamlNode {
  const before = state.nodes++;
  const converted = convertNode(node, state);
  const anchor = isNode(node) && !isAlias(node) ? node.anchor : undefined;
  if (anchor !== undefined) state.anchors.set(anchor, { node: converted, size: state.nodes - before });
  return converted;
}

function convertNode(node: unknown, state: State): YamlNode {
  const span = spanOf(node, state);
  if (isAlias(node)) {
    const target = state.anchors.get(node.source);
    if (target !== undefined && state.nodes + target.size <= MAX_NODES) {
      state.nodes += target.size;
      return target.node;
    }
    // An unknown alias is an error of the parser already.
    if (target !== undefined) state.errors.push({ message: "aliases make the document too large", span });
    return missing(span);
  }
  if (isSeq(node))
    return {
      kind: "sequence",
      items: node.items.map((item) => convert(item, state)),
      tag: tagOf(node, state),
      span,
    };
  if (isMap(node))
    return { kind: "mapping", entries: convertEntries(node, state), tag: tagOf(node, state), span };
  return isScalar(node) ? convertScalar(node, state, span) : missing(span);
}

function missing(span: Span): YamlScalar {
  return { kind: "scalar", value: null, text: "", style: "plain", placeholder: false, tag: null, span };
}

function convertScalar(node: Scalar, state: State, span: Span): YamlScalar {
  const { value } = node;
  const isPlainText =
    typeof value === "string" || value === null || typeof value === "boolean" || typeof value === "number";
  const written = typeof value === "string" ? value : (node.source ?? "");
  const text = unmask(written, span, state);
  const placeholder = text !== written;
  return {
    kind: "scalar",
    value: placeholder || !isPlainText ? text : value,
    text,
    style: styleOf(node.type),
    placeholder,
    tag: tagOf(node, state),
    span,
  };
}

function styleOf(type: Scalar["type"]): YamlScalar["style"] {
  switch (type) {
    case "QUOTE_SINGLE":
      return "single";
    case "QUOTE_DOUBLE":
      return "double";
    case "BLOCK_LITERAL":
      return "literal";
    case "BLOCK_FOLDED":
      return "folded";
    default:
      return "plain";
  }
}

function convertEntries(map: YAMLMap, state: State): YamlEntry[] {
  const entries = new Map<string, YamlEntry>();
  const merges: YamlNode[] = [];
  for (const { key, value } of map.items) {
    const converted = convert(key, state);
    const span = converted.span;
    const name = converted.kind === "scalar" ? converted.text : state.text.slice(span.start, span.end);
    const child =
      value === null || value === undefined
        ? missing({ start: span.end, end: span.end })
        : convert(value, state);
    if (name === "<<" && converted.kind === "scalar" && converted.style === "plain") {
      merges.push(child);
      continue;
    }
    if (entries.has(name)) state.errors.push({ message: `duplicate key ${JSON.stringify(name)}`, span });
    entries.delete(name);
    entries.set(name, {
      key: name,
      keySpan: isAlias(key) ? spanOf(key, state) : span,
      value: child,
      merged: false,
    });
  }
  for (const merge of merges) state.nodes += mergeEntries(entries, merge, state.errors);
  return [...entries.values()];
}

function tagOf(node: Node, state: State): string | null {
  const written = "range" in node && Array.isArray(node.range) ? state.text : "";
  return node.tag !== undefined && written !== "" && !node.tag.startsWith("tag:yaml.org,2002:")
    ? node.tag
    : null;
}

function spanOf(node: unknown, state: State): Span {
  const range = isNode(node) ? node.range : undefined;
  if (range === null || range === undefined) return { start: state.text.length, end: state.text.length };
  const start = Math.min(range[0], state.text.length);
  return { start, end: Math.min(Math.max(range[1], start), state.text.length) };
}

function isNode(node: unknown): node is Node {
  return isScalar(node) || isMap(node) || isSeq(node) || isAlias(node);
}

const RUNS = new RegExp(`${MASKS[0]}+|${MASKS[1]}+`, "g");

/** Puts the placeholders back that stand in `span`, in their order. */
function unmask(value: string, span: Span, { masked, text }: State): string {
  if (masked === null) return value;
  let next = firstFrom(masked.placeholders, span.start);
  return value.replace(RUNS, (run) => {
    while (next < masked.placeholders.length) {
      const placeholder = masked.placeholders[next++];
      if (placeholder === undefined) break;
      // A placeholder that became a comment or blanks left no run behind.
      if (placeholder.end - placeholder.start === run.length)
        return text.slice(placeholder.start, placeholder.end);
    }
    return run;
  });
}

/** The index of the first span that starts at or after `offset`. */
function firstFrom(spans: readonly Span[], offset: number): number {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((spans[middle]?.start ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

import { ParseError, parseTOML, type AST } from "toml-eslint-parser";
import type { Span } from "../text/span.ts";
import type { ConfigEntry, ConfigNode, ConfigSyntaxProblem } from "./config-node.ts";

/** A table while it is filled; TOML may come back to it. */
interface Table {
  readonly members: Map<string, { keySpan: Span; value: Table | Tables | ConfigNode }>;
  span: Span;
}

/** `[[name]]`, once for each item. */
interface Tables {
  readonly tables: Table[];
  readonly span: Span;
}

/** A configuration in TOML. Throws nothing; the first error is all that a person needs. */
export function readTomlConfig(text: string): ConfigNode | ConfigSyntaxProblem {
  try {
    const [top] = parseTOML(text).body;
    const root: Table = { members: new Map(), span: { start: 0, end: text.length } };
    for (const node of top.body) {
      if (node.type === "TOMLKeyValue") assign(root, node);
      else {
        const table = tableAt(root, node.resolvedKey, spanOf(node.key), spanOf(node));
        for (const pair of node.body) assign(table, pair);
      }
    }
    return nodeOf(root);
  } catch (error) {
    if (error instanceof ParseError) return { message: error.message, span: characterAt(text, error.index) };
    return { message: "cannot be read as TOML", span: { start: 0, end: text.length } };
  }
}

/** The whole character at `index`, also where that is the second half of one. */
function characterAt(text: string, index: number): Span {
  const isSecondHalf = index > 0 && (text.codePointAt(index - 1) ?? 0) > 0xffff;
  const start = isSecondHalf ? index - 1 : index;
  return { start, end: start + ((text.codePointAt(start) ?? 0) > 0xffff ? 2 : 1) };
}

/** The table of `[a.b]` or of the latest item of `[[a.b]]`; the parser has seen to it that the way there is one of tables. */
function tableAt(root: Table, path: readonly (string | number)[], keySpan: Span, span: Span): Table {
  let table = root;
  for (const [index, key] of path.entries()) {
    if (typeof key === "number") continue;
    const next = path[index + 1];
    table =
      typeof next === "number" ? itemOf(table, key, next, keySpan, span) : childOf(table, key, keySpan, span);
  }
  return table;
}

function childOf(table: Table, key: string, keySpan: Span, span: Span): Table {
  const known = table.members.get(key)?.value;
  if (known !== undefined && "members" in known) return known;
  const made: Table = { members: new Map(), span };
  table.members.set(key, { keySpan, value: made });
  return made;
}

function itemOf(table: Table, key: string, index: number, keySpan: Span, span: Span): Table {
  const known = table.members.get(key)?.value;
  const list: Tables = known !== undefined && "tables" in known ? known : { tables: [], span };
  if (list !== known) table.members.set(key, { keySpan, value: list });
  const item = list.tables[index] ?? { members: new Map(), span };
  list.tables[index] = item;
  return item;
}

/** `a.b = 1` makes the table a. */
function assign(table: Table, { key, value }: AST.TOMLKeyValue): void {
  const names = key.keys.map((each) => (each.type === "TOMLBare" ? each.name : each.value));
  const last = names.pop();
  const keySpan = spanOf(key.keys.at(-1) ?? key);
  let owner = table;
  for (const name of names) owner = childOf(owner, name, spanOf(key), spanOf(key));
  if (last !== undefined) owner.members.set(last, { keySpan, value: contentOf(value) });
}

function contentOf(node: AST.TOMLContentNode): Table | ConfigNode {
  const span = spanOf(node);
  switch (node.type) {
    case "TOMLArray":
      return { kind: "array", items: node.elements.map((each) => nodeOf(contentOf(each))), span };
    case "TOMLInlineTable": {
      const table: Table = { members: new Map(), span };
      for (const pair of node.body) assign(table, pair);
      return table;
    }
    case "TOMLValue": {
      const { value } = node;
      const isPlain = typeof value === "string" || typeof value === "number" || typeof value === "boolean";
      return { kind: "scalar", value: isPlain ? value : String(value), span };
    }
  }
}

function nodeOf(value: Table | Tables | ConfigNode): ConfigNode {
  if ("kind" in value) return value;
  if ("tables" in value) return { kind: "array", items: value.tables.map(nodeOf), span: value.span };
  const entries = [...value.members].map(([key, entry]): ConfigEntry => ({
    key,
    keySpan: entry.keySpan,
    value: nodeOf(entry.value),
  }));
  return { kind: "object", entries, span: value.span };
}

function spanOf({ range }: { readonly range: AST.Range | readonly [number, number] }): Span {
  return { start: range[0], end: range[1] };
}

import type { Decoded } from "../../text/decoded.ts";
import type { YamlEntry, YamlNode, YamlScalar } from "./tree.ts";

/** The entry of a key, or null when the node is no mapping or has none. */
export function entryOf(node: YamlNode | null, key: string): YamlEntry | null {
  if (node?.kind !== "mapping") return null;
  return node.entries.find((entry) => entry.key === key) ?? null;
}

/** The value under a path of keys, or null. */
export function valueAt(node: YamlNode | null, ...path: readonly string[]): YamlNode | null {
  let current = node;
  for (const key of path) current = entryOf(current, key)?.value ?? null;
  return current;
}

/**
 * A scalar's text with the place of each character in the file, for what is written in another language inside of YAML: a script, an
 * `nginx.conf` in a ConfigMap. `file` is the text that was read.
 */
export function decodedScalar(file: string, scalar: YamlScalar): Decoded {
  const { span, text } = scalar;
  const isBlock = scalar.style === "literal" || scalar.style === "folded";
  const header = isBlock ? file.indexOf("\n", span.start) + 1 : span.start;
  let at = isBlock ? header : span.start + (scalar.style === "single" || scalar.style === "double" ? 1 : 0);
  const indentation = isBlock ? indentationOf(file, header, span.end) : 0;
  const starts: number[] = [];
  if (isBlock) at = skipIndentation(file, at, span.end, indentation);
  for (const char of text.split("")) {
    // Skips what YAML leaves out: indentation, the backslash of an escape, the second of two quotes.
    let skip = at;
    while (skip < span.end && file[skip] !== char && isLeftOut(file.charAt(skip))) skip++;
    if (file[skip] === char && skip < span.end) at = skip;
    starts.push(Math.min(at, span.end));
    if (at < span.end) at++;
    if (isBlock && char === "\n") at = skipIndentation(file, at, span.end, indentation);
  }
  return { value: text, starts, end: Math.max(span.end, starts.at(-1) ?? 0) };
}

function isLeftOut(char: string): boolean {
  return char === " " || char === "\t" || char === "\n" || char === "\r" || char === "\\" || char === "'";
}

function indentationOf(file: string, from: number, end: number): number {
  for (let start = from; start < end; start = file.indexOf("\n", start) + 1 || end) {
    let at = start;
    while (file[at] === " ") at++;
    if (at < end && file[at] !== "\n" && file[at] !== "\r") return at - start;
  }
  return 0;
}

function skipIndentation(file: string, from: number, end: number, indentation: number): number {
  let at = from;
  while (at < end && at - from < indentation && file[at] === " ") at++;
  return at;
}

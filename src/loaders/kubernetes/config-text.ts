import type { YamlScalar } from "../../read/yaml/tree.ts";
import type { SourceFile } from "../../text/source-file.ts";

/**
 * The manifest's text with everything but one block scalar blanked out: what a program reads from a mounted ConfigMap, with each character where the
 * manifest has it. Null for a scalar that is not written as a `|` block, where characters and places differ.
 */
export function blankedAround(source: SourceFile, scalar: YamlScalar): string | null {
  if (scalar.style !== "literal") return null;
  const { text } = source;
  const start = text.indexOf("\n", scalar.span.start) + 1;
  if (start === 0) return null;
  const end = Math.max(start, scalar.span.end);
  return blank(text.slice(0, start)) + text.slice(start, end) + blank(text.slice(end));
}

function blank(text: string): string {
  return text.replace(/[^\r\n]/g, " ");
}

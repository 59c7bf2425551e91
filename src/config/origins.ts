import { pointIn, type SourceFile } from "../text/source-file.ts";
import type { Span } from "../text/span.ts";
import { memberOf, type ConfigNode } from "./config-node.ts";

/** `file:line:column` of each value that is written: keys are `extends`, `failOn`, `rules/nginx/syntax` ... */
export type Origins = ReadonlyMap<string, string>;

export function originsOf(node: ConfigNode, source: SourceFile): Origins {
  const origins = new Map<string, string>();
  if (node.kind !== "object") return origins;
  for (const { key, value } of node.entries) origins.set(key, addressIn(source, value.span));
  const rules = memberOf(node, "rules");
  for (const { key, value } of rules?.kind === "object" ? rules.entries : [])
    origins.set(`rules/${key}`, addressIn(source, value.span));
  return origins;
}

export function addressIn(source: SourceFile, at: Span): string {
  const { line, column } = pointIn(source, at.start);
  return `${source.path}:${line}:${column}`;
}

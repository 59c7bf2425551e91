import type { YamlNode } from "../../read/yaml/tree.ts";
import { isAbsolute, join, normalize } from "../../text/path.ts";
import type { SourceFile } from "../../text/source-file.ts";
import { composeText, likely, type ComposeLookup, type ComposeText } from "./compose-text.ts";

/** Where a service is read from. */
export interface ServicePlace {
  readonly source: SourceFile;
  /** The folder that relative paths start from. */
  readonly base: string;
  readonly lookup: ComposeLookup;
}

/** The text of a scalar; null for anything else, and for null. */
export function textAt(node: YamlNode | null, place: ServicePlace): ComposeText | null {
  if (node?.kind !== "scalar" || node.tag === "!reset") return null;
  if (node.value === null && node.style === "plain") return null;
  return composeText(place.source, node, place.lookup);
}

export function textsOf(node: YamlNode | null, place: ServicePlace): string[] {
  const items = node?.kind === "sequence" ? node.items : node === null ? [] : [node];
  return items.flatMap((item) => likely(textAt(item, place)) ?? []);
}

/** A path of the repository; null for one that is not known, or a place on the host. */
export function repositoryPath(text: string | null, base: string): string | null {
  if (text === null || text === "" || text.startsWith("~") || text.includes("://")) return null;
  return isAbsolute(text) ? (isAbsolute(base) ? normalize(text) : null) : join(base, text);
}

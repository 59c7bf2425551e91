import type { SourceFile } from "../text/source-file.ts";
import type { Span } from "../text/span.ts";
import { addressIn } from "./origins.ts";
import { memberOf, type ConfigNode } from "./config-node.ts";
import { globMatcher } from "./globs.ts";

/** A pattern, or the name of a process, as the configuration writes it. */
export interface WrittenPattern {
  readonly kind: "override" | "ignore" | "process";
  readonly text: string;
  /** `file:line:column`. */
  readonly address: string;
  /** True for a file that the pattern matches; of a process, for its name. */
  readonly matches: (subject: string) => boolean;
}

/** Every pattern of the configuration, one by one, so that one that matches nothing can be told. */
export function writtenPatterns(
  node: ConfigNode,
  source: SourceFile,
  workingDirectory: string,
): WrittenPattern[] {
  const address = (at: Span): string => addressIn(source, at);
  const globs = (kind: "override" | "ignore", list: ConfigNode | undefined): WrittenPattern[] =>
    (list?.kind === "array" ? list.items : []).flatMap((item) => {
      if (item.kind !== "scalar" || typeof item.value !== "string") return [];
      // what a later pattern takes back was meant
      if (item.value.startsWith("!")) return [];
      const matches = globMatcher([item.value], source.path, workingDirectory);
      return [{ kind, text: item.value, address: address(item.span), matches }];
    });
  const overrides = memberOf(node, "overrides");
  const processes = memberOf(node, "processes");
  return [
    ...(overrides?.kind === "array" ? overrides.items : []).flatMap((each) =>
      globs("override", memberOf(each, "files")),
    ),
    ...globs("ignore", memberOf(node, "ignores")),
    ...(processes?.kind === "object" ? processes.entries : [])
      .filter(({ key }) => key !== "*")
      .map(({ key, keySpan }): WrittenPattern => ({
        kind: "process",
        text: key,
        address: address(keySpan),
        matches: (name) => name === key,
      })),
  ];
}

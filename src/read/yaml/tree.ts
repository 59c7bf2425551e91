import type { Span } from "../../text/span.ts";

/** What `readYaml` makes of one file. */
export interface YamlFile {
  readonly documents: readonly YamlDocument[];
  /** Syntax errors, duplicate keys, unknown aliases. The tree holds what could be read around them. */
  readonly errors: readonly YamlProblem[];
  /** True when the file is a template of Helm, Jinja and the like: what stands between its placeholders was read. */
  readonly template: boolean;
  /** Every `{{ ... }}`, `{% ... %}` and `{# ... #}` of a template. */
  readonly placeholders: readonly Span[];
}

export interface YamlProblem {
  readonly message: string;
  readonly span: Span;
}

export interface YamlDocument {
  /** Null for an empty document. */
  readonly root: YamlNode | null;
}

/** Aliases are resolved: the node is the very one at the anchor, with its place. `tag` is as written, `!reset`, or null. */
export type YamlNode = YamlScalar | YamlSequence | YamlMapping;

export interface YamlScalar {
  readonly kind: "scalar";
  /** By the core schema of YAML 1.2: `yes` is a string. `text` decides for readers with other rules. */
  readonly value: string | number | boolean | null;
  /** The scalar as a string, with quotes and escapes resolved: `0o17`, `1.10`, `yes`. Placeholders are as written. */
  readonly text: string;
  readonly style: "plain" | "single" | "double" | "literal" | "folded";
  /** True when a template placeholder stands in it: the value is then not what the program sees. */
  readonly placeholder: boolean;
  readonly tag: string | null;
  /** With quotes; of a block scalar, the whole block from its `|` or `>`. */
  readonly span: Span;
}

export interface YamlSequence {
  readonly kind: "sequence";
  readonly items: readonly YamlNode[];
  readonly tag: string | null;
  readonly span: Span;
}

export interface YamlMapping {
  readonly kind: "mapping";
  /** In order; of a duplicate key only the last. What `<<` brings in comes last, unless the key is written too. */
  readonly entries: readonly YamlEntry[];
  readonly tag: string | null;
  readonly span: Span;
}

export interface YamlEntry {
  /** The key as a string; of a key that is no scalar, its text in the file. */
  readonly key: string;
  readonly keySpan: Span;
  readonly value: YamlNode;
  /** True when a `<<` brought it in. */
  readonly merged: boolean;
}

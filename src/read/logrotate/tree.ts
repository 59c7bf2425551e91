import type { Span } from "../../text/span.ts";

/** What `readLogrotate` makes of one file. */
export interface LogrotateFile {
  /** In order: a global directive holds for the stanzas and includes below it. */
  readonly entries: readonly LogrotateEntry[];
  /** In logrotate's own words. */
  readonly errors: readonly LogrotateProblem[];
}

export type LogrotateEntry =
  | { readonly kind: "global"; readonly directive: Directive; readonly span: Span }
  | {
      readonly kind: "stanza";
      /** Unquoted paths, which may be patterns. */
      readonly paths: readonly { readonly value: string; readonly span: Span }[];
      readonly directives: readonly Directive[];
      /** True when an error makes logrotate skip the stanza. */
      readonly dropped: boolean;
      readonly span: Span;
    };

export interface Directive {
  readonly name: string;
  readonly nameSpan: Span;
  /** The words behind it, or behind its `=`. */
  readonly args: readonly { readonly value: string; readonly span: Span }[];
  /** The lines up to `endscript` of `postrotate` and its like, which `/bin/sh` runs; else null. */
  readonly script: Span | null;
  readonly span: Span;
}

export interface LogrotateProblem {
  readonly message: string;
  readonly span: Span;
  /** What logrotate leaves out: the line, the stanza, or the file from here on. */
  readonly loses: "line" | "stanza" | "file";
}

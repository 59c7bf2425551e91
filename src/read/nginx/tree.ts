import type { Span } from "../../text/span.ts";

/** What `readNginx` makes of one file: nginx's own tokens, with comments, every error, and a span on everything. */
export interface NginxFile {
  readonly directives: readonly Directive[];
  readonly comments: readonly Comment[];
  /**
   * In the order in which nginx would notice them: the first is the one that nginx reports. Reading goes on after each.
   * At most `MAX_ERRORS` (problems.ts), the last then says that there are more.
   */
  readonly errors: readonly SyntaxProblem[];
  /** "envsubst", "jinja", "erb", "go" (Helm too) or "python" (`%(name)s`, `{NAME}`) when placeholders were found, else null: errors are then uncertain. */
  readonly template: string | null;
}

export interface Directive {
  readonly name: string;
  readonly nameSpan: Span;
  readonly args: readonly Argument[];
  /** The block's directives, null for a simple directive. For `*_by_lua_block` and other raw blocks: empty. */
  readonly block: readonly Directive[] | null;
  /** From the name to the `;` or the closing `}`, inclusive. */
  readonly span: Span;
}

export interface Argument {
  /** Decoded: quotes removed, escapes applied, as nginx would see it. */
  readonly value: string;
  /** Without quotes. */
  readonly span: Span;
  readonly quote: "'" | '"' | null;
  /** True when a template placeholder stands in it: the value is then as written and not what nginx sees. */
  readonly placeholder: boolean;
}

export interface Comment {
  /** From `#` to the end of the line, without the line end. */
  readonly span: Span;
}

export interface SyntaxProblem {
  /** nginx's own message without file and line: `unexpected "}"`. */
  readonly message: string;
  /** Where a person should look: the word, quote or block that causes it. */
  readonly span: Span;
  /** The 1-based line that nginx itself reports. */
  readonly line: number;
}

import type { Span } from "../../text/span.ts";

/**
 * Who reads the file; each has its own rules for quotes, comments and variables.
 *
 * - `python-dotenv`: `dotenv.load_dotenv`, `dotenv_values` (python-dotenv 0.10 and later).
 * - `compose`: `env_file:` and `.env` of docker compose v2 (compose-go `dotenv`).
 * - `docker`: `docker run --env-file`, and `format: raw` of compose: nothing is unquoted or expanded.
 * - `systemd`: `EnvironmentFile=` (systemd `env-file.c`, 254 and later).
 * - `systemd-before-254`: the same, but a backslash at the end of a comment makes the next line a comment too.
 */
export type DotenvDialect = "python-dotenv" | "compose" | "docker" | "systemd" | "systemd-before-254";

/** What `readDotenv` makes of one file. A name may be set several times: the last one wins in every dialect. */
export interface DotenvFile {
  readonly dialect: DotenvDialect;
  readonly entries: readonly DotenvEntry[];
  /** Lines that the program skips, warns about or refuses. Reading goes on after each. */
  readonly errors: readonly DotenvProblem[];
}

export interface DotenvEntry {
  readonly name: string;
  readonly nameSpan: Span;
  /** Decoded, in pieces; null when there is no `=`: python-dotenv then sets nothing, docker and compose pass on their own variable. */
  readonly value: readonly EnvPart[] | null;
  /** Of the value with its quotes; null when `value` is null. */
  readonly valueSpan: Span | null;
  readonly quote: "'" | '"' | null;
  /** True when `export` stands before the name. */
  readonly exported: boolean;
  /** From the name or `export` to the end of the value. */
  readonly span: Span;
}

/** A piece of a value: text, or a variable to look up. */
export type EnvPart =
  | { readonly kind: "text"; readonly value: string; readonly span: Span }
  | {
      readonly kind: "variable";
      readonly name: string;
      /** Null for `$X` and `${X}`. */
      readonly operator: VariableOperator | null;
      /** What follows the operator; empty without one. */
      readonly operand: readonly EnvPart[];
      readonly span: Span;
    };

/** As in a POSIX shell: `-` default, `?` required, `+` alternative; with a colon the empty value counts as unset. */
export type VariableOperator = ":-" | "-" | ":?" | "?" | ":+" | "+";

export interface DotenvProblem {
  readonly message: string;
  readonly span: Span;
  /** True when the program refuses the whole file for it. */
  readonly fatal: boolean;
}

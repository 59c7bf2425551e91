import type { Decoded } from "../../text/decoded.ts";
import type { Span } from "../../text/span.ts";

/** What `readUnit` makes of a unit, a drop-in, or another file of systemd.syntax(7) such as journald.conf. */
export interface UnitFile {
  /** In order; the same name may come again, as it may in the file. */
  readonly sections: readonly UnitSection[];
  /** In systemd's own words. */
  readonly errors: readonly UnitProblem[];
}

export interface UnitSection {
  readonly name: string;
  readonly nameSpan: Span;
  /** From `[` to the end of the last setting. */
  readonly span: Span;
  readonly settings: readonly UnitSetting[];
}

export interface UnitSetting {
  readonly key: string;
  readonly keySpan: Span;
  readonly value: UnitValue;
  /** From the key to the end of the value. */
  readonly span: Span;
}

/** A value with its continuation lines joined, as systemd sees it before any unquoting. */
export interface UnitValue extends Decoded {
  /** From the first to the last character of the value; empty after the `=` for an empty one. */
  readonly span: Span;
}

export interface UnitProblem {
  readonly message: string;
  readonly span: Span;
  /** True when systemd refuses the file from here on. */
  readonly fatal: boolean;
}

/** One command of `ExecStart=` and its like. */
export interface UnitCommand {
  /** What stands before the path, of `@ - : + ! !!`. */
  readonly prefixes: readonly CommandPrefix[];
  /** The program: the first word without its prefixes. systemd never looks up variables here. */
  readonly path: UnitWord;
  /** What the program gets as its arguments from argv[0] on: the path, or with `@` the second word. */
  readonly argv: readonly UnitWord[];
  readonly span: Span;
}

/** `@` other argv[0], `-` failure is fine, `:` no variables, `+` and `!` with other rights. */
export type CommandPrefix = "@" | "-" | ":" | "+" | "!" | "!!";

export interface UnitWord {
  readonly parts: readonly UnitPart[];
  /** As written, with quotes. */
  readonly span: Span;
}

export type UnitPart =
  | { readonly kind: "text"; readonly value: string; readonly span: Span }
  /** `%h` and its like that the caller could not tell. */
  | { readonly kind: "specifier"; readonly letter: string; readonly span: Span }
  /**
   * A variable of the unit's environment; unset means empty. With `splits`, it is the whole word `$NAME`, and becomes as many words as its
   * value has: none when it is empty.
   */
  | { readonly kind: "variable"; readonly name: string; readonly splits: boolean; readonly span: Span };

/** The value of a specifier, by its letter; null when it is not known. */
export type Specifiers = (letter: string) => string | null;

/** A list of words, such as what `Environment=` holds. */
export interface UnitWords {
  readonly words: readonly UnitWord[];
  readonly errors: readonly UnitProblem[];
}

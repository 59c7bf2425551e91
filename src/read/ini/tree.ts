import type { Decoded } from "../../text/decoded.ts";
import type { Span } from "../../text/span.ts";

/**
 * Who reads the file: `supervisor` (4.x, `UnhosedConfigParser`: inline comments, duplicates allowed) or `configparser` (Python's
 * `ConfigParser()` as `logging.config.fileConfig` makes it: no inline comments, duplicates refused).
 */
export type IniDialect = "supervisor" | "configparser";

/** What `readIni` makes of one file. */
export interface IniFile {
  /** In order, as written: a section may come again in supervisor's dialect, and its options then add to it. */
  readonly sections: readonly IniSection[];
  /** Any of them makes Python refuse the whole file; reading goes on all the same. */
  readonly errors: readonly IniProblem[];
}

export interface IniProblem {
  readonly message: string;
  readonly span: Span;
}

export interface IniSection {
  readonly name: string;
  readonly nameSpan: Span;
  readonly options: readonly IniOption[];
  /** Of the header with its brackets. */
  readonly span: Span;
}

export interface IniOption {
  /** In lower case, as Python keeps it. */
  readonly name: string;
  readonly nameSpan: Span;
  /** Lines of the value without indentation and comments, joined by newlines. */
  readonly value: Decoded;
  /** Of the value, empty after the delimiter for an empty one. */
  readonly valueSpan: Span;
  readonly span: Span;
  /** The text of the whole file before its placeholders were masked; only where the value holds one. */
  readonly template?: string;
}

/** A piece of a value: text, or `%(name)s`. */
export type IniPart =
  | { readonly kind: "text"; readonly value: string; readonly span: Span }
  /** `conversion` is what stands between `)` and the letter, and the letter: `s`, `02d`. */
  | { readonly kind: "expansion"; readonly name: string; readonly conversion: string; readonly span: Span };

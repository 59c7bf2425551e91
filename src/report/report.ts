import type { FailOn } from "../engine/gate.ts";
import type { LintResult } from "../engine/result.ts";
import type { Rule } from "../engine/rule.ts";
import type { Theme } from "./theme.ts";

/** What a report needs to know beside the result. */
export interface ReportOptions {
  /** loglint's own version. */
  readonly version: string;
  /** The gate that decides the exit code. */
  readonly failOn: FailOn;
  readonly theme: Theme;
  /** Columns that text may use. */
  readonly width: number;
  /** List every gap instead of counting them. */
  readonly showUnknown: boolean;
  /** Findings only: neither what was read nor the summary. */
  readonly quiet: boolean;
  /** Say more about what was read and left out. */
  readonly verbose: boolean;
  /** Every rule, for the formats that describe them; in the order of the catalogue. */
  readonly rules: readonly Rule[];
  /** The preset in force, for the first lines. */
  readonly preset: string;
}

/** A report as text that ends with a line end (or is empty), and what the process should exit with. */
export interface Report {
  readonly output: string;
  readonly exitCode: 0 | 1 | 2 | 3;
}

/** Makes text of a result; pure. */
export type Reporter = (result: LintResult, options: ReportOptions) => Report;

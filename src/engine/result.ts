import type { ReadFile } from "../model/purpose.ts";
import type { Gap } from "../model/problem.ts";
import type { Stack } from "../model/stack.ts";
import type { SourceFile } from "../text/source-file.ts";
import type { FileSpan, LabelledSpan } from "../text/span.ts";
import type { Confidence, Fix, MessageParts, Severity } from "./rule.ts";

/** One thing that is wrong, ready to be shown. */
export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  /** The message's parts with their data filled in. */
  readonly parts: MessageParts;
  /** What, why, what to write instead; plain text, one paragraph. */
  readonly message: string;
  readonly at: FileSpan;
  readonly related: readonly LabelledSpan[];
  /** Names of the stacks it was found in, sorted. */
  readonly stacks: readonly string[];
  readonly fix: Fix | null;
  /** Path of the rule's page, relative to the package. */
  readonly docs: string;
}

/** A rule that failed: a bug of loglint. The other rules' findings are not affected. */
export interface Crash {
  readonly rule: string;
  readonly error: string;
}

/** Everything that one run found out. */
export interface LintResult {
  /** The configuration file of loglint that was used. */
  readonly config: string | null;
  readonly stacks: readonly Stack[];
  readonly read: readonly ReadFile[];
  readonly findings: readonly Finding[];
  readonly gaps: readonly Gap[];
  /** Findings silenced by comments or configuration, and by the baseline. */
  readonly ignored: number;
  readonly baselined: number;
  readonly crashes: readonly Crash[];
  /** The text of every file that was read, for frames and positions. */
  readonly sources: ReadonlyMap<string, SourceFile>;
  /** What was left out, and why. */
  readonly skipped: readonly { readonly path: string; readonly why: string }[];
  /** How many files were listed while looking. */
  readonly listed: number;
}

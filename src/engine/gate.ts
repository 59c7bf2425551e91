import type { LintResult } from "./result.ts";
import type { Severity } from "./rule.ts";

/** The lowest severity that fails a run. */
export type FailOn = Severity | "never";

const RANK: Readonly<Record<Severity, number>> = { error: 3, warning: 2, info: 1 };

/** 0 nothing at or above the gate; 1 findings at or above it; 2 an internal error; 3 nothing was found to check. */
export function exitCodeOf(result: LintResult, failOn: FailOn): 0 | 1 | 2 | 3 {
  if (result.crashes.length > 0) return 2;
  if (result.read.length === 0) return 3;
  if (failOn === "never") return 0;
  return result.findings.some((finding) => RANK[finding.severity] >= RANK[failOn]) ? 1 : 0;
}

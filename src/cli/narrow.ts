import type { FileSpan } from "../text/span.ts";
import type { Finding, LintResult } from "../engine/result.ts";

/** A result with only some of its findings, and how many are left out. */
export interface Narrowed {
  readonly result: LintResult;
  readonly left: number;
}

/** The findings that have a place, primary or related, for which `touches` holds. */
export function touching(result: LintResult, touches: (place: FileSpan) => boolean): Narrowed {
  return narrow(result, (finding) => [finding.at, ...finding.related].some(touches));
}

/**
 * What concerns the files that `isNamed` names: every finding of the stacks that have one of them, and findings with a place in
 * one (a module that a stack only looks into is none of its files).
 */
export function concerning(result: LintResult, isNamed: (file: string) => boolean): Narrowed {
  const stacks = new Set(
    result.stacks.filter((stack) => stack.files.some(({ file }) => isNamed(file))).map(({ name }) => name),
  );
  return narrow(
    result,
    (finding) =>
      finding.stacks.some((stack) => stacks.has(stack)) ||
      [finding.at, ...finding.related].some((place) => isNamed(place.file)),
  );
}

function narrow(result: LintResult, keep: (finding: Finding) => boolean): Narrowed {
  const findings = result.findings.filter(keep);
  return { result: { ...result, findings }, left: result.findings.length - findings.length };
}

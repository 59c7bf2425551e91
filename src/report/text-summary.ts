import type { LintResult } from "../engine/result.ts";
import type { Severity } from "../engine/rule.ts";
import type { ReportOptions } from "./report.ts";
import { PLAIN, type Theme } from "./theme.ts";
import { count, wrap } from "./wrap.ts";
import { append } from "../text/append.ts";

/** The last lines: how many of what, what was kept silent, and where to go next. */
export function summaryLines(result: LintResult, options: ReportOptions): string[] {
  const { theme } = options;
  if (result.read.length === 0) return [];
  const counted = countText(result, theme);
  const silent = silentText(result);
  const oneLine = countText(result, PLAIN).length + silent.length + 3 <= options.width;
  const lines =
    silent === "" ? [`${counted}.`] : oneLine ? [`${counted}; ${silent}.`] : [`${counted};`, `${silent}.`];
  const first = result.findings[0];
  if (first !== undefined) {
    const next = [
      `\`loglint explain ${first.rule}\` says more about a rule.`,
      "`loglint facts` shows every setting as it takes effect.",
    ];
    append(lines, next.flatMap((line) => wrap(line, options.width)).map(theme.quiet));
  }
  if (result.gaps.length > 0 && !options.showUnknown) {
    const gaps = `${count(result.gaps.length, "thing")} could not be determined from the files; --show-unknown lists them.`;
    append(lines, wrap(gaps, options.width).map(theme.quiet));
  }
  return lines;
}

/** `2 errors, 1 warning in 3 files`. */
function countText(result: LintResult, theme: Theme): string {
  const files = count(result.read.length, "file");
  if (result.findings.length === 0) return `No findings in ${files}`;
  const of = (severity: Severity): number =>
    result.findings.filter((finding) => finding.severity === severity).length;
  const parts: string[] = [];
  if (of("error") > 0) parts.push(theme.error(count(of("error"), "error")));
  if (of("warning") > 0) parts.push(theme.warning(count(of("warning"), "warning")));
  if (of("info") > 0) parts.push(theme.info(count(of("info"), "note")));
  return `${parts.join(", ")} in ${files}`;
}

function silentText(result: LintResult): string {
  const parts: string[] = [];
  if (result.ignored > 0) parts.push(`${result.ignored} ignored`);
  if (result.baselined > 0) parts.push(`${result.baselined} in the baseline`);
  return parts.join(", ");
}

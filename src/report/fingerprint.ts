import { hash64 } from "../text/content-hash.ts";
import type { Finding, LintResult } from "../engine/result.ts";

/**
 * A stable name for each finding, in the order of the findings: rule, file and the text of the marked line, without white space
 * and without line numbers, so that it survives changes elsewhere in the file. Equal ones are numbered.
 */
export function fingerprints(result: LintResult): string[] {
  const seen = new Map<string, number>();
  return result.findings.map((finding) => {
    const hash = hash64(JSON.stringify([finding.rule, finding.at.file, lineOf(finding, result)]));
    const number = (seen.get(hash) ?? 0) + 1;
    seen.set(hash, number);
    return `${hash}:${number}`;
  });
}

function lineOf(finding: Finding, result: LintResult): string {
  const text = result.sources.get(finding.at.file)?.text ?? "";
  const start = text.lastIndexOf("\n", Math.max(0, finding.at.start - 1)) + 1;
  const from = Math.max(Math.min(start, finding.at.start), finding.at.start - 500);
  const newline = text.indexOf("\n", finding.at.start);
  const end = newline < 0 ? text.length : newline;
  return text.slice(from, Math.min(end, finding.at.start + 500)).replace(/\s/g, "");
}

import { exitCodeOf } from "../engine/gate.ts";
import type { Finding, LintResult } from "../engine/result.ts";
import { addressOf } from "./places.ts";
import { redact } from "./redact.ts";
import type { Reporter } from "./report.ts";
import { xml } from "./xml.ts";

/** JUnit's XML: one suite per file that was read or has findings, one failed case per finding, one passed case for a clean file. */
export const junit: Reporter = (result, options) => {
  const files = new Map<string, Finding[]>(result.read.map((read) => [read.file, []]));
  for (const finding of result.findings)
    files.set(finding.at.file, [...(files.get(finding.at.file) ?? []), finding]);
  const suites = [...files].map(([file, findings]) => suite(file, findings, result));
  const crashes = result.crashes.map(
    (crash) =>
      `  <testsuite name="loglint" tests="1" failures="0" errors="1">\n    <testcase name="${xml(crash.rule)}" classname="loglint">\n      <error message="the rule failed">${xml(crash.error)}</error>\n    </testcase>\n  </testsuite>\n`,
  );
  const tests = [...files.values()].reduce(
    (sum, findings) => sum + Math.max(1, findings.length),
    crashes.length,
  );
  const head = `<testsuites name="loglint" tests="${tests}" failures="${result.findings.length}" errors="${crashes.length}">`;
  const output = `<?xml version="1.0" encoding="UTF-8"?>\n${head}\n${suites.join("")}${crashes.join("")}</testsuites>\n`;
  return { output, exitCode: exitCodeOf(result, options.failOn) };
};

function suite(file: string, findings: readonly Finding[], result: LintResult): string {
  const name = xml(file);
  const cases =
    findings.length === 0
      ? [`    <testcase name="no findings" classname="${name}"/>\n`]
      : findings.map((finding) => failure(finding, name, result));
  const tests = cases.length;
  return `  <testsuite name="${name}" tests="${tests}" failures="${findings.length}" errors="0">\n${cases.join("")}  </testsuite>\n`;
}

function failure(finding: Finding, name: string, result: LintResult): string {
  const address = addressOf(finding.at, result.sources);
  const message = xml(redact(finding.message));
  const text = xml(`${address}\n${redact(finding.message)}`);
  return `    <testcase name="${xml(`${finding.rule} ${address}`)}" classname="${name}">\n      <failure type="${finding.severity}" message="${message}">${text}</failure>\n    </testcase>\n`;
}

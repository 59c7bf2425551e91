import { exitCodeOf } from "../engine/gate.ts";
import type { Severity } from "../engine/rule.ts";
import { fingerprints } from "./fingerprint.ts";
import { placeOf } from "./places.ts";
import { redact } from "./redact.ts";
import type { Reporter } from "./report.ts";
import { jsonText } from "./json-text.ts";

const SEVERITY: Readonly<Record<Severity, string>> = { error: "major", warning: "minor", info: "info" };

/** GitLab code quality report: a JSON list in the terms of the Code Climate engine. */
export const gitlab: Reporter = (result, options) => {
  const names = fingerprints(result);
  const issues = result.findings.map((finding, index) => {
    const { file, start, end } = placeOf({ ...finding.at }, result.sources);
    return {
      description: redact(finding.message),
      check_name: finding.rule,
      fingerprint: names[index],
      severity: SEVERITY[finding.severity],
      location: { path: file, lines: { begin: start.line, end: end.line } },
    };
  });
  return { output: `${jsonText(issues)}\n`, exitCode: exitCodeOf(result, options.failOn) };
};

import { exitCodeOf } from "../engine/gate.ts";
import { escapeLine } from "./escape.ts";
import { addressOf } from "./places.ts";
import { redact } from "./redact.ts";
import type { Reporter } from "./report.ts";
import { severityColour } from "./text.ts";

/** One line per finding: `path:line:column: severity: message [rule]`, as compilers write and editors read. */
export const compact: Reporter = (result, options) => {
  const lines = result.findings.map((finding) => {
    const severity = severityColour(finding.severity, options.theme)(finding.severity);
    const address = options.theme.path(escapeLine(addressOf(finding.at, result.sources)));
    return `${address}: ${severity}: ${redact(escapeLine(finding.message))} ${options.theme.quiet(`[${finding.rule}]`)}\n`;
  });
  return { output: lines.join(""), exitCode: exitCodeOf(result, options.failOn) };
};

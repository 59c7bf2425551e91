import { exitCodeOf } from "../engine/gate.ts";
import type { Finding } from "../engine/result.ts";
import type { Severity } from "../engine/rule.ts";
import type { Gap } from "../model/problem.ts";
import { escapeLine } from "./escape.ts";
import { codeFrames, type Mark } from "./frame.ts";
import { addressOf, type Sources } from "./places.ts";
import { redact } from "./redact.ts";
import type { ReportOptions, Reporter } from "./report.ts";
import { headerLines } from "./text-header.ts";
import { summaryLines } from "./text-summary.ts";
import type { Theme } from "./theme.ts";
import { hang, wrap } from "./wrap.ts";

/** Prose is easiest to read at this many columns, however wide the terminal is. */
const PROSE = 100;

/** For people: what was read, each finding with its code, a summary. */
export const text: Reporter = (result, options) => {
  const blocks: string[][] = [];
  if (!options.quiet) blocks.push(headerLines(result, options));
  for (const finding of result.findings) blocks.push(findingLines(finding, result.sources, options));
  for (const crash of result.crashes) {
    const head = options.theme.error(`loglint failed in the rule ${escapeLine(crash.rule)}`);
    const stack = crash.error.split("\n").map((line) => `  ${escapeLine(line)}`);
    blocks.push([`${head}: this is a bug of loglint, please report it.`, ...stack]);
  }
  if (options.showUnknown && result.gaps.length > 0)
    blocks.push(gapLines(result.gaps, result.sources, options));
  if (!options.quiet) blocks.push(summaryLines(result, options));
  const output = blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join("\n"))
    .join("\n\n");
  return { output: output === "" ? "" : `${output}\n`, exitCode: exitCodeOf(result, options.failOn) };
};

/** Path first, then what, the code, why, and what to write instead. */
function findingLines(finding: Finding, sources: Sources, options: ReportOptions): string[] {
  const { theme } = options;
  const colour = severityColour(finding.severity, theme);
  const prose = Math.min(options.width, PROSE);
  const address = theme.path(escapeLine(addressOf(finding.at, sources)));
  const lines = [`${address}  ${colour(finding.severity)}  ${theme.quiet(finding.rule)}`];
  lines.push(...wrap(say(finding.parts.what), prose).map((line) => theme.strong(line)));
  const marks: Mark[] = [{ at: finding.at, label: "", primary: true }];
  for (const related of finding.related) marks.push({ at: related, label: related.label, primary: false });
  lines.push("", ...codeFrames(marks, sources, { theme, width: options.width, primary: colour }), "");
  if (finding.parts.why !== "") lines.push(hang("  Why:     ", say(finding.parts.why), prose));
  if (finding.parts.instead !== "") lines.push(hang("  Instead: ", say(finding.parts.instead), prose));
  if (finding.confidence === "low") {
    const doubt = hang("  ", "Not certain: some of what decides this could not be read.", prose);
    lines.push(...doubt.split("\n").map(theme.quiet));
  }
  return lines.map((line) => labelColour(line, theme));
}

function labelColour(line: string, theme: Theme): string {
  for (const lead of ["  Why:     ", "  Instead: "]) {
    if (line.startsWith(lead)) return theme.quiet(lead.trimEnd()) + line.slice(lead.trimEnd().length);
  }
  return line;
}

/** Message text: safe for a terminal, without secrets, its own line ends kept. */
function say(message: string): string {
  return message
    .split("\n")
    .map((line) => redact(escapeLine(line)))
    .join("\n");
}

export function severityColour(severity: Severity, theme: Theme): (text: string) => string {
  switch (severity) {
    case "error":
      return theme.error;
    case "warning":
      return theme.warning;
    case "info":
      return theme.info;
  }
}

/** What could not be determined, each with its reason. */
export function gapLines(gaps: readonly Gap[], sources: Sources, options: ReportOptions): string[] {
  const lines = [options.theme.strong("Could not be determined")];
  for (const gap of gaps) {
    const where = gap.at === undefined ? "" : ` (${addressOf(gap.at, sources)})`;
    lines.push(
      hang("  ", `${say(gap.what)}: ${say(gap.why)}${escapeLine(where)}`, Math.min(options.width, PROSE)),
    );
  }
  return lines;
}

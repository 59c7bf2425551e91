import { exitCodeOf } from "../engine/gate.ts";
import { escapeLine } from "./escape.ts";
import { addressOf } from "./places.ts";
import { redact } from "./redact.ts";
import type { Reporter } from "./report.ts";
import { count } from "./wrap.ts";

/** A summary for a pull request or a job summary: one section per finding. */
export const markdown: Reporter = (result, options) => {
  const lines = ["# loglint", ""];
  const files = count(result.read.length, "file");
  if (result.findings.length === 0) lines.push(`No findings in ${files}.`);
  else lines.push(`${count(result.findings.length, "finding")} in ${files}.`);
  for (const finding of result.findings) {
    const { what, why, instead } = finding.parts;
    lines.push("", `## ${code(addressOf(finding.at, result.sources))}`, "");
    lines.push(`**${finding.severity}** ${code(finding.rule)}: ${prose(what)}`);
    if (why !== "") lines.push("", prose(why));
    if (instead !== "") lines.push("", `Instead: ${prose(instead)}`);
    if (finding.related.length > 0) lines.push("");
    for (const related of finding.related) {
      lines.push(`- ${code(addressOf(related, result.sources))}: ${prose(related.label)}`);
    }
  }
  for (const crash of result.crashes)
    lines.push("", `The rule ${code(crash.rule)} failed: this is a bug of loglint.`);
  const silent = [
    result.ignored > 0 ? `${result.ignored} ignored` : "",
    result.baselined > 0 ? `${result.baselined} in the baseline` : "",
  ];
  const said = silent.filter((part) => part !== "");
  if (said.length > 0) lines.push("", `Not shown: ${said.join(", ")}.`);
  return { output: `${lines.join("\n")}\n`, exitCode: exitCodeOf(result, options.failOn) };
};

/** A code span whose fence is longer than any run of backticks inside. */
function code(text: string): string {
  const safe = escapeLine(redact(text));
  const longest = Math.max(0, ...[...safe.matchAll(/`+/g)].map((run) => run[0].length));
  const fence = "`".repeat(longest + 1);
  return longest === 0 ? `${fence}${safe}${fence}` : `${fence} ${safe} ${fence}`;
}

/** Text that Markdown shows as it is: no HTML, no links, no mentions; backticks stay code. */
function prose(text: string): string {
  const pieces = escapeLine(redact(text)).split(/(`[^`]*`)/);
  return pieces
    .map((piece, index) => (index % 2 === 1 ? piece : piece.replace(/[\\<>[\]*_#|&@~]/g, "\\$&")))
    .join("");
}

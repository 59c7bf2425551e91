import { exitCodeOf } from "../engine/gate.ts";
import type { Finding, LintResult } from "../engine/result.ts";
import type { Severity } from "../engine/rule.ts";
import type { Gap } from "../model/problem.ts";
import { codeFrames, type Mark } from "./frame.ts";
import { DRESSED, dressed, html as escaped, htmlProse } from "./html-text.ts";
import { htmlPage } from "./html-page.ts";
import { STYLE } from "./html-style.ts";
import { addressOf, type Sources } from "./places.ts";
import type { ReportOptions, Reporter } from "./report.ts";
import { technologyName } from "./technology.ts";
import { count } from "./wrap.ts";

/** Columns of the code shown; wider lines are cut around their place. */
const WIDTH = 120;

/** The findings as a page that stands alone. */
export const html: Reporter = (result, options) => {
  const title = result.findings.length === 0 ? "No findings" : summaryOf(result);
  const body = [
    "<h1>loglint</h1>",
    `<p>${escaped(title)} in ${escaped(count(result.read.length, "file"))}.${silentText(result)}</p>`,
    ...contents(result),
    ...result.findings.map((finding, index) => section(finding, index, result)),
    ...result.crashes.map(
      (crash) =>
        `<section><h2 class="error">The rule ${escaped(crash.rule)} failed</h2><p>This is a bug of loglint.</p></section>`,
    ),
    ...unknowns(result.gaps, result.sources),
    ...filesRead(result, options),
  ];
  return { output: htmlPage(`loglint: ${title}`, STYLE, body), exitCode: exitCodeOf(result, options.failOn) };
};

function summaryOf(result: LintResult): string {
  const of = (severity: Severity): number =>
    result.findings.filter((finding) => finding.severity === severity).length;
  const parts = [
    of("error") > 0 ? count(of("error"), "error") : "",
    of("warning") > 0 ? count(of("warning"), "warning") : "",
    of("info") > 0 ? count(of("info"), "note") : "",
  ];
  return parts.filter((part) => part !== "").join(", ");
}

function silentText(result: LintResult): string {
  const parts = [
    result.ignored > 0 ? `${result.ignored} ignored` : "",
    result.baselined > 0 ? `${result.baselined} in the baseline` : "",
  ].filter((part) => part !== "");
  return parts.length === 0 ? "" : ` Not shown: ${parts.join(", ")}.`;
}

function contents(result: LintResult): string[] {
  if (result.findings.length < 2) return [];
  const rows = result.findings.map((finding, index) => {
    const what = htmlProse(finding.parts.what);
    const address = escaped(addressOf(finding.at, result.sources));
    return `<tr><td class="${finding.severity}">${finding.severity}</td><td><a href="#finding-${index + 1}">${address}</a></td><td>${what}</td></tr>`;
  });
  return [
    "<table><thead><tr><th>severity</th><th>place</th><th>what</th></tr></thead><tbody>",
    ...rows,
    "</tbody></table>",
  ];
}

function section(finding: Finding, index: number, result: LintResult): string {
  const { what, why, instead } = finding.parts;
  const marks: Mark[] = [{ at: finding.at, label: "", primary: true }];
  for (const related of finding.related) marks.push({ at: related, label: related.label, primary: false });
  const style = { theme: DRESSED, width: WIDTH, primary: DRESSED[finding.severity] };
  const frames = codeFrames(marks, result.sources, style);
  const address = escaped(addressOf(finding.at, result.sources));
  const lines = [
    `<section id="finding-${index + 1}">`,
    `<h2>${htmlProse(what)}</h2>`,
    `<p class="quiet"><span class="${finding.severity}">${finding.severity}</span> ${escaped(finding.rule)} at <code>${address}</code></p>`,
    `<pre>${frames.map(dressed).join("\n")}</pre>`,
  ];
  if (why !== "") lines.push(`<p><strong>Why:</strong> ${htmlProse(why)}</p>`);
  if (instead !== "") lines.push(`<p><strong>Instead:</strong> ${htmlProse(instead)}</p>`);
  if (finding.confidence === "low")
    lines.push('<p class="quiet">Not certain: some of what decides this could not be read.</p>');
  lines.push("</section>");
  return lines.join("\n");
}

/** What could not be determined, folded up; nothing where all could. */
export function unknowns(gaps: readonly Gap[], sources: Sources): string[] {
  if (gaps.length === 0) return [];
  const rows = gaps.map((gap) => {
    const place = gap.at === undefined ? "" : ` <code>${escaped(addressOf(gap.at, sources))}</code>`;
    return `<li>${htmlProse(gap.what)}: ${htmlProse(gap.why)}${place}</li>`;
  });
  return [
    "<details>",
    `<summary>${escaped(count(gaps.length, "thing"))} could not be determined from the files</summary>`,
    "<ul>",
    ...rows,
    "</ul>",
    "</details>",
  ];
}

function filesRead(result: LintResult, options: ReportOptions): string[] {
  const config = result.config === null ? "none" : `<code>${escaped(result.config)}</code>`;
  const rows = result.read.map(
    (file) => `<li><code>${escaped(file.file)}</code> ${escaped(technologyName(file.as))}</li>`,
  );
  return [
    "<details>",
    `<summary>${escaped(count(result.read.length, "file"))} read</summary>`,
    ...(rows.length === 0 ? [] : ["<ul>", ...rows, "</ul>"]),
    `<p class="quiet">Configuration: ${config}, preset ${escaped(options.preset)}. loglint ${escaped(options.version)}.</p>`,
    "</details>",
  ];
}

import { escapeLine } from "../escape.ts";
import { html as escaped, htmlProse } from "../html-text.ts";
import { html } from "../html.ts";
import { checkJson } from "../json.ts";
import { jsonText } from "../json-text.ts";
import { markdown } from "../markdown.ts";
import { redact, redactData } from "../redact.ts";
import type { ReportOptions } from "../report.ts";
import {
  foundSections,
  momentOf,
  unseenSection,
  type AuditReport,
  type AuditSection,
} from "./audit-sections.ts";

/** The same report as Markdown: what was found before the findings, what could not be seen behind them. */
export function auditMarkdown(result: AuditReport, map: string, options: ReportOptions): string {
  const lines = [`# Audit of ${cell(result.subject)}`, "", `Seen ${momentOf(result.seenAt)} UTC.`];
  for (const section of foundSections(result)) lines.push("", ...markdownSection(section));
  if (map !== "")
    lines.push("", "## Where records end", "", "```text", map.trimEnd().replaceAll("```", "` ` `"), "```");
  lines.push(
    "",
    markdown(result, options)
      .output.trimEnd()
      .replace(/^# loglint/, "## Findings")
      .replaceAll(/^## `/gm, "### `"),
  );
  const unseen = unseenSection(result);
  if (unseen.rows.length > 0) lines.push("", ...markdownSection(unseen));
  return `${lines.join("\n")}\n`;
}

function markdownSection({ title, head, rows, note }: AuditSection): string[] {
  const lines = [`## ${title}`, ""];
  if (rows.length > 0) {
    lines.push(`| ${head.join(" | ")} |`, `| ${head.map(() => "---").join(" | ")} |`);
    for (const row of rows) lines.push(`| ${head.map((_, i) => cell(row[i] ?? "")).join(" | ")} |`);
  }
  if (note !== null) lines.push(...(rows.length > 0 ? [""] : []), cell(note));
  return lines;
}

function cell(text: string): string {
  return escapeLine(redact(text)).replace(/[\\<>[\]*_#|&@~`]/g, "\\$&");
}

/** One page that stands alone. */
export function auditHtml(result: AuditReport, map: string, options: ReportOptions): string {
  const page = html(result, options).output;
  const found = [
    `<p>Audit of ${escaped(result.subject)}, seen ${escaped(momentOf(result.seenAt))} UTC.</p>`,
    ...foundSections(result).map(htmlSection),
    ...(map === ""
      ? []
      : [`<h2>Where records end</h2><pre>${escaped(map.trimEnd())}</pre>`, "<h2>Findings</h2>"]),
  ];
  const unseen = unseenSection(result);
  const head = "<h1>loglint</h1>";
  const at = page.indexOf(head);
  const end = page.lastIndexOf("</main>");
  if (at < 0 || end < 0) return page;
  const after = unseen.rows.length === 0 ? "" : `${htmlSection(unseen)}\n`;
  const from = at + head.length;
  return `${page.slice(0, from)}\n${found.join("\n")}${page.slice(from, end)}${after}${page.slice(end)}`;
}

function htmlSection({ title, head, rows, note }: AuditSection): string {
  const lines = [`<h2>${escaped(title)}</h2>`];
  if (rows.length > 0) {
    const heads = head.map((name) => `<th>${escaped(name)}</th>`).join("");
    const body = rows.map(
      (row) => `<tr>${row.map((each) => `<td>${escaped(redact(each))}</td>`).join("")}</tr>`,
    );
    lines.push(`<table><thead><tr>${heads}</tr></thead><tbody>`, ...body, "</tbody></table>");
  }
  if (note !== null) lines.push(`<p>${htmlProse(note)}</p>`);
  return lines.join("\n");
}

/** What `check --format json` has, and `host`: what was seen of the machine, without environments. */
export function auditJson(result: AuditReport, options: ReportOptions): string {
  const hosts = result.stacks.flatMap((stack) => {
    if (stack.host === undefined) return [];
    const processes = stack.host.processes.map(({ environment, ...rest }) => ({
      ...rest,
      variables: environment === null ? null : Object.keys(environment).sort(),
    }));
    return [{ stack: stack.name, ...stack.host, processes }];
  });
  const { subject, seenAt } = result;
  return `${jsonText({ ...checkJson(result, options.version), subject, seenAt, hosts: redactData(hosts) })}\n`;
}

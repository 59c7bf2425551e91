import { escapeLine } from "../escape.ts";
import { redact } from "../redact.ts";
import type { ReportOptions } from "../report.ts";
import { text } from "../text.ts";
import { textWidth } from "../width.ts";
import { hang, wrap } from "../wrap.ts";
import {
  foundSections,
  momentOf,
  unseenSection,
  type AuditReport,
  type AuditSection,
} from "./audit-sections.ts";

/** For people: what was found, the map, the findings, what could not be seen. `map` is the text of the log map. */
export function auditText(result: AuditReport, map: string, options: ReportOptions): string {
  const { theme } = options;
  const parts: string[] = [];
  if (!options.quiet) {
    parts.push(theme.strong(escapeLine(`Audit of ${result.subject}, seen ${momentOf(result.seenAt)} UTC`)));
    for (const section of foundSections(result)) parts.push(sectionText(section, options));
    if (map !== "") parts.push(`${theme.strong("Where records end")}\n\n${map.trimEnd()}`);
  }
  parts.push(text(result, options).output.trimEnd());
  const unseen = unseenSection(result);
  if (!options.quiet && unseen.rows.length > 0) parts.push(sectionText(unseen, options));
  const output = parts.filter((part) => part !== "").join("\n\n");
  return output === "" ? "" : `${output}\n`;
}

/** Columns under their heads where they fit, else one paragraph for each row. */
function sectionText({ title, head, rows, note }: AuditSection, { theme, width }: ReportOptions): string {
  const lines = [theme.strong(title)];
  const cells = rows.map((row) => row.map((cell) => escapeLine(redact(cell))));
  const used = head.map((name, i) => (cells.some((row) => (row[i] ?? "") !== "") ? name : null));
  const widths = head.map((name, i) =>
    Math.max(textWidth(name), ...cells.map((row) => textWidth(row[i] ?? ""))),
  );
  const kept = head.map((_, i) => i).filter((i) => used[i] !== null);
  const total = kept.reduce((sum, i) => sum + (widths[i] ?? 0) + 2, 0);
  if (cells.length > 0 && total <= width) {
    const line = (row: readonly string[]): string =>
      kept
        .map((i) => (row[i] ?? "") + " ".repeat(Math.max(0, (widths[i] ?? 0) - textWidth(row[i] ?? ""))))
        .join("  ")
        .trimEnd();
    lines.push(theme.quiet(`  ${line(head)}`), ...cells.map((row) => `  ${line(row)}`));
  } else {
    for (const row of cells) {
      const [first = "", ...others] = row;
      lines.push(...wrap(first, width - 2).map((each) => `  ${each}`));
      const said = others.flatMap((cell, i) => (cell === "" ? [] : [`${head[i + 1] ?? ""} ${cell}`]));
      if (said.length > 0) lines.push(hang("    ", said.join("; "), width));
    }
  }
  if (note !== null) lines.push(hang("  ", escapeLine(note), width));
  return lines.join("\n");
}

import type { Rule } from "../engine/rule.ts";
import { severityColour } from "./text.ts";
import type { Theme } from "./theme.ts";
import { count, wrap } from "./wrap.ts";

/** The catalogue for people: by layer, one rule a line. */
export function rulesText(rules: readonly Rule[], theme: Theme, width: number): string {
  const lines: string[] = [];
  const ids = Math.max(0, ...rules.map((rule) => rule.id.length));
  let layer = "";
  for (const rule of rules) {
    if (rule.layer !== layer) {
      if (layer !== "") lines.push("");
      layer = rule.layer;
      lines.push(theme.strong(layer));
    }
    const severity =
      severityColour(rule.severity, theme)(rule.severity) + " ".repeat(8 - rule.severity.length);
    const notes = [
      rule.presets.includes("recommended") ? "" : "strict",
      rule.fixable === "no" ? "" : `${rule.fixable} fix`,
    ];
    const said = notes.filter((note) => note !== "").join(", ");
    const summary = wrap(rule.summary + (said === "" ? "" : ` (${said})`), Math.max(30, width - ids - 13));
    const indent = " ".repeat(ids + 13);
    lines.push(`  ${rule.id.padEnd(ids)}  ${severity} ${summary.join(`\n${indent}`)}`);
  }
  lines.push(
    "",
    theme.quiet(`${count(rules.length, "rule")}. \`loglint explain RULE\` shows one with examples.`),
  );
  return `${lines.join("\n")}\n`;
}

/** The catalogue for programs. */
export function rulesJson(rules: readonly Rule[]): string {
  const entries = rules.map(
    ({ id, since, layer, summary, severity, confidence, presets, fixable, options, references }) => ({
      id,
      since,
      layer,
      summary,
      severity,
      confidence,
      presets: ["strict", ...presets],
      fixable,
      options: options ?? null,
      references,
      docs: `docs/rules/${id}.md`,
    }),
  );
  return `${JSON.stringify({ version: 1, rules: entries }, null, 2)}\n`;
}

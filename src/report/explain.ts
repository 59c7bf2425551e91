import type { Rule } from "../engine/rule.ts";
import { markdownToTerminal } from "./markdown-terminal.ts";
import { severityColour } from "./text.ts";
import type { Theme } from "./theme.ts";
import { hang, wrap } from "./wrap.ts";

/** A rule's page in the terminal: what it is, then its README, then where its facts come from. */
export function explainRule(rule: Rule, readme: string | undefined, theme: Theme, width: number): string {
  const prose = Math.min(width, 100);
  const severity = severityColour(rule.severity, theme)(rule.severity);
  const presets = ["strict", ...rule.presets].join(", ");
  const lines = [
    `${theme.strong(rule.id)}  ${severity}`,
    ...wrap(`${rule.summary}.`, prose),
    "",
    theme.quiet(
      `Confidence ${rule.confidence}; presets ${presets}; fix: ${rule.fixable}; since ${rule.since}`,
    ),
    "",
  ];
  if (readme === undefined) {
    for (const { what, why, instead } of Object.values(rule.messages)) {
      lines.push(...wrap([what, why, instead].filter((part) => part !== "").join(" "), prose), "");
    }
  } else {
    lines.push(...markdownToTerminal(withoutTitle(readme), theme, prose), "");
  }
  if (rule.references.length > 0) {
    lines.push(
      theme.strong("References"),
      ...rule.references.map((reference) => hang("  ", reference, prose)),
      "",
    );
  }
  return `${lines.join("\n").trimEnd()}\n`;
}

/** The README starts with the rule's id as its title, which is printed already. */
function withoutTitle(readme: string): string {
  return readme.replace(/^\ufeff?#[^\n]{0,200}\n+/, "");
}

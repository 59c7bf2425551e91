import type { Confidence, Preset, Reported, Rule, RuleOptions, Severity } from "./rule.ts";

/** What a configuration says about one rule. */
export interface RuleSetting {
  readonly severity: Severity | "off" | null;
  readonly options: RuleOptions;
}

/** Which rules run, and how loud they are. */
export interface Selection {
  readonly preset: Preset;
  /** By rule id. */
  readonly rules: Readonly<Record<string, RuleSetting>>;
  /** Settings for findings in certain files: the last match wins. */
  readonly overrides: readonly {
    readonly matches: (file: string) => boolean;
    readonly rules: Readonly<Record<string, RuleSetting>>;
  }[];
  /** Only these rules, whatever the preset says; null for all. */
  readonly only: ReadonlySet<string> | null;
}

export const RECOMMENDED: Selection = { preset: "recommended", rules: {}, overrides: [], only: null };

export interface Choice {
  readonly severity: Severity;
  readonly options: RuleOptions;
}

/**
 * Whether a rule (without `reported`) or one finding of it runs, and with which severity; null when not.
 * `recommended` shows high and medium confidence only; a rule set in the configuration runs whatever the preset.
 */
export function selected(rule: Rule, selection: Selection, reported?: Reported<string>): Choice | null {
  if (selection.only !== null && !selection.only.has(rule.id)) return null;
  const own = Object.hasOwn(selection.rules, rule.id) ? selection.rules[rule.id] : undefined;
  const override = reported === undefined ? undefined : overrideFor(rule.id, reported.at.file, selection);
  const setting = override ?? own;
  if (setting?.severity === "off") return null;
  const asked = selection.only !== null || (setting !== undefined && setting.severity !== null);
  if (!asked) {
    if (selection.preset !== "strict" && !rule.presets.includes(selection.preset)) return null;
    if (selection.preset !== "strict" && confidenceOf(rule, reported) === "low") return null;
  }
  return {
    severity: setting?.severity ?? reported?.severity ?? rule.severity,
    options: setting?.options ?? own?.options ?? {},
  };
}

function confidenceOf(rule: Rule, reported: Reported<string> | undefined): Confidence {
  if (reported === undefined) return rule.confidence === "low" ? "low" : "high";
  return reported.confidence ?? rule.confidence;
}

function overrideFor(id: string, file: string, selection: Selection): RuleSetting | undefined {
  let found: RuleSetting | undefined;
  for (const override of selection.overrides) {
    if (override.matches(file) && Object.hasOwn(override.rules, id)) found = override.rules[id];
  }
  return found;
}

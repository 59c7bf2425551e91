import type { Stack } from "../model/stack.ts";
import type { SourceFile } from "../text/source-file.ts";
import { compareSpans } from "../text/span.ts";
import { fillMessage } from "./message.ts";
import { settled } from "./planned-edit.ts";
import type { Crash, Finding } from "./result.ts";
import type { Fix, PlannedFix, Reported, Rule } from "./rule.ts";
import { selected, type Selection } from "./selection.ts";
import { SUPPRESSION_RULE, suppressionLedger, suppressionProblems } from "./suppression.ts";

export interface RunOutcome {
  readonly findings: readonly Finding[];
  readonly ignored: number;
  readonly crashes: readonly Crash[];
}

/** The caller's clock: this layer has none. */
export interface Timing {
  /** Milliseconds from some fixed point. */
  readonly now: () => number;
  /** Is told how long a rule took on one stack. */
  readonly spent: (rule: string, milliseconds: number) => void;
}

/**
 * Runs every selected rule on every stack. Findings come in one total order, each once however many stacks share it. Only when
 * `isWhole`, so that whole folders were read, is a comment said to silence nothing: the cause may lie in a file beside. Fixes that
 * depend on what is written need the texts, `sources`.
 */
export function runRules(
  stacks: readonly Stack[],
  rules: readonly Rule[],
  selection: Selection,
  timing: Timing | null = null,
  isWhole = false,
  sources: ReadonlyMap<string, SourceFile> = new Map(),
): RunOutcome {
  const ledger = suppressionLedger();
  const found = new Map<string, Finding>();
  const ignored = new Set<string>();
  const crashes: Crash[] = [];
  for (const stack of stacks) {
    const unseen = new Set(stack.nginx.flatMap((nginx) => nginx.imageFiles ?? []));
    for (const rule of rules) {
      const choice = selected(rule, selection);
      if (choice === null) continue;
      const report = (reported: Reported<string>): void => {
        // What an image brings is nobody's to change here.
        if (unseen.has(reported.at.file)) return;
        const related = reported.related?.filter(({ file }) => !unseen.has(file)) ?? [];
        const finding = findingOf(rule, { ...reported, related }, stack, selection, sources);
        // a comment is of use also where the preset would not have shown the finding
        const isSilenced = ledger.silences(rule.id, reported.at, related, stack);
        if (finding === null) return;
        const key = identityOf(finding);
        if (isSilenced) ignored.add(key);
        else found.set(key, merge(found.get(key), finding));
      };
      const started = timing?.now() ?? 0;
      try {
        rule.check(stack, report, choice.options);
      } catch (error) {
        crashes.push({
          rule: rule.id,
          error: error instanceof Error ? (error.stack ?? error.message) : String(error),
        });
      }
      timing?.spent(rule.id, timing.now() - started);
    }
  }
  const rule = rules.find(({ id }) => id === SUPPRESSION_RULE);
  if (rule !== undefined && selected(rule, selection) !== null) {
    const failed = new Set(crashes.map((crash) => crash.rule));
    const byId = new Map(rules.map((each) => [each.id, each]));
    const ran = (id: string, file: string): boolean => {
      const asked = byId.get(id);
      const at = { file, start: 0, end: 0 };
      if (asked === undefined || failed.has(id) || selected(asked, selection) === null) return false;
      return selected(asked, selection, { message: "", at }) !== null;
    };
    const needsReason = selection.preset === "strict";
    const question = { known: new Set(byId.keys()), ran, ledger, isWhole, needsReason };
    for (const stack of stacks) {
      for (const problem of suppressionProblems(stack, question)) {
        const finding = findingOf(rule, problem, stack, selection, sources);
        if (finding === null) continue;
        const key = identityOf(finding);
        if (ledger.silences(rule.id, finding.at, [], stack)) ignored.add(key);
        else found.set(key, merge(found.get(key), finding));
      }
    }
  }
  return { findings: [...found.values()].sort(compareFindings), ignored: ignored.size, crashes };
}

function findingOf(
  rule: Rule,
  reported: Reported<string>,
  stack: Stack,
  selection: Selection,
  sources: ReadonlyMap<string, SourceFile>,
): Finding | null {
  const parts = rule.messages[reported.message];
  if (parts === undefined) throw new Error(`${rule.id} reports the unknown message ${reported.message}`);
  const filled = fillMessage(parts, reported.data ?? {});
  const choice = selected(rule, selection, reported);
  if (choice === null) return null;
  return {
    rule: rule.id,
    severity: choice.severity,
    confidence: reported.confidence ?? rule.confidence,
    parts: filled,
    message: [filled.what, filled.why, filled.instead].filter((part) => part !== "").join(" "),
    at: reported.at,
    related: reported.related ?? [],
    stacks: [stack.name],
    fix: fixOf(reported.fix, sources),
    docs: `docs/rules/${rule.id}.md`,
  };
}

function fixOf(planned: PlannedFix | null | undefined, sources: ReadonlyMap<string, SourceFile>): Fix | null {
  const edits = planned ? settled(planned.edits, sources) : null;
  return planned && edits !== null ? { safety: planned.safety, title: planned.title, edits } : null;
}

function identityOf(finding: Finding): string {
  const { at } = finding;
  return JSON.stringify([finding.rule, at.file, at.start, at.end, finding.message]);
}

function merge(earlier: Finding | undefined, later: Finding): Finding {
  if (earlier === undefined) return later;
  const stacks = [...new Set([...earlier.stacks, ...later.stacks])].sort();
  return { ...earlier, fix: carefulOf(earlier.fix, later.fix), stacks };
}

/** What is no fix in one stack, or an unsafe one, is not better in another. */
function carefulOf(earlier: Fix | null, later: Fix | null): Fix | null {
  if (earlier === null || later === null) return null;
  return earlier.safety === "safe" && later.safety === "unsafe" ? later : earlier;
}

/** The total order of findings: place, then rule, then message. */
export function compareFindings(a: Finding, b: Finding): number {
  return compareSpans(a.at, b.at) || compareText(a.rule, b.rule) || compareText(a.message, b.message);
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

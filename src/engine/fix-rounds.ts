import {
  applyFixes,
  chooseFixes,
  editsByFile,
  movedOffset,
  type FixableFinding,
  type FixOptions,
} from "./fixes.ts";
import type { Finding, LintResult } from "./result.ts";
import type { Severity } from "./rule.ts";

/** What came of fixing until nothing is left to fix. */
export interface Fixed {
  /** New texts by path, of the files that changed. */
  readonly texts: ReadonlyMap<string, string>;
  /** What was fixed, with places as they were before. */
  readonly fixed: readonly Finding[];
  /** Fixes that were taken back: they brought something new, or did not help. */
  readonly takenBack: readonly Finding[];
}

export interface FixRequest extends FixOptions {
  /** What was found before anything is changed. */
  readonly before: LintResult;
  /** Checks everything again with other texts for some files. */
  readonly check: (texts: ReadonlyMap<string, string>) => LintResult;
  /** Which findings to fix, of all. */
  readonly wanted: (result: LintResult) => readonly Finding[];
  /** Whether a file may be changed. */
  readonly mayWrite: (file: string) => boolean;
}

/** A fix may uncover what can be fixed next; more rounds than this would be fixes that undo each other. */
const MAX_ROUNDS = 10;
/** What does not do at first may do once others are fixed: two lines that must change together. */
const CHANCES = 2;
const RANK: Readonly<Record<Severity, number>> = { error: 3, warning: 2, info: 1 };

/** Applies fixes and checks again, until no fix is left that helps and brings nothing new. Writes nothing. */
export function fixInRounds(request: FixRequest): Fixed {
  const texts = new Map<string, string>();
  const fixed: Finding[] = [];
  const takenBack = new Map<string, { readonly finding: Finding; readonly times: number }>();
  let result = request.before;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const open = request
      .wanted(result)
      .filter(
        (finding) =>
          (takenBack.get(nameOf(finding))?.times ?? 0) < CHANCES &&
          finding.fix?.edits.every(({ file }) => request.mayWrite(file)) === true,
      );
    const chosen = chooseFixes(result.sources, open, request);
    if (chosen.length === 0) break;
    const { accepted, refused, after } = acceptable(result, texts, chosen, request);
    for (const [name, finding] of new Map(refused.map((each) => [nameOf(each), each]))) {
      const earlier = takenBack.get(name)?.times ?? 0;
      takenBack.set(name, { finding, times: accepted.length === 0 ? CHANCES : earlier + 1 });
    }
    if (accepted.length === 0) continue;
    for (const finding of accepted) takenBack.delete(nameOf(finding));
    for (const [file, text] of applyFixes(result.sources, accepted, request)) texts.set(file, text);
    fixed.push(...accepted);
    result = after;
  }
  return { texts, fixed, takenBack: [...takenBack.values()].map(({ finding }) => finding) };
}

interface Accepted {
  readonly accepted: readonly FixableFinding[];
  readonly refused: readonly FixableFinding[];
  /** The result with the accepted fixes. */
  readonly after: LintResult;
}

/** Tries all at once, and halves what does not do: a bad fix among many costs a few checks, not one for each. */
function acceptable(
  base: LintResult,
  texts: ReadonlyMap<string, string>,
  chosen: readonly FixableFinding[],
  request: FixRequest,
): Accepted {
  let accepted: readonly FixableFinding[] = [];
  let after = base;
  const refused: FixableFinding[] = [];
  const waiting: (readonly FixableFinding[])[] = [chosen];
  for (let group = waiting.pop(); group !== undefined; group = waiting.pop()) {
    const together = [...accepted, ...group];
    const changed = applyFixes(base.sources, together, request);
    const result = request.check(new Map([...texts, ...changed]));
    if (isBetter({ before: base, accepted: after, after: result }, together, group)) {
      accepted = together;
      after = result;
    } else if (group.length === 1) refused.push(...group);
    else waiting.push(group.slice(group.length >> 1), group.slice(0, group.length >> 1));
  }
  return { accepted, refused, after };
}

interface Steps {
  readonly before: LintResult;
  /** With the fixes that are accepted already; what these brought is not new. */
  readonly accepted: LintResult;
  readonly after: LintResult;
}

/** True when every fixed finding is gone, everything is still read, and nothing came that weighs as much as what `group` fixes. */
function isBetter(
  { before, accepted, after }: Steps,
  fixed: readonly FixableFinding[],
  group: readonly FixableFinding[],
): boolean {
  if (after.crashes.length > before.crashes.length) return false;
  const read = new Set(after.read.map(({ file, as }) => `${as} ${file}`));
  if (before.read.some(({ file, as }) => !read.has(`${as} ${file}`))) return false;
  const edits = editsByFile(fixed);
  const placeOf = ({ rule, at }: Finding): string =>
    JSON.stringify([rule, at.file, movedOffset(at.start, edits.get(at.file) ?? [])]);
  const gone = new Set<Finding>(fixed);
  const gonePlaces = new Set(fixed.map(placeOf));
  const known = new Set<string>();
  for (const finding of before.findings) {
    if (gone.has(finding)) continue;
    known.add(placeOf(finding)).add(nameOf(finding));
  }
  const fixedNames = new Set(fixed.map(nameOf));
  for (const name of accepted.findings.map(nameOf)) if (!fixedNames.has(name)) known.add(name);
  const countBefore = countByRule(before.findings);
  const countAfter = countByRule(after.findings);
  const fixedRules = new Set(fixed.map(({ rule }) => rule));
  const least = Math.min(...group.map(({ severity }) => RANK[severity]));
  return after.findings.every((finding) => {
    const { rule, at } = finding;
    const place = JSON.stringify([rule, at.file, at.start]);
    if (known.has(place)) return true;
    if (gonePlaces.has(place)) return false;
    if (known.has(nameOf(finding)) || RANK[finding.severity] < least) return true;
    // a rule that reports one of several places reports the next one when the first is fixed: it was there before
    return fixedRules.has(rule) && (countAfter.get(rule) ?? 0) <= (countBefore.get(rule) ?? 0);
  });
}

function countByRule(findings: readonly Finding[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { rule } of findings) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  return counts;
}

/** A finding's name without its place, which moves when other things are fixed. */
function nameOf({ rule, at, message }: Finding): string {
  return JSON.stringify([rule, at.file, message]);
}

import type { Stack, Suppression } from "../model/stack.ts";
import type { FileSpan } from "../text/span.ts";
import { meantWord } from "../text/typo.ts";
import type { Reported } from "./rule.ts";

/** Reports comments that silence nothing; the engine does its work. */
export const SUPPRESSION_RULE = "loglint/suppression";

/** Which comments silenced what. */
export interface SuppressionLedger {
  /** True when a comment silences a finding: in any of its places, or for the whole file of the primary one. Takes note of it. */
  readonly silences: (rule: string, at: FileSpan, related: readonly FileSpan[], stack: Stack) => boolean;
  readonly hasSilenced: (suppression: Suppression, rule: string) => boolean;
}

export function suppressionLedger(): SuppressionLedger {
  const used = new Map<Suppression, Set<string>>();
  const byRule = new Map<Stack, Map<string, Suppression[]>>();
  const namedIn = (stack: Stack): Map<string, Suppression[]> => {
    const known = byRule.get(stack);
    if (known !== undefined) return known;
    const named = new Map<string, Suppression[]>();
    for (const suppression of stack.suppressions) {
      for (const rule of new Set(suppression.rules)) {
        const own = named.get(rule);
        if (own === undefined) named.set(rule, [suppression]);
        else own.push(suppression);
      }
    }
    byRule.set(stack, named);
    return named;
  };
  return {
    silences: (rule, at, related, stack) => {
      let isSilenced = false;
      for (const suppression of namedIn(stack).get(rule) ?? []) {
        if (!covers(suppression, at, related)) continue;
        isSilenced = true;
        used.set(suppression, (used.get(suppression) ?? new Set()).add(rule));
      }
      return isSilenced;
    },
    hasSilenced: (suppression, rule) => used.get(suppression)?.has(rule) === true,
  };
}

function covers(suppression: Suppression, at: FileSpan, related: readonly FileSpan[]): boolean {
  if (suppression.scope === "file") return suppression.at.file === at.file;
  const { line } = suppression;
  return line !== null && [at, ...related].some((place) => overlaps(place, line));
}

function overlaps(a: FileSpan, b: FileSpan): boolean {
  return a.file === b.file && a.start <= b.end && b.start <= a.end;
}

export interface SuppressionQuestion {
  /** Ids of all rules there are. */
  readonly known: ReadonlySet<string>;
  /** Whether a rule looked at a file and did not fail. */
  readonly ran: (rule: string, file: string) => boolean;
  readonly ledger: SuppressionLedger;
  /** True when everything was read that a finding could come from. */
  readonly isWhole: boolean;
  readonly needsReason: boolean;
}

type Message = "misspelt" | "unknown" | "nameless" | "unused" | "reasonless";

/** What is wrong with the comments for loglint in one stack, as the rule of that name reports it. */
export function suppressionProblems(stack: Stack, question: SuppressionQuestion): Reported<Message>[] {
  return stack.suppressions.flatMap((suppression) => problemsOf(suppression, question));
}

function problemsOf(suppression: Suppression, question: SuppressionQuestion): Reported<Message>[] {
  const { known, ran, ledger, isWhole, needsReason } = question;
  const { at, removal } = suppression;
  const names = [...new Set(suppression.rules)];
  if (names.length === 0) return [{ message: "nameless", at }];
  const found: Reported<Message>[] = [];
  // words after a missing -- are no rules each: the first is enough
  const stranger = names.find((name) => !known.has(name));
  if (stranger !== undefined) {
    const meant = meantWord(stranger, known) ?? [...known].find((id) => id.endsWith(`/${stranger}`)) ?? null;
    if (meant === null) found.push({ message: "unknown", at, data: { name: stranger.slice(0, 100) } });
    else found.push({ message: "misspelt", at, data: { name: stranger, meant } });
  }
  const unused = !isWhole ? [] : names.filter((name) => {
    return known.has(name) && name !== SUPPRESSION_RULE && ran(name, at.file) && !ledger.hasSilenced(suppression, name);
  }); // prettier-ignore
  for (const name of unused) {
    if (unused.length < names.length) found.push({ message: "unused", at, data: { name } });
    else {
      const edits = [{ file: removal.file, start: removal.start, end: removal.end, text: "" }];
      const fix = { safety: "safe" as const, title: "Remove the comment", edits };
      found.push({ message: "unused", at, data: { name }, fix });
    }
  }
  const isEmpty = suppression.reason === null || suppression.reason === "";
  if (needsReason && isEmpty && unused.length < names.length) found.push({ message: "reasonless", at });
  return found;
}

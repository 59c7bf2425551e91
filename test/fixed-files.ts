import { readFileSync } from "node:fs";
import { fixInRounds, type Fixed } from "../src/engine/fix-rounds.ts";
import { lint, rules, type LintResult } from "../src/index.ts";
import { memoryFileSystem } from "../src/text/memory-file-system.ts";
import { readmeGroups } from "./readme-groups.ts";

/** Texts by path. */
export type Files = Readonly<Record<string, string>>;

/** A bad group of a rule that has fixes: its title with the rule's id, the id, the files. */
export type FixableGroup = readonly [string, string, Files];

/** What `only` these rules find, or all of them. */
export function check(files: Files, only: readonly string[] | null): LintResult {
  return lint({ fs: memoryFileSystem(files), paths: ["."], selection: { preset: "strict", only } });
}

/** Applies all fixes, safe and unsafe, of `only` these rules, or of all. Writes nothing. */
export function fixAll(files: Files, only: readonly string[] | null): Fixed {
  return fixInRounds({
    before: check(files, only),
    check: (texts) => check({ ...files, ...Object.fromEntries(texts) }, only),
    wanted: (result) => result.findings,
    mayWrite: () => true,
    unsafe: true,
  });
}

/** The files after all fixes of `only` these rules, or of all. */
export function fixedFiles(files: Files, only: readonly string[] | null): Files {
  return { ...files, ...Object.fromEntries(fixAll(files, only).texts) };
}

/** Every rule that has fixes; what fixes loglint/suppression has needs all other rules to run. */
export const fixable = rules.filter((rule) => rule.fixable !== "no" && rule.layer !== "loglint");

/** The bad groups of the pages of every rule that has fixes. */
export const fixableGroups: readonly FixableGroup[] = fixable.flatMap((rule) =>
  readmeGroups(readFileSync(`rules/${rule.id}/README.md`, "utf8"))
    .filter((group) => group.kind === "bad")
    .map((group) => [`${rule.id}: ${group.title}`, rule.id, group.files] as const),
);

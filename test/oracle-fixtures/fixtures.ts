import { readdirSync } from "node:fs";
import { diskFileSystem, lint } from "../../src/index.ts";
import type { LintResult } from "../../src/engine/result.ts";

/** The names of all stacks under fixtures/. */
export const FIXTURES: readonly string[] = readdirSync("fixtures", { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
  .sort();

const results = new Map<string, LintResult>();

/** What loglint makes of a fixture, read once. */
export function fixture(name: string): LintResult {
  const known = results.get(name);
  if (known !== undefined) return known;
  const result = lint({ fs: diskFileSystem(`fixtures/${name}`), paths: ["."] });
  results.set(name, result);
  return result;
}

/** Facts that were compared with the real program. */
export interface Tally {
  known: number;
  unknown: number;
}

/** "1220 of 1254 facts known, 2.7 % unknown". */
export function shareOf({ known, unknown }: Tally): string {
  const all = known + unknown;
  const share = all === 0 ? 0 : (100 * unknown) / all;
  return `${String(known)} of ${String(all)} facts known and equal, ${share.toFixed(1)} % unknown`;
}

import { existsSync, readFileSync, readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { lint, rules, type LintResult } from "../src/index.ts";
import { diskFileSystem } from "../src/text/disk-file-system.ts";
import { memoryFileSystem } from "../src/text/memory-file-system.ts";
import { readmeGroups } from "./readme-groups.ts";

/*
 * One cause, one finding: where two rules point at the very same words, one of them repeats the other. The pairs below share their
 * words and not their cause.
 */
const DIFFERENT_CAUSES: readonly (readonly [one: RegExp, other: RegExp, why: string])[] = [
  [/^nginx\/format-without-/, /^/, "advice on what a format might say, at the log that uses it"],
  [
    /^gunicorn\/access-log-missing$/,
    /^/,
    "what is absent has no words of its own, and points at its neighbours",
  ],
  [/^stack\/file-in-container$/, /^stack\/log-/, "who will find the file, and whether it can be opened"],
  [/^gunicorn\/log-forging$/, /^gunicorn\/format-/, "two atoms of one text"],
  [
    /^nginx\/client-ip-not-forwarded$/,
    /^stack\/request-id-broken$/,
    "two headers that one place does not send",
  ],
  [/^stack\/retention$/, /^stack\/rotation-broken$/, "the mode and the owner of one create line"],
  [
    /^django\/app-logger-unhandled$/,
    /^django\/existing-loggers-disabled$/,
    "a logger without handler, and a flag",
  ],
];

function pairsIn(result: LintResult): string[] {
  const byPlace = new Map<string, string[]>();
  for (const { rule, at } of result.findings) {
    const place = `${at.file}:${String(at.start)}`;
    byPlace.set(place, [...(byPlace.get(place) ?? []), rule]);
  }
  return [...byPlace].flatMap(([place, ids]) => {
    const distinct = [...new Set(ids)].sort();
    return distinct.flatMap((one, index) =>
      distinct
        .slice(index + 1)
        .filter((other) => !areDifferent(one, other))
        .map((other) => `${one} + ${other} at ${place}`),
    );
  });
}

function areDifferent(one: string, other: string): boolean {
  return DIFFERENT_CAUSES.some(([a, b]) => (a.test(one) && b.test(other)) || (a.test(other) && b.test(one)));
}

describe("one cause, one finding", () => {
  const fixtures = readdirSync("fixtures");
  it.each(fixtures)("in fixtures/%s", (name) => {
    const result = lint({
      fs: diskFileSystem(process.cwd()),
      paths: [`fixtures/${name}`],
      selection: { preset: "strict" },
    });
    expect(pairsIn(result)).toEqual([]);
  });

  it.each(rules.map((rule) => rule.id))("in the groups of %s", (id) => {
    const path = `rules/${id}/README.md`;
    const groups = existsSync(path) ? readmeGroups(readFileSync(path, "utf8")) : [];
    const pairs = groups
      .filter(({ files }) => files["host.json"] === undefined)
      .flatMap(({ title, files }) =>
        pairsIn(lint({ fs: memoryFileSystem(files), paths: ["."], selection: { preset: "strict" } })).map(
          (pair) => `${pair} in "${title}"`,
        ),
      );
    expect(pairs).toEqual([]);
  });
});

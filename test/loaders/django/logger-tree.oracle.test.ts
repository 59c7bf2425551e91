import { describe, expect, it } from "vitest";
import { buildTree } from "../../../src/loaders/django/logger-tree.ts";
import { readLoggingConfig } from "../../../src/loaders/django/logging-config.ts";
import { fuzzCases, fuzzSeed } from "../../fuzz-cases.ts";
import { pythonWithDjango } from "../../real-programs.ts";
import { generatedLogging } from "./generated-logging.ts";
import { toPython, toValue, type Literal } from "./python-literal.ts";
import { compareTree, realTrees } from "./real-django.ts";

const python = pythonWithDjango();
const CASES = fuzzCases(600);

const settings = (logging: Literal): string =>
  `import logging, sys\nSECRET_KEY = "x"\nINSTALLED_APPS = []\nDEBUG = False\nLOGGING = ${toPython(logging)}\n`;

/** LOGGING that Python sees as empty is never applied. */
const isEmpty = (logging: Literal): boolean =>
  typeof logging === "object" && logging !== null && "dict" in logging && logging.dict.length === 0;

describe.skipIf(python === null)("the emulated logger tree equals what django.setup() leaves", () => {
  it(`accepts, refuses and configures ${String(CASES)} generated LOGGING dicts as Django does`, () => {
    const cases = Array.from({ length: CASES }, (_, index) => generatedLogging(index + fuzzSeed(1)));
    const files = Object.fromEntries(cases.map((logging, i) => [`case_${String(i)}.py`, settings(logging)]));
    const answers = realTrees(
      python!,
      cases.map((_, i) => `case_${String(i)}`),
      files,
    );
    const wrong: string[] = [];
    let known = 0;
    let unknown = 0;
    let refused = 0;
    let undecided = 0;
    cases.forEach((logging, i) => {
      const real = answers[i]!;
      const read = readLoggingConfig(toValue(logging), { file: "settings.py", start: 0, end: 0 });
      const { reading } = read;
      const label = `case ${String(i)}`;
      if (!real.ok) {
        refused++;
        if (!reading.refused) {
          undecided++;
          if (reading.doubts.length === 0)
            wrong.push(
              `${label}: real refuses (${real.error} / ${real.cause}), ours accepts: ${toPython(logging)}`,
            );
        } else {
          const message = reading.problems[0]?.message ?? "";
          const same = real.error.startsWith("Unable to")
            ? message.startsWith(`${real.error}: `)
            : message === real.error;
          if (!same && reading.doubts.length === 0)
            wrong.push(`${label}: real says ${real.error} / ${real.cause}; ours ${message}`);
        }
        return;
      }
      if (reading.refused) {
        wrong.push(
          `${label}: real accepts, ours refuses: ${reading.problems[0]?.message ?? ""}: ${toPython(logging)}`,
        );
        return;
      }
      const tree = buildTree({ configure: "default", logging: isEmpty(logging) ? null : read, calls: [] });
      const compared = compareTree(tree, real.tree);
      known += compared.known;
      unknown += compared.unknown;
      wrong.push(...compared.wrong.map((text) => `${label}: ${text}: ${toPython(logging)}`));
    });
    console.info(
      `${String(CASES)} cases, ${String(refused)} refused by Django, ${String(undecided)} of them undecided here; ${String(known)} facts known, ${String(unknown)} unknown`,
    );
    expect(wrong.slice(0, 20).map((text) => text.slice(0, 1500))).toEqual([]);
    expect(refused).toBeGreaterThan(CASES / 20);
    expect(unknown).toBeLessThan(known / 50);
  });
});

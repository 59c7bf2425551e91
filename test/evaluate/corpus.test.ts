import { describe, expect, it } from "vitest";
import { pythonWithDjango } from "../real-programs.ts";
import { compute, faults, runReal } from "./oracle.ts";
import { CORPUS } from "./settings-corpus.ts";

const python = pythonWithDjango();

describe.skipIf(python === null)("settings in the styles that projects use, beside the real Python", () => {
  const real = python === null ? [] : runReal(python, CORPUS);
  const tally = { known: 0, unknown: 0 };
  it.each(CORPUS.map((one, index) => [one.name, index] as const))(
    "%s: what is known is what Python holds",
    (_, index) => {
      const { root, outcome } = real[index]!;
      expect(faults(compute(CORPUS[index]!, root), outcome, tally)).toEqual([]);
    },
  );
  it("knows nearly everything when the environment is known", () => {
    const share = tally.unknown / (tally.known + tally.unknown);
    console.log(
      `leaves known ${tally.known}, unknown ${tally.unknown} (${(100 * share).toFixed(1)} %), ${CORPUS.length} modules`,
    );
    expect(share).toBeLessThan(0.1);
  });
});

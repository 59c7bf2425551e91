import { describe, expect, it } from "vitest";
import { fuzzCases, fuzzSeed } from "../fuzz-cases.ts";
import { realProgram } from "../real-programs.ts";
import { compute, faults, runReal, type Case } from "./oracle.ts";
import { randomEnvironment, randomProgram, randomSource } from "./random-programs.ts";

const python = realProgram("python");
const COUNT = fuzzCases(2000);
const SEED = fuzzSeed(1);

function cases(seed: number, count: number): Case[] {
  const next = randomSource(seed);
  return Array.from({ length: count }, (_, index) => ({
    name: `program ${seed}/${index}`,
    files: { "m.py": randomProgram(seed * 1_000_003 + index).text },
    module: "m",
    env: randomEnvironment(next),
  }));
}

describe.skipIf(python === null)("random programs beside the real Python", () => {
  const programs = cases(SEED, COUNT);
  const real = python === null ? [] : runReal(python, programs);

  it(`${COUNT} programs with a known environment: what is known is what Python holds, what fails is said to fail`, () => {
    const tally = { known: 0, unknown: 0 };
    const wrong: string[] = [];
    let failing = 0;
    for (const [index, one] of programs.entries()) {
      const { root, outcome } = real[index]!;
      if (outcome.failed !== undefined) failing++;
      const found = faults(compute(one, root), outcome, tally);
      if (found.length > 0)
        wrong.push(`${one.name} ${JSON.stringify(one.env)}\n${one.files["m.py"]!}\n${found.join("\n")}`);
    }
    console.log(
      `known environment: ${COUNT} programs, ${failing} of them fail in Python, leaves known ${tally.known}, unknown ${tally.unknown} (${((100 * tally.unknown) / (tally.known + tally.unknown)).toFixed(2)} %)`,
    );
    expect(wrong.length, wrong.slice(0, 3).join("\n----\n")).toBe(0);
    expect(tally.unknown / (tally.known + tally.unknown)).toBeLessThan(0.1);
  });

  it(`${COUNT} programs with an unknown environment: the real value is among the possible ones`, async () => {
    const tally = { known: 0, unknown: 0 };
    const wrong: string[] = [];
    for (const [index, one] of programs.entries()) {
      const { root, outcome } = real[index]!;
      const evaluation = compute(one, root, { values: {}, complete: false });
      // In this environment the module fails; in others it may end well, or fail later.
      if (outcome.failed !== undefined) continue;
      const found = faults(evaluation, outcome, tally);
      if (found.length > 0)
        wrong.push(`${one.name} ${JSON.stringify(one.env)}\n${one.files["m.py"]!}\n${found.join("\n")}`);
    }
    if (process.env["DUMP"])
      (await import("node:fs")).writeFileSync(process.env["DUMP"], wrong.join("\n=====\n"));
    console.log(
      `unknown environment: leaves known ${tally.known}, undecided ${tally.unknown} (${((100 * tally.unknown) / (tally.known + tally.unknown)).toFixed(2)} %)`,
    );
    expect(wrong.length, wrong.slice(0, 3).join("\n----\n")).toBe(0);
  });
});

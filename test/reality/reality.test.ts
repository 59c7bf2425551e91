import { readFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { fixtureStacks } from "./harness/fixture-stacks.ts";
import { generatedStacks } from "./harness/generated-stacks.ts";
import { programsHere } from "./harness/programs-here.ts";
import { runReality, type Reality } from "./harness/reality.ts";
import { countsOf, realityTable } from "./harness/table.ts";

const programs = programsHere();
const stacks = [...fixtureStacks(), ...generatedStacks()];
const results: Reality[] = [];

afterAll(() => {
  const { equal, maybe, wrong } = countsOf(results);
  console.info(
    `reality: ${String(results.length)} stacks, ${String(equal)} equal, ${String(maybe)} maybe, ${String(wrong)} wrong`,
  );
});

// Most of the time a stack waits for its programs to start and to end.
describe
  .skipIf(programs === null)
  .concurrent("the map equals the territory: real nginx, gunicorn and Django", () => {
    for (const stack of stacks) {
      it(
        `finds every marker where the map says: ${stack.name}`,
        { timeout: 300_000 },
        async ({ expect, skip }) => {
          if (programs === null) return;
          const result = await runReality(stack, programs);
          if (result.skipped !== null) skip(result.skipped);
          results.push(result);
          expect(result.started, result.streams).toBe(stack.starts ?? true);
          expect(result.verdicts.filter((each) => each.verdict === "wrong")).toEqual([]);
          expect(result.verdicts.length).toBeGreaterThan(stack.starts === false ? 4 : 15);
        },
      );
    }
  });

describe.skipIf(programs === null)("all stacks together", () => {
  it("are at least 60 different ones", () => {
    expect(new Set(stacks.map((stack) => stack.name)).size).toBe(stacks.length);
    expect(stacks.length).toBeGreaterThanOrEqual(60);
  });

  it("leave fewer than 2 % undecided, and docs/reality.md tells these numbers", ({ skip }) => {
    if (results.length < stacks.length) skip("some stacks were not run here");
    const { equal, maybe, wrong } = countsOf(results);
    expect(maybe / (equal + maybe + wrong)).toBeLessThan(0.02);
    expect(readFileSync("docs/reality.md", "utf8")).toContain(
      realityTable(stacks.flatMap(({ name }) => results.filter((each) => each.name === name))),
    );
  });
});

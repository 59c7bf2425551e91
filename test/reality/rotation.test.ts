import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { realProgram } from "../real-programs.ts";
import { programsHere } from "./harness/programs-here.ts";
import { runRollover } from "./harness/rollover.ts";
import { runRotations, type RotationCase } from "./harness/rotation.ts";
import { rotationStacks } from "./harness/rotation-stacks.ts";
import { rotationTable } from "./harness/rotation-table.ts";

const programs = programsHere();
const logrotate = realProgram("logrotate");

describe.skipIf(programs === null || logrotate === null)("who still writes where after a rotation", () => {
  const all: RotationCase[] = [];
  const wrong = (cases: readonly RotationCase[]): RotationCase[] =>
    cases.filter(({ predicted, found }) => predicted !== "unknown" && predicted !== found);

  for (const stack of rotationStacks()) {
    it(`finds every line in the file that the map says: ${stack.name}`, { timeout: 300_000 }, async () => {
      if (programs === null || logrotate === null) return;
      const cases = await runRotations(stack, { ...programs, logrotate });
      all.push(...cases);
      expect(wrong(cases)).toEqual([]);
      expect(cases.length).toBeGreaterThan(90);
    });
  }

  it.each([
    [1, "new"],
    [2, "both"],
  ])("a RotatingFileHandler of %s workers that rotates: the lines go to %s", async (workers, lines) => {
    if (programs === null) return;
    const found = await runRollover(programs, workers);
    all.push(found);
    expect(found).toMatchObject({ predicted: lines, found: lines });
  });

  it("leaves fewer than 2 % open, and docs/reality.md tells these numbers", () => {
    expect(all.filter(({ predicted }) => predicted === "unknown").length / all.length).toBeLessThan(0.02);
    expect(readFileSync("docs/reality.md", "utf8")).toContain(rotationTable(all));
  });
});

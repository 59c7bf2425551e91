import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { unifiedDiff } from "../../src/cli/patch.ts";

const folder = mkdtempSync(join(tmpdir(), "loglint-patch-"));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function applied(path: string, before: string, diff: string): string {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), before);
  const ran = spawnSync("git", ["apply", "-"], { cwd: folder, input: diff, encoding: "utf8" });
  if (ran.status !== 0) throw new Error(`${ran.stderr}\n${diff}`);
  return readFileSync(join(folder, path), "utf8");
}

const line = fc.constantFrom("a", "b", "c", "", "}", "  x", "\\ No", "-a", "+b", "@@ -1 +1 @@", "\r");
const lines = fc
  .tuple(fc.array(line, { minLength: 1, maxLength: 30 }), fc.constantFrom("", "\n"))
  .map(([all, end]) => all.join("\n") + end);

describe("unifiedDiff", () => {
  it("makes of any text any other one, as git applies it", () => {
    fc.assert(
      fc.property(lines, lines, (before, after) => {
        fc.pre(before !== after && before !== "" && after !== "");
        expect(applied("file.txt", before, unifiedDiff("file.txt", before, after))).toBe(after);
      }),
      { numRuns: 100 },
    );
  });

  it.each(["with blank.conf", 'quo"te.conf', "tab\there.conf", "ü/ñ.conf", "back\\slash", "a/b/c.conf"])(
    "names the file %j as git reads it",
    (path) => {
      expect(applied(path, "a\nb\n", unifiedDiff(path, "a\nb\n", "a\nc\n"))).toBe("a\nc\n");
    },
  );

  it("shows changes that are far apart in hunks of their own", () => {
    const before = Array.from({ length: 40 }, (_, index) => `line ${index}`).join("\n");
    const after = before.replace("line 3\n", "three\n").replace("line 30\n", "");
    const diff = unifiedDiff("f", before, after);
    expect(diff.match(/^@@ /gm)).toHaveLength(2);
    expect(diff).toContain("@@ -1,7 +1,7 @@\n");
    expect(diff).toContain("@@ -28,7 +28,6 @@\n");
  });

  it("is empty for equal texts", () => {
    expect(unifiedDiff("f", "a", "a")).toBe("");
  });
});

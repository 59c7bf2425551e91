import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import * as prettier from "prettier";
import { afterAll, describe, expect, it } from "vitest";
import type { Rule } from "../../src/engine/rule.ts";
import { lint } from "../../src/index.ts";
import { memoryFileSystem } from "../../src/text/memory-file-system.ts";
import { readmeGroups } from "../readme-groups.ts";

const ID = "nginx/my-rule";
const folder = mkdtempSync(join(tmpdir(), "loglint-new-rule-"));
for (const name of ["rules", "scripts", "package.json"])
  cpSync(name, join(folder, name), { recursive: true });
mkdirSync(join(folder, "docs"));
symlinkSync(resolve("src"), join(folder, "src"));
const ran = spawnSync(process.execPath, ["scripts/new-rule.mjs", ID], { cwd: folder, encoding: "utf8" });
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe("npm run new-rule", () => {
  const made = (name: string): string => readFileSync(join(folder, "rules", ID, name), "utf8");

  it("registers the rule, so that its test runs", () => {
    expect(ran).toMatchObject({ status: 0, stderr: "" });
    expect(readFileSync(join(folder, "rules/index.ts"), "utf8")).toContain(`./${ID}/rule.ts`);
  });

  it("writes a rule that finds what its README shows, in as many groups as a rule must have", async () => {
    const { default: rule } = (await import(join(folder, "rules", ID, "rule.ts"))) as { default: Rule };
    const groups = readmeGroups(made("README.md"));
    expect(groups.map(({ kind }) => kind)).toEqual(["bad", "bad", "good", "good"]);
    for (const { files, findings } of groups) {
      const result = lint({ fs: memoryFileSystem(files), paths: ["."], rules: [rule] });
      const found = result.findings.map(({ severity, parts }) => `${severity}: ${parts.what}`);
      expect(found).toEqual(findings.map((line) => line.replace(/^\S+ /, "")));
    }
  });

  it("writes files that are formatted as the check wants them", async () => {
    for (const name of ["rule.ts", "README.md"]) {
      const config = await prettier.resolveConfig(resolve("rules", name));
      expect(await prettier.check(made(name), { ...config, filepath: name })).toBe(true);
    }
  });

  it("refuses a name that is none, and a rule that is there", () => {
    const again = (id: string) => spawnSync(process.execPath, ["scripts/new-rule.mjs", id], { cwd: folder });
    expect(again(ID).status).toBe(2);
    expect(again("apache/x").status).toBe(2);
  });
});

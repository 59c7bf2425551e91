import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { rules } from "../../src/index.ts";

/** The rules that a part of the page lists. */
function listed(heading: string): string[] {
  const page = readFileSync("docs/fixes.md", "utf8");
  const part = page.split(`## ${heading}\n`)[1]?.split("\n## ")[0] ?? "";
  return [...part.matchAll(/^- \[`(.+?)`\]\(rules\/(.+?)\.md\)$/gm)].map(([, name = "", path]) =>
    name === path ? name : `${name} is not ${path ?? ""}`,
  );
}

describe("docs/fixes.md", () => {
  it.each([
    ["safe", "Rules with safe fixes"],
    ["unsafe", "Rules with unsafe fixes"],
  ] as const)("lists the rules whose fixes are %s, and their pages say what these do", (kind, heading) => {
    const own = rules.filter((rule) => rule.fixable === kind).map(({ id }) => id);
    expect(listed(heading).sort()).toEqual(own.sort());
    const silent = own.filter(
      (id) =>
        id !== "loglint/suppression" && !/^## Fix$/m.test(readFileSync(`rules/${id}/README.md`, "utf8")),
    );
    expect(silent).toEqual([]);
  });
});

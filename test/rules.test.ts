import { readFileSync, existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { audit, lint, rules, type Finding, type LintResult } from "../src/index.ts";
import { memoryFileSystem } from "../src/text/memory-file-system.ts";
import { pointIn } from "../src/text/source-file.ts";
import { readmeGroups, type ReadmeGroup } from "./readme-groups.ts";
import { readmeHost, type ReadmeHost } from "./readme-host.ts";

/** `FILE:LINE:COLUMN severity: what`, as a README shows a finding. */
function lineOf(finding: Finding, result: LintResult): string {
  const source = result.sources.get(finding.at.file);
  if (source === undefined)
    throw new Error(`${finding.rule} points at ${finding.at.file}, which was not read`);
  const point = pointIn(source, finding.at.start);
  return `${finding.at.file}:${String(point.line)}:${String(point.column)} ${finding.severity}: ${finding.parts.what}`;
}

/** A group with `host.json` is a server that is audited; any other a repository that is checked. */
function resultOf({ files }: ReadmeGroup, id: string): LintResult {
  const { "host.json": host, ...others } = files;
  const selection = { only: [id] };
  if (host === undefined) return lint({ fs: memoryFileSystem(files), paths: ["."], selection });
  return audit({ ...readmeHost(others, JSON.parse(host) as ReadmeHost), selection });
}

describe.each(rules.map((rule) => [rule.id, rule] as const))("%s", (id, rule) => {
  const path = `rules/${id}/README.md`;

  it("has a README with at least two bad and two good groups", () => {
    expect(existsSync(path), `${path} is missing`).toBe(true);
    const groups = readmeGroups(readFileSync(path, "utf8"));
    expect(groups.filter((group) => group.kind === "bad").length).toBeGreaterThanOrEqual(2);
    expect(groups.filter((group) => group.kind === "good").length).toBeGreaterThanOrEqual(2);
  });

  it("says what, why and what to write instead, calmly", () => {
    expect(rule.id.startsWith(`${rule.layer}/`)).toBe(true);
    expect(rule.summary.endsWith(".")).toBe(false);
    for (const [name, parts] of Object.entries(rule.messages)) {
      for (const part of ["what", "why", "instead"] as const) {
        const text = parts[part];
        expect(text.length, `${name}.${part} is empty`).toBeGreaterThan(0);
        expect(text.length, `${name}.${part} is too long`).toBeLessThanOrEqual(320);
        expect(text, `${name}.${part}`).not.toMatch(/!(?!\w)|TODO/);
      }
    }
  });

  const groups = existsSync(path) ? readmeGroups(readFileSync(path, "utf8")) : [];
  it.each(groups.map((group) => [`${group.kind}: ${group.title}`, group] as const))("%s", (_, group) => {
    const result = resultOf(group, id);
    expect(result.crashes).toEqual([]);
    expect(result.findings.map((finding) => lineOf(finding, result))).toEqual(group.findings);
  });
});

import { describe, expect, it } from "vitest";
import { lint, type LintResult } from "../../src/index.ts";
import { memoryFileSystem } from "../../src/text/memory-file-system.ts";
import { loglint } from "../cli/run-loglint.ts";

const RULE = "nginx/dev-null-target";

function conf(line: string): string {
  return `events {}\nhttp {\n  access_log /var/log/nginx/access.log;\n  server {\n    listen 80;\n${line}\n    root html;\n  }\n}\n`;
}

function run(text: string, request: Partial<Parameters<typeof lint>[0]> = {}): LintResult {
  return lint({ fs: memoryFileSystem({ "nginx.conf": text }), paths: ["."], ...request });
}

function said(result: LintResult): string[] {
  return result.findings.filter(({ rule }) => rule === "loglint/suppression").map(({ parts }) => parts.what);
}

describe("comments for loglint", () => {
  it("are not reported while they silence something", () => {
    const result = run(conf(`    access_log /dev/null; # loglint-ignore ${RULE} -- probes`));
    expect(said(result)).toEqual([]);
    expect(result.ignored).toBe(1);
  });

  it("are reported when the rule ran and found nothing there", () => {
    const unused = conf(`    access_log off; # loglint-ignore ${RULE} -- probes`);
    expect(said(run(unused))).toEqual([`${RULE} finds nothing here that this comment could silence.`]);
    const other = conf("    access_log off; # loglint-ignore nginx/dev-null-target, nginx/nothing -- both");
    expect(said(run(other))).toHaveLength(2);
  });

  it("are not called unused when the rule did not run, or not everything was read", () => {
    const unused = conf(`    access_log off; # loglint-ignore ${RULE} -- probes`);
    expect(said(run(unused, { paths: ["nginx.conf"] }))).toEqual([]);
    const off = { [RULE]: { severity: "off" as const, options: {} } };
    expect(said(run(unused, { selection: { rules: off } }))).toEqual([]);
    expect(said(run(unused, { selection: { only: ["loglint/suppression"] } }))).toEqual([]);
    const overrides = [{ matches: () => true, rules: off }];
    expect(said(run(unused, { selection: { overrides } }))).toEqual([]);
    expect(said(run(unused, { selection: { only: [RULE] } }))).toEqual([]);
  });

  it("need a reason under strict only", () => {
    const bare = conf(`    access_log /dev/null; # loglint-ignore ${RULE}`);
    expect(said(run(bare))).toEqual([]);
    expect(said(run(bare, { selection: { preset: "strict" } }))).toEqual(["This comment gives no reason."]);
    const empty = conf(`    access_log /dev/null; # loglint-ignore ${RULE} --`);
    expect(said(run(empty, { selection: { preset: "strict" } }))).toContain("This comment gives no reason.");
  });

  it("are named with what was meant", () => {
    const short = conf("    access_log /dev/null; # loglint-ignore dev-null-target -- probes");
    expect(said(run(short))).toEqual([`There is no rule dev-null-target; ${RULE} is the nearest.`]);
    const words = conf("    access_log /dev/null; # loglint-ignore because we want it");
    expect(said(run(words))).toEqual(["There is no rule because."]);
    expect(said(run(conf("    access_log off; # loglint-ignore __proto__ -- x")))).toEqual([
      "There is no rule __proto__.",
    ]);
  });

  it("can be silenced themselves, and configured like any rule", () => {
    const file = `# loglint-ignore-file loglint/suppression -- generated\n`;
    expect(said(run(file + conf("    access_log off; # loglint-ignore nginx/nothing -- x")))).toEqual([]);
    const off = { "loglint/suppression": { severity: "off" as const, options: {} } };
    const unknown = conf("    access_log off; # loglint-ignore nginx/nothing -- x");
    expect(said(run(unknown, { selection: { rules: off } }))).toEqual([]);
  });

  it.each([
    [`    access_log off; # loglint-ignore ${RULE} -- probes`, "    access_log off;"],
    [`    access_log off;\t# old # loglint-ignore ${RULE}\r`, "    access_log off;\t# old\r"],
    [`    # loglint-ignore ${RULE} -- probes\n    access_log off;`, "    access_log off;"],
    [`    ## loglint-ignore ${RULE}\r\n    access_log off;\r`, "    access_log off;\r"],
  ])("are removed by --fix when nothing is left to silence: %j", async (line, after) => {
    const ran = await loglint(["--fix", "--no-config"], { files: { "nginx.conf": conf(line) } });
    expect(ran.written["nginx.conf"]).toBe(conf(after));
  });
});

import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { FORMATS, loadReporter, type Format } from "../../src/report/reporters.ts";
import type { ReportOptions } from "../../src/report/report.ts";
import { pythonWithDjango, realProgram } from "../real-programs.ts";
import { finding, labelled, OPTIONS, resultOf, sample, sourcesOf, spanOf } from "./sample.ts";

const python = realProgram("python") ?? pythonWithDjango();
const validateCheck = new Ajv({ strict: true, allowUnionTypes: true }).compile(
  JSON.parse(readFileSync("schema/check.schema.json", "utf8")),
);

async function render(format: Format, result = sample(), options: ReportOptions = OPTIONS): Promise<string> {
  return (await loadReporter(format))(result, options).output;
}

/** A result with everything that a format may have to escape. */
function hostile() {
  const nasty = `a"b'c<d>&e,f:g%h\r\n::error::x]]>|*_\`\u001b[31m\u0000\ud800日🦄`;
  const file = `dir/${nasty.replaceAll("\n", " ").replaceAll("\u0000", "")}.conf`;
  const text = `# 日本🦄\n  "é日🦄" target\n`;
  const sources = sourcesOf({ [file]: text });
  const at = spanOf(sources, file, "target");
  const parts = { what: nasty, why: nasty, instead: nasty };
  return resultOf(
    { [file]: text },
    {
      findings: [
        finding("nginx/syntax", "error", at, {
          parts,
          related: [labelled(spanOf(sources, file, "é"), nasty)],
        }),
      ],
      crashes: [{ rule: nasty, error: nasty }],
    },
  );
}

describe.each(FORMATS.filter((format) => format !== "text"))("format %s", (format) => {
  it("equals its golden output", async () => {
    await expect(await render(format)).toMatchFileSnapshot(`golden/${format}.golden`);
  });

  it("is the same text for the same result, and ends its last line", async () => {
    const output = await render(format);
    expect(await render(format)).toBe(output);
    expect(output.endsWith("\n")).toBe(true);
    expect(output).not.toContain("s3cr3t");
  });

  it("has the exit code of the gate", async () => {
    const reporter = await loadReporter(format);
    expect(reporter(sample(), OPTIONS).exitCode).toBe(1);
    expect(reporter(sample(), { ...OPTIONS, failOn: "never" }).exitCode).toBe(0);
    expect(reporter(resultOf({}), OPTIONS).exitCode).toBe(3);
    expect(reporter(hostile(), OPTIONS).exitCode).toBe(2);
  });

  it("lets no control character through", async () => {
    const output = await render(format, hostile());
    expect(output.replaceAll("\n", "")).not.toMatch(/\p{Cc}/u);
  });

  it("is well-formed for a result without findings", async () => {
    const output = await render(format, resultOf({ "nginx.conf": "" }));
    if (output.startsWith("{") || output.startsWith("["))
      expect(() => JSON.parse(output) as unknown).not.toThrow();
  });
});

describe("json", () => {
  it("is as its schema says, for a full, an empty and a hostile result", async () => {
    for (const result of [sample(), resultOf({}), hostile()]) {
      expect(
        validateCheck(JSON.parse(await render("json", result))),
        JSON.stringify(validateCheck.errors),
      ).toBe(true);
    }
  });

  it("counts lines and columns from 1, columns in UTF-16, ends exclusive", async () => {
    const parsed = JSON.parse(await render("json", hostile())) as {
      findings: { start: unknown; end: unknown }[];
    };
    expect(parsed.findings[0]?.start).toEqual({ line: 2, column: 10, offset: 16 });
    expect(parsed.findings[0]?.end).toEqual({ line: 2, column: 16, offset: 22 });
  });

  it("has in every line of jsonl what it has in findings", async () => {
    const { findings } = JSON.parse(await render("json")) as { findings: unknown[] };
    const lines = (await render("jsonl")).trim().split("\n");
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(findings);
  });
});

interface SarifRun {
  tool: { driver: { rules: { id: string; help: { text: string } }[] } };
  results: {
    ruleIndex?: number;
    ruleId: string;
    locations: {
      physicalLocation: {
        artifactLocation: { uri: string; uriBaseId?: string };
        region: Record<string, number>;
      };
    }[];
    codeFlows?: { threadFlows: { locations: unknown[] }[] }[];
    partialFingerprints: Record<string, string>;
  }[];
}

async function sarifRun(result = sample()): Promise<SarifRun> {
  const log = JSON.parse(await render("sarif", result)) as { version: string; runs: SarifRun[] };
  expect(log.version).toBe("2.1.0");
  const [run] = log.runs;
  if (run === undefined) throw new Error("no run");
  return run;
}

describe("sarif", () => {
  it("gives every result a location with a relative URI, a fingerprint, and its rule by index", async () => {
    const run = await sarifRun();
    expect(run.results).toHaveLength(3);
    for (const result of run.results) {
      expect(result.locations).toHaveLength(1);
      expect(result.locations[0]?.physicalLocation.artifactLocation.uri).not.toMatch(/^\/|^[a-z]+:/);
      expect(result.partialFingerprints["primaryLocationLineHash"]).toMatch(/^[0-9a-f]{16}:\d+$/);
      if (result.ruleIndex !== undefined)
        expect(run.tool.driver.rules[result.ruleIndex]?.id).toBe(result.ruleId);
    }
    expect(run.results.filter((result) => result.ruleIndex !== undefined)).toHaveLength(2);
    for (const rule of run.tool.driver.rules) expect(rule.help.text).not.toBe("");
  });

  it("makes the related places a code flow that ends at the finding", async () => {
    const run = await sarifRun();
    const flow = run.results[1]?.codeFlows?.[0]?.threadFlows[0]?.locations;
    expect(flow).toHaveLength(3);
    expect(JSON.stringify(flow?.at(-1))).toContain('"startLine":3');
  });

  it("encodes file names as URIs, keeps fingerprints when lines move, and numbers equal ones", async () => {
    const text = "a on;\nb on;\na on;\n";
    const at = (offset: number) => ({ file: "my conf/#1.conf", start: offset, end: offset + 1 });
    const findings = [finding("x/y", "error", at(0)), finding("x/y", "error", at(12))];
    const before = await sarifRun(resultOf({ "my conf/#1.conf": text }, { findings }));
    expect(before.results[0]?.locations[0]?.physicalLocation.artifactLocation.uri).toBe(
      "my%20conf/%231.conf",
    );
    const names = before.results.map((result) => result.partialFingerprints["primaryLocationLineHash"]);
    expect(names[1]).toBe(names[0]?.replace(/:1$/, ":2"));
    const moved = findings.map((each) => ({
      ...each,
      at: { ...each.at, start: each.at.start + 2, end: each.at.end + 2 },
    }));
    const after = await sarifRun(resultOf({ "my conf/#1.conf": `\n\n${text}` }, { findings: moved }));
    expect(after.results.map((result) => result.partialFingerprints["primaryLocationLineHash"])).toEqual(
      names,
    );
  });
});

describe("formats for other programs", () => {
  it("github: one command a line, nothing in a message can start another", async () => {
    const lines = (await render("github", hostile())).trimEnd().split("\n");
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(
      /^::error file=[^,:\r\n]*,line=2,endLine=2,col=10,endColumn=15,title=nginx\/syntax::/,
    );
  });

  it("gitlab: every issue has what GitLab needs, and a fingerprint of its own", async () => {
    const issues = JSON.parse(await render("gitlab")) as {
      fingerprint: string;
      severity: string;
      location: { path: string };
    }[];
    expect(new Set(issues.map((issue) => issue.fingerprint)).size).toBe(3);
    for (const issue of issues)
      expect(["info", "minor", "major", "critical", "blocker"]).toContain(issue.severity);
  });

  it("rdjson: columns count bytes of UTF-8 from 1", async () => {
    const { diagnostics } = JSON.parse(await render("rdjson", hostile())) as {
      diagnostics: { location: { range: { start: { line: number; column: number } } } }[];
    };
    expect(diagnostics[0]?.location.range.start).toEqual({
      line: 2,
      column: Buffer.byteLength('  "é日🦄" ') + 1,
    });
  });

  it.skipIf(python === null).each(["junit", "checkstyle"] as const)(
    "%s: Python's XML parser reads it back",
    async (format) => {
      const script =
        "import sys, xml.etree.ElementTree as E; r = E.fromstring(sys.stdin.buffer.read()); print(sum(1 for _ in r.iter()))";
      for (const result of [sample(), hostile(), resultOf({})]) {
        const input = await render(format, result);
        const { stdout, stderr } = spawnSync(python ?? "", ["-c", script], { input, encoding: "utf8" });
        expect(stderr).toBe("");
        expect(Number(stdout)).toBeGreaterThan(0);
      }
    },
  );

  it("markdown: no HTML, link or table of a message comes through", async () => {
    const output = await render("markdown", hostile());
    expect(output.replaceAll(/`+[^`]*`+/g, "")).not.toMatch(/(?<!\\)[<>|]/);
  });

  it("compact: one line per finding", async () => {
    expect((await render("compact", hostile())).trimEnd().split("\n")).toHaveLength(1);
    expect((await render("compact")).split("\n")[0]).toMatch(
      /^blog\/settings\.py:5:33: error: .* \[django\/existing-loggers-disabled\]$/,
    );
  });
});

import { describe, expect, it } from "vitest";
import { COLOURED, PLAIN } from "../../src/report/theme.ts";
import { text } from "../../src/report/text.ts";
import { textWidth } from "../../src/report/width.ts";
import { finding, labelled, OPTIONS, resultOf, sample, sourcesOf, spanOf } from "./sample.ts";

describe("text for people", () => {
  it.each([60, 80, 200])("equals the golden output at %i columns", async (width) => {
    await expect(text(sample(), { ...OPTIONS, width }).output).toMatchFileSnapshot(
      `golden/text-${width}.golden`,
    );
  });

  it("equals the golden output with every gap listed and colours on", async () => {
    const { output } = text(sample(), { ...OPTIONS, theme: COLOURED, showUnknown: true });
    await expect(output).toMatchFileSnapshot("golden/text-colour.golden");
  });

  it("without colours is the coloured text without its escape sequences", () => {
    const coloured = text(sample(), { ...OPTIONS, theme: COLOURED }).output;
    const stripped = coloured.replaceAll(new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, "g"), "");
    expect(stripped).toBe(text(sample(), { ...OPTIONS, theme: PLAIN }).output);
    expect(coloured).not.toBe(stripped);
  });

  it("ends every style that it starts on the same line", () => {
    for (const line of text(sample(), { ...OPTIONS, theme: COLOURED }).output.split("\n")) {
      const codes = [...line.matchAll(/\[(\d+(?:;\d+)*)m/g)].map((match) => match[1]);
      expect(codes.length % 2, line).toBe(0);
    }
  });

  it.each([50, 80, 120])("keeps every line within %i columns", (width) => {
    for (const line of text(sample(), { ...OPTIONS, width }).output.split("\n")) {
      if (!/^\S+:\d+:\d+ {2}/.test(line)) expect(textWidth(line), line).toBeLessThanOrEqual(width);
    }
  });

  it("shows nothing but the findings when quiet", () => {
    const { output } = text(sample(), { ...OPTIONS, quiet: true });
    expect(output.startsWith("blog/settings.py:5:33  error")).toBe(true);
    expect(output).not.toContain("Read 3 files");
    expect(output).not.toContain("in the baseline");
    expect(text(resultOf({ "nginx.conf": "" }), { ...OPTIONS, quiet: true }).output).toBe("");
  });

  it("summarises many files by technology, and lists them all when verbose", () => {
    const files = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`conf.d/vhost-${i}.conf`, ""]));
    const result = resultOf({ ...files });
    const { output } = text(result, OPTIONS);
    expect(output).toContain("Read 40 files:\n  nginx 40  conf.d/vhost-0.conf, ");
    expect(output).not.toContain("vhost-39");
    expect(text(result, { ...OPTIONS, verbose: true }).output).toContain("vhost-39.conf (nginx)");
  });

  it("says so when nothing was found", () => {
    expect(text(resultOf({ "nginx.conf": "" }), OPTIONS).output).toBe(
      "Read 1 file: nginx.conf (nginx)\nConfiguration: none, preset recommended\n\nNo findings in 1 file.\n",
    );
  });

  it("prints the other findings when a rule crashed, names the rule, and exits 2", () => {
    const report = text(
      { ...sample(), crashes: [{ rule: "nginx/syntax", error: "TypeError: boom\n    at x" }] },
      OPTIONS,
    );
    expect(report.exitCode).toBe(2);
    expect(report.output).toContain("loglint failed in the rule nginx/syntax: this is a bug of loglint");
    expect(report.output).toContain("TypeError: boom");
    expect(report.output).toContain("capture_output does nothing");
  });

  it.each([
    ["error", 1],
    ["warning", 1],
    ["info", 1],
    ["never", 0],
  ] as const)("exits as the gate %s says", (failOn, code) => {
    expect(text(sample(), { ...OPTIONS, failOn }).exitCode).toBe(code);
    const warning = {
      ...sample(),
      findings: sample().findings.filter((each) => each.severity === "warning"),
    };
    expect(text(warning, { ...OPTIONS, failOn }).exitCode).toBe(
      failOn === "error" || failOn === "never" ? 0 : 1,
    );
  });

  it("lets no escape sequence of a file name, a label, a message or the source reach the terminal", () => {
    const escape = `${String.fromCharCode(27)}[2J${String.fromCharCode(7)}\u202e\u009b31m`;
    const file = `evil${escape}.conf`;
    const sources = sourcesOf({ [file]: `access_log ${escape};\n` });
    const at = spanOf(sources, file, "access_log");
    const parts = { what: `what ${escape}`, why: `why ${escape}`, instead: `instead ${escape}` };
    const result = resultOf(
      { [file]: `access_log ${escape};\n` },
      {
        findings: [
          finding("nginx/syntax", "error", at, { parts, related: [labelled(at, `label ${escape}`)] }),
        ],
        gaps: [{ what: escape, why: escape, at }],
        skipped: [{ path: escape, why: escape }],
        config: escape,
        crashes: [{ rule: "x", error: escape }],
      },
    );
    const { output } = text(result, { ...OPTIONS, showUnknown: true });
    expect(output.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\u202e]/u);
    expect(output).toContain("\\x1b[2J");
  });
});

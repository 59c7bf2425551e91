import { describe, expect, it } from "vitest";
import { codeFrames, type Mark } from "../../src/report/frame.ts";
import { PLAIN } from "../../src/report/theme.ts";
import { textWidth } from "../../src/report/width.ts";
import { sourcesOf, spanOf } from "./sample.ts";

const style = (width = 80) => ({ theme: PLAIN, width, primary: PLAIN.error });

/** The frame of one place in a text. */
function frameOf(text: string, needle: string, label = "", width = 80): string[] {
  const sources = sourcesOf({ f: text });
  return codeFrames([{ at: spanOf(sources, "f", needle), label, primary: true }], sources, style(width));
}

describe("a code frame", () => {
  it("puts the marker under the characters after tabs", () => {
    expect(frameOf("\tab\tcd x", "cd")).toEqual(["    1 │     ab  cd x", "      │         ^^"]);
  });

  it("puts the marker under the characters after wide ones, and makes it as wide as they are", () => {
    expect(frameOf('name = "日本" + x', "x")).toEqual([
      '    1 │ name = "日本" + x',
      "      │                 ^",
    ]);
    expect(frameOf("a 日本 b", "日本")).toEqual(["    1 │ a 日本 b", "      │   ^^^^"]);
    expect(frameOf("🦄 x", "x")).toEqual(["    1 │ 🦄 x", "      │    ^"]);
    expect(frameOf("e\u0301 x", "x")).toEqual(["    1 │ e\u0301 x", "      │   ^"]);
  });

  it("shows control characters as escapes and still marks the right columns", () => {
    expect(frameOf("a\u001b[0m b", "b")).toEqual(["    1 │ a\\x1b[0m b", "      │          ^"]);
    expect(frameOf("\ufeffx y", "y")).toEqual(["    1 │ \\ufeffx y", "      │         ^"]);
  });

  it("never shows the value of a secret", () => {
    const frame = frameOf('SECRET_KEY = "hunter2"; DEBUG = True', "DEBUG");
    expect(frame).toEqual([
      '    1 │ SECRET_KEY = "[redacted]"; DEBUG = True',
      "      │                            ^^^^^",
    ]);
  });

  it("marks the first line of a place of several lines and says where it ends", () => {
    expect(frameOf("a = {\n  1,\n}\n", "a = {\n  1,\n}", "the dict")).toEqual([
      "    1 │ a = {",
      "      │ ^^^^^ the dict (to line 3)",
    ]);
  });

  it("marks one column for an empty place, also at the end of the file and of an empty file", () => {
    const sources = sourcesOf({ f: "ab\n", empty: "" });
    const at = (file: string, offset: number): Mark => ({
      at: { file, start: offset, end: offset },
      label: "here",
      primary: true,
    });
    expect(codeFrames([at("f", 2)], sources, style())).toEqual(["    1 │ ab", "      │   ^ here"]);
    expect(codeFrames([at("f", 3)], sources, style())).toEqual(["    2 │ ", "      │ ^ here"]);
    expect(codeFrames([at("empty", 0)], sources, style())).toEqual(["    1 │ ", "      │ ^ here"]);
  });

  it("shows lines between near places, and a gap between far ones", () => {
    const text = Array.from({ length: 20 }, (_, i) => `line ${i + 1};`).join("\n");
    const sources = sourcesOf({ f: text });
    const mark = (needle: string, primary: boolean): Mark => ({
      at: spanOf(sources, "f", needle),
      label: "",
      primary,
    });
    const near = codeFrames([mark("line 5;", true), mark("line 8;", false)], sources, style());
    expect(near.map((line) => line.trim()).filter((line) => /\d/.test(line))).toEqual([
      "5 │ line 5;",
      "6 │ line 6;",
      "7 │ line 7;",
      "8 │ line 8;",
    ]);
    const far = codeFrames([mark("line 5;", true), mark("line 9;", false)], sources, style());
    expect(far).toEqual([
      "    5 │ line 5;",
      "      │ ^^^^^^^",
      "     ...",
      "    9 │ line 9;",
      "      │ -------",
    ]);
  });

  it("clips a long line around its place, and says the rest in dots", () => {
    const text = `${"x".repeat(500)} target ${"y".repeat(500)}`;
    const [code = "", marker = ""] = frameOf(text, "target", "", 60);
    expect(textWidth(code)).toBeLessThanOrEqual(60);
    expect(code.indexOf("target")).toBe(marker.indexOf("^^^^^^"));
    expect(code).toMatch(/\.\.\.x+ target y+\.\.\.$/);
  });

  it("shows two places of one long line that do not fit together one after the other", () => {
    const text = `first ${"x".repeat(300)} second`;
    const sources = sourcesOf({ f: text });
    const frame = codeFrames(
      [
        { at: spanOf(sources, "f", "first"), label: "one", primary: true },
        { at: spanOf(sources, "f", "second"), label: "two", primary: false },
      ],
      sources,
      style(),
    );
    expect(frame).toHaveLength(4);
    expect(frame[0]).toContain("first");
    expect(frame[2]).toContain("second");
    expect(frame[3]?.indexOf("------")).toBe(frame[2]?.indexOf("second"));
  });

  it("looks at a bounded part of a line of ten million characters", () => {
    const half = "日x\t".repeat(1_700_000);
    const frame = frameOf(`${half}target${half}`, "target", "here");
    expect(frame).toHaveLength(2);
    expect(frame[0]).toContain("target");
    expect(textWidth(frame[0] ?? "")).toBeLessThanOrEqual(80);
  });

  it("names the place of a file whose text is not here", () => {
    const frame = codeFrames(
      [{ at: { file: "gone.conf", start: 3, end: 4 }, label: "was here", primary: false }],
      new Map(),
      style(),
    );
    expect(frame).toEqual(["  gone.conf:1:4", "      │ was here"]);
  });

  it("puts a label that does not fit beside its marker on a line of its own", () => {
    const frame = frameOf(`${"a".repeat(40)} target`, "target", "a label that is rather long", 60);
    expect(frame).toEqual([
      `    1 │ ${"a".repeat(40)} target`,
      `      │ ${" ".repeat(41)}^^^^^^`,
      "      │ a label that is rather long",
    ]);
  });
});

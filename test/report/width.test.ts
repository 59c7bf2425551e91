import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { characterWidth, textWidth } from "../../src/report/width.ts";
import { realProgram } from "../real-programs.ts";

const python = realProgram("python");

describe("the width of characters", () => {
  it("is that of Unicode for text, wide text, marks and emoji", () => {
    expect(textWidth("abc")).toBe(3);
    expect(textWidth("日本語")).toBe(6);
    expect(textWidth("e\u0301")).toBe(1);
    expect(textWidth("🦄")).toBe(2);
    expect(textWidth("한글")).toBe(4);
    expect(textWidth("│^─")).toBe(3);
  });

  it.skipIf(python === null)(
    "is East Asian Width for every character that Python's unicodedata knows as wide or narrow",
    () => {
      const script = `
import unicodedata
for code in range(0x300, 0x40000):
    if 0xD800 <= code < 0xF900: continue
    category = unicodedata.category(chr(code))
    if category in ("Cn", "Co", "Mn", "Me", "Cf", "Mc") or 0x1160 <= code < 0x1200 or 0x1f1e6 <= code <= 0x1f1ff: continue
    print(code, 2 if unicodedata.east_asian_width(chr(code)) in "WF" else 1)
`;
      const { stdout } = spawnSync(python ?? "", ["-c", script], {
        encoding: "utf8",
        maxBuffer: 64 * 1024 * 1024,
      });
      const rows = stdout
        .trim()
        .split("\n")
        .map((line) => line.split(" ").map(Number));
      expect(rows.length).toBeGreaterThan(100_000);
      const wrong = rows.filter(([code = 0, width]) => characterWidth(String.fromCodePoint(code)) !== width);
      expect(wrong.map(([code = 0, width]) => `U+${code.toString(16)} is ${width ?? 0}`)).toEqual([]);
    },
  );
});

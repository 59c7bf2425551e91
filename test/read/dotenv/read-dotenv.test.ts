import { describe, expect, it } from "vitest";
import { composeVariables } from "../../../src/read/dotenv/interpolation.ts";
import { verbatim } from "../../../src/text/decoded.ts";
import { readDotenv } from "../../../src/read/dotenv/read-dotenv.ts";
import { resolveParts } from "../../../src/read/dotenv/resolve.ts";
import type { DotenvDialect } from "../../../src/read/dotenv/tree.ts";
import { randomTexts } from "../seeded-random.ts";

function values(
  text: string,
  dialect: DotenvDialect,
  env: Record<string, string> = {},
): Record<string, string | null> {
  const found: Record<string, string | null> = {};
  for (const entry of readDotenv(text, dialect).entries) {
    const value =
      entry.value &&
      resolveParts(entry.value, (name) => (Object.hasOwn(env, name) ? { value: env[name]! } : "unset"));
    found[entry.name] = value === null ? null : "value" in value ? value.value : "?";
  }
  return found;
}

describe("one text in four dialects", () => {
  const text = `# c\nexport A="x \\"y\\" # z" # w\nB=plain # w\nC='a\nb'\n`;

  it("python-dotenv unquotes, drops comments and keeps several lines", () => {
    expect(values(text, "python-dotenv")).toEqual({ A: 'x "y" # z', B: "plain", C: "a\nb" });
  });
  it("compose does the same", () => {
    expect(values(text, "compose")).toEqual({ A: 'x "y" # z', B: "plain", C: "a\nb" });
  });
  it("docker keeps everything after the equals sign and refuses export", () => {
    const file = readDotenv(text, "docker");
    expect(values(text, "docker")).toEqual({ B: "plain # w", C: "'a", "b'": null });
    expect(file.errors.map((error) => error.message)).toEqual(["variable 'export A' contains whitespaces"]);
  });
  it("systemd keeps a comment after a value and ignores export", () => {
    const file = readDotenv(text, "systemd");
    expect(values(text, "systemd")).toEqual({ B: "plain # w", C: "a\nb" });
    expect(file.errors.map((error) => error.message)).toEqual(["invalid variable name, ignoring"]);
  });
});

describe("variables", () => {
  it("python-dotenv expands braces in any quotes, with a flat default, and leaves $NAME", () => {
    const text = "A=${X}-${Y:-d$e}\nB='${X}'\nC=$X\nD=${Z:=1}\n";
    expect(values(text, "python-dotenv", { X: "1" })).toEqual({ A: "1-d$e", B: "1", C: "$X", D: "${Z:=1}" });
  });
  it("compose expands $NAME, nests defaults, and takes single quotes literally", () => {
    const text = "A=${X:-${Y-z}}$X\nB='${X}'\nC=\"$$X\\$X\"\nD=${E:+yes}${F+no}\n";
    expect(values(text, "compose", { Y: "y", E: "1" })).toEqual({ A: "y", B: "${X}", C: "$X$X", D: "yes" });
  });
  it("an unknown variable makes the value unknown, unless it does not decide", () => {
    const parts = composeVariables(verbatim("${A:-x}${B}", 0, 11)).parts;
    expect(resolveParts(parts, (name) => (name === "B" ? "unknown" : "unset"))).toEqual({ unknown: "B" });
    expect(resolveParts(parts.slice(0, 1), () => "unset")).toEqual({ value: "x" });
  });
  it("each part stands where it is written, also after an escape", () => {
    const text = 'A="\\n${X:-d}"';
    const [, variable] = readDotenv(text, "python-dotenv").entries[0]!.value!;
    expect(text.slice(variable!.span.start, variable!.span.end)).toBe("${X:-d}");
  });
  it("what compose cannot expand is a fatal error at the dollar sign", () => {
    for (const [text, at] of [
      ["a ${X", 2],
      ["$", 0],
      ["${1}", 0],
      ["${A:-${B", 5],
      ["${A:=1}", 0],
    ] as const) {
      const { errors } = composeVariables(verbatim(text, 0, text.length));
      expect([text, errors[0]?.span.start, errors[0]?.fatal]).toEqual([text, at, true]);
    }
  });
  it("nesting beyond the bound is text with an error", () => {
    const text = "${A:-".repeat(100_000) + "}".repeat(100_000);
    const { errors } = composeVariables(verbatim(text, 0, text.length));
    expect(errors.length).toBeGreaterThan(0);
  });
});

describe("errors", () => {
  it("python-dotenv skips the rest of a line that it cannot parse and reads on", () => {
    const text = 'A="x\nB=1\nC="y" z\nD=2\n=3\n';
    const file = readDotenv(text, "python-dotenv");
    expect(file.entries.map((entry) => entry.name)).toEqual(["D"]);
    expect(file.errors.map((error) => text.slice(error.span.start, error.span.end))).toEqual([
      'A="x\nB=1\nC="y" z',
      "=3",
    ]);
  });
  it("compose refuses a space in a name and an unclosed quote", () => {
    const file = readDotenv('A B=1\nC="x\nD=1\n', "compose");
    expect(file.errors.map((error) => error.message)).toEqual([
      'unexpected character "B" in variable name',
      "unterminated quoted value",
    ]);
    expect(file.entries.map((entry) => entry.name)).toEqual(["D"]);
  });
});

describe("hostile input", () => {
  const alphabet = [
    "'",
    '"',
    "\\",
    "\n",
    "\r",
    "$",
    "{",
    "}",
    ":",
    "-",
    "=",
    "#",
    ";",
    " ",
    "a",
    "export ",
    "\u0000",
    "\ud800",
  ];
  const dialects: DotenvDialect[] = ["python-dotenv", "compose", "docker", "systemd", "systemd-before-254"];

  it("10 000 random texts: never throws, and every span lies in the file", () => {
    for (const [i, text] of randomTexts(7, 10_000, 40, alphabet).entries()) {
      const file = readDotenv(text, dialects[i % 5]!);
      const spans = [
        ...file.errors.map((e) => e.span),
        ...file.entries.flatMap((e) => [
          e.span,
          e.nameSpan,
          e.valueSpan ?? e.span,
          ...(e.value ?? []).map((p) => p.span),
        ]),
      ];
      for (const { start, end } of spans)
        expect(0 <= start && start <= end && end <= text.length, JSON.stringify(text)).toBe(true);
    }
  });
  it.each(["A='\n", 'A="\\"', "'", "${", "A=${x:", "\\", "#\\\n", "A= ", "$"])(
    "1 MB of %j is read to its end in each dialect",
    (piece) => {
      const text = piece.repeat(1_000_000 / piece.length);
      for (const dialect of dialects) {
        for (const each of [text, `A=${text}`])
          expect(readDotenv(each, dialect).errors.every(({ span }) => span.end <= each.length)).toBe(true);
      }
    },
  );
});

import { describe, expect, it } from "vitest";
import { parseAccessFormat } from "../../../src/loaders/gunicorn/access-format.ts";
import { fuzzCases, fuzzSeed } from "../../fuzz-cases.ts";
import { ask, dice, python } from "./ask.ts";

function generateFormats(count: number): string[] {
  const { below, chance, pick } = dice(fuzzSeed(77));
  const names = [
    "h",
    "l",
    "u",
    "t",
    "r",
    "s",
    "m",
    "U",
    "q",
    "H",
    "b",
    "B",
    "f",
    "a",
    "T",
    "D",
    "M",
    "L",
    "p",
    "{x-forwarded-for}i",
    "{X_Forwarded_For}i",
    "{content-type}o",
    "{http_host}e",
    "zzz",
    "",
    "a(b)c",
  ];
  const flags = [
    "",
    "",
    "",
    "",
    "-",
    "0",
    "+",
    "#",
    " ",
    "05",
    "-10",
    ".3",
    "8.2",
    "*",
    ".*",
    "l",
    "h",
    "-*",
  ];
  const types = [
    "s",
    "s",
    "s",
    "s",
    "s",
    "d",
    "r",
    "a",
    "f",
    "x",
    "c",
    "i",
    "u",
    "e",
    "g",
    "o",
    "%",
    "y",
    "é",
    "\u{1f600}",
    "",
    "b",
    "F",
    "G",
    "E",
    "X",
  ];
  const texts = [
    "",
    " ",
    '"',
    "[",
    "]",
    " - ",
    "{",
    "$remote_addr",
    "%%",
    "é",
    "%",
    "(",
    ")",
    "100% ",
    "%h %l",
  ];
  const formats = [
    "",
    "%",
    "%(",
    "%(h",
    "%(h)",
    '%h %l %u %t "%r" %>s %b',
    '%(h)s %(l)s %(u)s %(t)s "%(r)s" %(s)s %(b)s "%(f)s" "%(a)s"',
    "%s",
    "%s %s",
    "%s %(h)s",
    "%(h)s %s",
    "%(h)% %s",
    "%(l)c",
    "%(D)*d",
    "%*d",
    "%(h)99999999999999999999s",
    "%.99999999999f",
    "%(T).9d",
    ...[
      "*",
      "-*",
      "*.",
      "*.3",
      ".*",
      "5.*",
      "*d",
      "*5",
      "*l",
      ".*l",
      "*.*",
      "*.*d",
      "*.5d",
      "*.99999999999d",
    ].flatMap((rest) => [`%(M)${rest}`, `%(h)${rest}`, `%${rest}`]),
  ];
  while (formats.length < count) {
    let format = "";
    for (let i = below(5); i >= 0; i--) {
      format += pick(texts);
      if (chance(0.85)) format += `%${chance(0.85) ? `(${pick(names)})` : ""}${pick(flags)}${pick(types)}`;
    }
    formats.push(format);
  }
  return formats;
}

describe.skipIf(python === null)("an access log format", () => {
  it("works or raises, in the same words, as with the installed gunicorn's atoms: generated formats", () => {
    const formats = generateFormats(fuzzCases(3000));
    const answers = ask(formats.map((format) => ({ ask: "format", format })));
    let valid = 0;
    for (const [i, format] of formats.entries()) {
      const { error, atoms } = parseAccessFormat(format, null);
      // Whether these are one character long differs from request to request.
      if (atoms.some(({ name, conversion }) => conversion === "c" && /^[{ufqTDMB]/.test(name ?? "")))
        continue;
      if (error === null) valid++;
      expect({ format, error: error?.message ?? null }).toEqual({ format, error: answers[i]!.error ?? null });
    }
    expect(valid).toBeGreaterThan(200);
    expect(formats.length - valid).toBeGreaterThan(200);
  });
});

describe("an access log format", () => {
  it("gives the place of each conversion", () => {
    const text = '%(h)s "%({x-forwarded-for}i)s" 100%% %(D)05d';
    const { atoms } = parseAccessFormat(text, null);
    expect(
      atoms.map(({ name, conversion, start, end }) => [name, conversion, text.slice(start, end)]),
    ).toEqual([
      ["h", "s", "%(h)s"],
      ["{x-forwarded-for}i", "s", "%({x-forwarded-for}i)s"],
      ["D", "d", "%(D)05d"],
    ]);
  });

  it("gives the guilty piece of one that raises", () => {
    const text = "%(h)s %>s %b";
    const { error } = parseAccessFormat(text, null);
    expect(text.slice(error!.start, error!.end)).toBe("%>");
  });
});

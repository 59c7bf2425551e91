import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import fc from "fast-check";
import { parse } from "py-ast";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fasterPyAst } from "../../../scripts/py-ast.mjs";

const folder = mkdtempSync(join(tmpdir(), "loglint-py-ast-"));
const original = join(dirname(createRequire(import.meta.url).resolve("py-ast")), "index.esm.js");
let faster: typeof parse;

beforeAll(async () => {
  const path = join(folder, "py-ast.mjs");
  writeFileSync(path, fasterPyAst(readFileSync(original, "utf8")).replace(/\/\/# sourceMappingURL=.*/, ""));
  ({ parse: faster } = (await import(pathToFileURL(path).href)) as { parse: typeof parse });
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** The whole tree, or the whole complaint. */
function outcome(read: typeof parse, text: string): string {
  try {
    return JSON.stringify(read(text), (_, value: unknown) =>
      typeof value === "bigint" ? `${value}n` : value,
    );
  } catch (error) {
    return JSON.stringify([String(error), Object.entries(error as Error)]);
  }
}

const FIXTURES = readdirSync("fixtures", { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".py"))
  .map((path) => readFileSync(join("fixtures", path), "utf8"));

const PIECES = fc.constantFrom(
  ..."( ) [ ] { } : = , . := == ** @ ; # \\ ' \" ''' é ﬁ 𝒳 ª € x x1 _ 1 1.5 0x_f 1j 'a' f'{x}' rb'' t'{a}' if else lambda not in is and or await async yield from".split(
    " ",
  ),
  " ",
  "\n",
  "\n    ",
  "\t",
  "\r",
  "",
);

describe("py-ast as it is bundled", () => {
  it("gives the same trees for every fixture", () => {
    expect(FIXTURES.length).toBeGreaterThan(20);
    for (const text of FIXTURES) expect(outcome(faster, text)).toBe(outcome(parse, text));
  });

  it("gives the same trees and the same complaints for pieces of Python in any order", () => {
    fc.assert(
      fc.property(fc.array(PIECES, { maxLength: 30 }), (pieces) => {
        const text = pieces.join("");
        expect(outcome(faster, text)).toBe(outcome(parse, text));
      }),
      { numRuns: 5000 },
    );
  });

  it("gives the same for fixtures with a piece exchanged", () => {
    const long = FIXTURES.filter((text) => text.length > 100);
    fc.assert(
      fc.property(fc.constantFrom(...long), fc.nat(), fc.nat(4), PIECES, (text, at, length, piece) => {
        const from = at % text.length;
        const changed = text.slice(0, from) + piece + text.slice(from + length);
        expect(outcome(faster, changed)).toBe(outcome(parse, changed));
      }),
      { numRuns: 1500 },
    );
  });

  it("does not take another version of py-ast for this one", () => {
    expect(() => fasterPyAst("export const parse = 1;")).toThrow("py-ast has changed");
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isSyntaxProblem, plainValue } from "../../src/config/config-node.ts";
import { readJson } from "../../src/config/json-reader.ts";

describe("the JSON reader", () => {
  it("reads what JSON.parse reads, to the same value", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.integer({ min: 0, max: 4 }), (value, indent) => {
        const node = readJson(JSON.stringify(value, null, indent));
        expect(isSyntaxProblem(node) ? node : plainValue(node)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it("refuses what JSON.parse refuses, but for comments and trailing commas", () => {
    const text = fc.string({
      unit: fc.constantFrom(...Array.from('{}[]":,ab1.-+e\\ntrue null\u0000')),
      maxLength: 12,
    });
    fc.assert(
      fc.property(text, (json) => {
        const node = readJson(json);
        let parsed: { value: unknown } | undefined;
        try {
          parsed = { value: JSON.parse(json) };
        } catch {
          parsed = undefined;
        }
        if (parsed !== undefined && !/"([^"]*)"\s*:.*"\1"\s*:/.test(json))
          expect(isSyntaxProblem(node), json).toBe(false);
        if (parsed === undefined && !/,\s*[}\]]/.test(json)) expect(isSyntaxProblem(node), json).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  it("takes comments and trailing commas", () => {
    const node = readJson('\ufeff// one\n{ "a": [1, 2, /* two */ ], "b": "// no comment", } // three');
    expect(isSyntaxProblem(node) ? node : plainValue(node)).toEqual({ a: [1, 2], b: "// no comment" });
  });

  it("keeps __proto__ as a key like any other", () => {
    const node = readJson('{"__proto__": {"x": 1}}');
    const value = isSyntaxProblem(node) ? {} : plainValue(node);
    expect(Object.keys(value as object)).toEqual(["__proto__"]);
    expect((value as { x?: number }).x).toBeUndefined();
  });

  it.each([
    ['{"a": tru}', "unexpected tru; strings need double quotes", 6],
    ["{'a': 1}", 'unexpected "\'" instead of a key in double quotes or "}"', 1],
    ['{"a": 1, "a": 2}', '"a" stands here twice', 9],
    ['{"a": "x\n"}', "a string that does not end, or has an escape that JSON does not know", 6],
    ["", "unexpected the end of the file instead of a value", 0],
    ["{} {}", 'unexpected "{" instead of the end of the file', 3],
    ["[".repeat(100_000), "nested deeper than 100 levels", 101],
  ])("says where %j is wrong", (text, message, start) => {
    const problem = readJson(text);
    expect(isSyntaxProblem(problem) ? [problem.message, problem.span.start] : problem).toEqual([
      message,
      start,
    ]);
  });
});

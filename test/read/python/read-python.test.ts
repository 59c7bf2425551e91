import { expect, it } from "vitest";
import { readPython } from "../../../src/read/python/read-python.ts";

it("reads the statements around a syntax error and leaves an opaque one with the names it binds", () => {
  const text = "A = 1\nB = = 2\nC = 3\n";
  const module = readPython(text);
  expect(module.errors).toHaveLength(1);
  expect(module.body.map((statement) => statement.kind)).toEqual(["assign", "opaque", "assign"]);
  expect(module.body[1]).toMatchObject({ binds: ["B"], span: { start: 6, end: 13 } });
});

import { describe, expect, it } from "vitest";
import { readPython } from "../../../src/read/python/read-python.ts";
import type { Expression, PythonModule, Statement } from "../../../src/read/python/tree.ts";

function assigned(module: PythonModule, index = 0): Expression | undefined {
  const statement = module.body[index];
  return statement?.kind === "assign" ? statement.value : undefined;
}

function kinds(body: readonly Statement[]): string[] {
  return body.map((statement) => statement.kind);
}

function messages(text: string): string[] {
  return readPython(text).errors.map((error) => error.message);
}

describe("recovery", () => {
  it("reads the statements around a syntax error and leaves an opaque one with the names it binds", () => {
    const module = readPython("A = 1\nB = = 2\nC = 3\n");
    expect(module.errors).toEqual([{ message: "invalid syntax", span: { start: 10, end: 11 } }]);
    expect(kinds(module.body)).toEqual(["assign", "opaque", "assign"]);
    expect(module.body[1]).toMatchObject({ binds: ["B"], span: { start: 6, end: 13 } });
  });

  it("loses only the broken statement inside if, try, with, class and def", () => {
    const inner = (indent: string): string => `${indent}a = 1\n${indent}b = = 2\n${indent}c = 3\n`;
    for (const header of ["if x:", "try:", "with x:", "class X:", "def x():", "for x in y:", "while x:"]) {
      const tail = header === "try:" ? "except A:\n    d = 4\n" : "";
      const module = readPython(`${header}\n${inner("    ")}${tail}z = 1\n`);
      expect(module.errors).toHaveLength(1);
      const statement = module.body[0];
      expect(statement !== undefined && "body" in statement && kinds(statement.body as Statement[])).toEqual([
        "assign",
        "opaque",
        "assign",
      ]);
      expect(kinds(module.body)).toHaveLength(2);
    }
  });

  it("keeps the other branches of an if of which one is broken, elif and else among them", () => {
    const module = readPython("if a:\n  x = 1\nelif b:\n  x = = 2\nelse:\n  x = 3\ny = 1\n");
    const outer = module.body[0];
    const inner = outer?.kind === "if" ? outer.otherwise[0] : undefined;
    expect(outer?.kind === "if" && kinds(outer.body)).toEqual(["assign"]);
    expect(inner?.kind === "if" && kinds(inner.body)).toEqual(["opaque"]);
    expect(inner?.kind === "if" && kinds(inner.otherwise)).toEqual(["assign"]);
  });

  it("reads on after a bracket that is never closed", () => {
    const module = readPython("LOGGING = {\n  'a': [1,\n\nDEBUG = True\nX = (1)\n");
    expect(module.errors[0]).toMatchObject({ message: "'[' was never closed" });
    expect(kinds(module.body)).toEqual(["opaque", "assign", "assign"]);
  });

  it("reads on after a string that is never closed", () => {
    expect(kinds(readPython("A = 'x\nB = 1\n").body)).toEqual(["opaque", "assign"]);
    expect(kinds(readPython('A = """x\nB = 1\n').body)).toEqual(["opaque", "assign"]);
  });

  it("keeps 44 of 45 statements for each single broken line", () => {
    const lines = Array.from({ length: 45 }, (_, i) => `S${String(i)} = {"a": [1, 2], "b": f(x)}`);
    for (const breakage of ["S7 = {", "S7 = )", "S7 = 'x", "S7 = 1 2", "  S7 = 1", "S7 = $"]) {
      const text = lines.with(7, breakage).join("\n");
      const intact = readPython(text).body.filter((statement) => statement.kind === "assign");
      expect(intact).toHaveLength(44);
    }
  });
});

describe("what py-ast hides or refuses", () => {
  it("tells 1 from 1.0, ... from a string, bytes from str", () => {
    const module = readPython("a = 1\nb = 1.0\nc = ...\nd = '...'\ne = b'x'\nf = 1j\n");
    const found = module.body.map((_, i) => assigned(module, i)?.kind);
    expect(found).toEqual(["integer", "float", "ellipsis", "string", "bytes", "complex"]);
  });

  it("marks strings with named characters as not exact, raw ones and escaped backslashes not", () => {
    const module = readPython(
      'a = "\\N{BULLET}"\nb = r"\\N{BULLET}"\nc = "\\\\N{x}"\nd = f"\\N{BULLET}{x}"\n',
    );
    expect(assigned(module, 0)).toMatchObject({ exact: false });
    expect(assigned(module, 1)).toMatchObject({ exact: true, value: "\\N{BULLET}" });
    expect(assigned(module, 2)).toMatchObject({ exact: true, value: "\\N{x}" });
    expect(assigned(module, 3)).toMatchObject({ parts: [{ kind: "text", exact: false }, { kind: "field" }] });
  });

  it.each([
    ["form feeds", "\fclass A:\n  \f\n  x = 1 \f\n\f\nb = '\f'\n"],
    ["except without parentheses (Python 3.14)", "try:\n    a\nexcept A, B:\n    b\n"],
    ["a trailing comma after del", "del x,\n"],
    ["type parameters with a trailing comma", "class C[T,]:\n    pass\ndef f[T, U,](a): pass\n"],
    ["comments inside f-strings (Python 3.12)", 'x = f"""{\n  a  # why\n}"""\n'],
    ["reused quotes inside f-strings (Python 3.12)", 'x = f"{a["b"]}"\n'],
    ["quotes in the format of an f-string", `x = f"{d:%H o'clock}{y:'>10}"\n`],
    ["type aliases (Python 3.12)", "type X = int\ntype Y[T] = list[T]\n"],
    ["template strings (Python 3.14)", 'x = t"a{b}"\n'],
  ])("reads %s", (_name, text) => {
    expect(messages(text)).toEqual([]);
  });

  it.each([
    [
      "x = '\\x4'",
      "(unicode error) 'unicodeescape' codec can't decode bytes in position 0-2: truncated \\xXX escape",
    ],
    ["x = b'é'", "bytes can only contain ASCII literal characters"],
    ["x = b'a' 'b'", "cannot mix bytes and nonbytes literals"],
    [
      "x = 0777",
      "leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal integers",
    ],
    ["x = 1\u00a0", "invalid non-printable character U+00A0"],
    ["x = “a”", "invalid character '“' (U+201C)"],
    ["x = [1\n  2]", "invalid syntax. Perhaps you forgot a comma?"],
    ["if x\n    y = 1", "expected ':'"],
    ["try:\n    import x\n# except ImportError:\n#     pass\ny = 1", "expected 'except' or 'finally' block"],
    ["x = )", "unmatched ')'"],
    ["x = [1)", "closing parenthesis ')' does not match opening parenthesis '['"],
    ["if x:\n\ty = 1\n        z = 2", "inconsistent use of tabs and spaces in indentation"],
    ["if x:\n    y = 1\n  z = 2", "unindent does not match any outer indentation level"],
  ])("reports %j as CPython 3.11 words it", (text, message) => {
    expect(messages(text)[0]).toBe(message);
  });

  it("places a missing comma at the value before it, as CPython does, comments between them or not", () => {
    const text = "LOGGING = {\n  'a': 1  # one\n  # two\n  'b': 2,\n}\n";
    const [error] = readPython(text).errors;
    expect(error?.message).toBe("invalid syntax. Perhaps you forgot a comma?");
    expect(error?.span.start).toBe(text.indexOf("1  #"));
  });

  it("keeps the quote that stands in the format of an f-string", () => {
    const value = assigned(readPython(`x = f"{d:%H o'clock}"\n`));
    expect(value).toMatchObject({ parts: [{ format: [{ kind: "text", value: "%H o'clock" }] }] });
  });

  it("refuses NUL inside and outside strings", () => {
    expect(messages("x = 1\0\n")).toEqual(["source code cannot contain null bytes"]);
    expect(messages("x = '\0'\n")).toEqual(["source code cannot contain null bytes"]);
  });
});

it("gives comments with their spans, brackets and broken statements included", () => {
  const text = "x = [  # one\n  1, '# no'\n]  # two\ny = = 2  # three\n";
  const found = readPython(text).comments.map((span) => text.slice(span.start, span.end));
  expect(found).toEqual(["# one", "# two", "# three"]);
});

it("gives the spans of names in attributes, keywords, functions and classes", () => {
  const text = "a . é = f(\n  kw = 1)\nasync  def  g(): pass\nclass \\\n  C: pass\n";
  const names: string[] = [];
  JSON.stringify(readPython(text).body, (key, value: unknown) => {
    if (key === "nameSpan") {
      const { start, end } = value as { start: number; end: number };
      names.push(text.slice(start, end));
    }
    return typeof value === "bigint" ? 0 : value;
  });
  expect(names).toEqual(["é", "kw", "g", "C"]);
});

describe("bounds", () => {
  it.each([
    ["brackets", `x = ${"(".repeat(100_000)}`],
    ["closed brackets", `x = ${"[".repeat(100_000)}${"]".repeat(100_000)}`],
    ["unary operators", `x = ${"- ".repeat(100_000)}1`],
    ["additions", `x = ${"1 + ".repeat(100_000)}1`],
    ["attributes", `x = a${".b".repeat(100_000)}`],
    ["elif", `if a:\n  b\n${"elif c:\n  d\n".repeat(20_000)}`],
    ["indentation", Array.from({ length: 2_000 }, (_, i) => `${" ".repeat(i)}if x:\n`).join("")],
    ["f-strings", 'f"{'.repeat(20_000)],
    ["open lines", "x = (\n".repeat(50_000)],
    ["unterminated strings", "x = '\n".repeat(50_000)],
    ["escaped triple quotes", '\\"""'.repeat(50_000)],
  ])("never throws on deep or endless %s, and the tree can be walked by recursion", (_name, text) => {
    const module = readPython(text);
    expect(
      JSON.stringify(module.body, (_key, value: unknown) => (typeof value === "bigint" ? 0 : value)).length,
    ).toBeGreaterThan(0);
    expect(module.errors.length).toBeLessThanOrEqual(100);
  });

  it("binds the names of a statement that is too deep for the tree", () => {
    const module = readPython(`x = ${"1 + ".repeat(5_000)}1\ny = 2\n`);
    expect(module.body[0]).toMatchObject({ kind: "opaque", binds: ["x"] });
    expect(module.body[1]).toMatchObject({ kind: "assign" });
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { evaluateModule } from "../../src/evaluate/evaluate.ts";
import { toJson } from "../../src/evaluate/json.ts";
import { memoryFileSystem } from "../../src/text/memory-file-system.ts";
import { CORPUS } from "./settings-corpus.ts";
import { randomProgram } from "./random-programs.ts";

function run(text: string, steps?: number): ReturnType<typeof evaluateModule> {
  return evaluateModule({
    fs: memoryFileSystem({ "m.py": text }),
    file: "m.py",
    searchPath: ["."],
    environment: { values: {}, complete: false },
    ...(steps === undefined ? {} : { steps }),
  });
}

const HOSTILE: Readonly<Record<string, string>> = {
  "an endless loop": "X = 1\nwhile True:\n    X += 1\n",
  "a list that grows while it is walked": "L = [1]\nfor x in L:\n    L.append(x)\n",
  "a long string":
    "A = 'a' * 10 ** 9\nB = A * 10 ** 9\nfor i in range(100):\n    B = str(B) + 'x' * 1000000\n",
  "a large number":
    "A = 2 ** 10 ** 9\nB = 9 ** 9 ** 9\nC = 1 << 10 ** 12\nfor i in range(60):\n    A = 3\n    C = 7 ** i ** 3\n",
  "doubled text": "A = 'ab'\nfor i in range(100):\n    A = A + A\n",
  "doubled lists": "A = [1]\nfor i in range(100):\n    A = [A, A]\n",
  "doubled lists copied":
    "import copy\nA = [1]\nfor i in range(60):\n    A = [A, A]\nB = copy.deepcopy(A)\nC = str(A)\nD = A == B\n",
  "a list in itself": "A = []\nA.append(A)\nB = {}\nB['b'] = B\nC = str(A)\nD = A == [A]\n",
  "endless recursion": "def f(n):\n    return f(n + 1)\nA = f(0)\n",
  "mutual recursion": "def f(n): return g(n)\ndef g(n): return [f(n), f(n)]\nA = g(1)\n",
  "deep recursion that branches": "def f(n):\n    return 1 if n <= 0 else f(n - 1) + f(n - 1)\nA = f(40)\n",
  "deep nesting": `A = ${"[".repeat(500)}${"]".repeat(500)}\n`,
  "a long sum": `A = ${Array.from({ length: 20_000 }, () => "1").join(" + ")}\n`,
  "a long chain of conditions": `import os\nE = os.environ.get('E')\nif E == 'x':\n    A = 0\n${Array.from({ length: 1000 }, (_, i) => `elif E == '${i}':\n    A = ${i}\n`).join("")}`,
  "many conditions": `import os\nL = []\n${Array.from({ length: 300 }, (_, i) => `if os.environ.get('V${i}'):\n    L.append(${i})\n    X${i} = ${i}\n`).join("")}`,
  "many conditions on one name": `import os\nX = 0\n${Array.from({ length: 200 }, (_, i) => `if os.environ.get('V${i}'):\n    X = ${i}\n`).join("")}`,
  "nested tries": `import os\n${Array.from({ length: 18 }, (_, i) => `${"  ".repeat(i)}try:\n${"  ".repeat(i + 1)}A = os.environ['A${i}']\n`).join("")}${"  ".repeat(18)}B = 1\n${Array.from({ length: 18 }, (_, i) => `${"  ".repeat(17 - i)}except KeyError:\n${"  ".repeat(18 - i)}A = ${i}\n`).join("")}`,
  "a large range": "A = list(range(10 ** 12))\nB = [0] * 10 ** 9\nC = sum(range(10 ** 9))\n",
  "a product of comprehensions":
    "A = [(a, b, c, d) for a in range(1000) for b in range(1000) for c in range(1000) for d in range(1000)]\n",
  "replaced text that grows": "A = 'aaaaaaaaaa'\nfor i in range(50):\n    A = A.replace('a', 'aaaaaaaaaa')\n",
  "formats with large widths":
    "A = '%999999999d' % 1\nB = f'{1:>999999999}'\nC = '{:>9999999999}'.format(1)\nD = 'x'.zfill(10 ** 9), 'x'.ljust(10 ** 9)\n",
  "classes that derive from themselves":
    "class A: pass\nclass B(A): pass\nclass A(B): pass\nclass B(A): pass\nX = B.x\n",
  "a class tower": `class C0: V = 1\n${Array.from({ length: 300 }, (_, i) => `class C${i + 1}(C${i}): pass\n`).join("")}X = C300.V\n`,
  "names of objects in JavaScript":
    "__proto__ = 1\nconstructor = {'__proto__': 1}\ntoString = constructor['__proto__']\nA = 'x'.constructor\n",
  "imports of itself": "from m import *\nimport m\nfrom . import m as n\nA = m.m.m\n",
  "includes of itself": "from split_settings.tools import include\ninclude('m.py')\n",
  "odd text": "\u0000\u2028 A = '\ud800'\n",
  "sorting what cannot be sorted":
    "A = sorted([1, 'a', None, [], {}])\nB = sorted([[1], [2, 'x'], [2, 3]])\n",
};

describe("hostile modules", () => {
  it.each(Object.entries(HOSTILE))("%s: ends with a result", (_, text) => {
    const result = run(text, 300_000);
    for (const value of result.names.values()) expect(() => JSON.stringify(toJson(value))).not.toThrow();
    expect(result.files).toEqual(["m.py"]);
  });
  it("knows nothing of a module that was not followed to its end", () => {
    const result = run("A = 1\nwhile True:\n    pass\nA = 2\n", 1000);
    expect(toJson(result.names.get("A")!)).toHaveProperty("unknown");
    expect(result.open).toBe(true);
    expect(result.gaps.map((gap) => gap.why)).toContain("step budget spent");
  });
});

describe("garbage", () => {
  const texts = CORPUS.flatMap((one) => Object.values(one.files));
  it("mutated settings never throw, and spans lie inside their files (fuzz)", () => {
    fc.assert(
      fc.property(
        fc.nat(texts.length - 1),
        fc.nat(),
        fc.nat(40),
        fc.string({ maxLength: 8 }),
        (which, place, cut, added) => {
          const text = texts[which]!;
          const at = place % (text.length + 1);
          const changed = text.slice(0, at) + added + text.slice(at + cut);
          const result = run(changed, 20_000);
          for (const value of result.names.values()) {
            toJson(value);
            if (value.at !== undefined)
              expect(value.at.start <= value.at.end && value.at.end <= changed.length).toBe(true);
          }
          for (const gap of result.gaps) expect(gap.why).not.toMatch(/internal error/);
        },
      ),
      { numRuns: 800, seed: 7 },
    );
  });
  it("shuffled lines of random programs never throw (fuzz)", () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), (seed, other) => {
        const [a, b] = [randomProgram(seed).text.split("\n"), randomProgram(other).text.split("\n")];
        const mixed = a.flatMap((line, at) => (at % 3 === 0 ? [line, b[at] ?? ""] : [line])).join("\n");
        for (const gap of run(mixed, 20_000).gaps) expect(gap.why).not.toMatch(/internal error/);
      }),
      { numRuns: 200, seed: 7 },
    );
  });
  it("gives the same result twice", () => {
    for (const one of CORPUS.slice(0, 20)) {
      const text = Object.values(one.files)[0]!;
      const show = (): string =>
        JSON.stringify([...run(text).names].map(([name, value]) => [name, toJson(value)]));
      expect(show()).toBe(show());
    }
  });
});

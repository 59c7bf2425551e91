import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readPython } from "../../../src/read/python/read-python.ts";
import { indexLines, pointAt } from "../../../src/text/line-index.ts";
import { fuzzCases, fuzzSeed } from "../../fuzz-cases.ts";
import { realProgram } from "../../real-programs.ts";
import { askPython, canonical, digestOf, type Answer } from "./cpython.ts";
import { mutate, randomNumbers } from "./mutate.ts";
import { SNIPPETS } from "./snippets.ts";

const python = realProgram("python");
const PACKAGES = "/usr/lib/python3/dist-packages";
/** LOGLINT_LONG=1 compares every file and 40,000 mutants instead of a sample. */
const long = process.env["LOGLINT_LONG"] === "1";
const TIMEOUT = 600_000;

function pythonFiles(root: string, everyNth: number): string[] {
  try {
    const entries = readdirSync(root, { recursive: true, encoding: "utf8" }).sort();
    const files = entries.filter((name) => name.endsWith(".py")).map((name) => join(root, name));
    return long ? files : files.filter((_, i) => i % everyNth === 0);
  } catch {
    return [];
  }
}

/** What differs between our reading and CPython's answer, or null. */
function difference(text: string, answer: Answer): string | null {
  const module = readPython(text);
  const error = module.errors[0];
  if (answer.error !== undefined)
    return error === undefined ? `accepted, CPython says ${answer.error}` : null;
  if (error !== undefined) return `${error.message} at ${String(error.span.start)}`;
  return digestOf(canonical(module, text)) === answer.digest ? null : "tree differs";
}

function differencesIn(files: readonly string[]): { compared: number; wrong: string[] } {
  const answers = askPython(
    python ?? "",
    files.map((path) => ({ path })),
    "digest",
  );
  const wrong: string[] = [];
  let compared = 0;
  files.forEach((path, i) => {
    const answer = answers[i];
    if (answer === undefined || answer.skip !== undefined) return;
    compared++;
    const found = difference(readFileSync(path, "utf8"), answer);
    if (found !== null) wrong.push(`${path}: ${found}`);
  });
  return { compared, wrong };
}

describe.skipIf(python === null)(
  "the tree equals that of CPython's ast, node for node, with positions",
  () => {
    it.each([
      ["Django as installed", `${PACKAGES}/django`, 4, 200],
      ["gunicorn as installed", `${PACKAGES}/gunicorn`, 1, 30],
      ["the standard library", "/usr/lib/python3.11", 12, 40],
    ])(
      "on %s",
      (_name, root, everyNth, atLeast) => {
        const { compared, wrong } = differencesIn(pythonFiles(root, everyNth));
        expect(wrong).toEqual([]);
        expect(compared).toBeGreaterThan(atLeast);
      },
      TIMEOUT,
    );

    it("on snippets of everything that the tree knows", () => {
      const answers = askPython(
        python ?? "",
        SNIPPETS.map((text) => ({ text })),
        "digest",
      );
      const wrong = SNIPPETS.map((text, i) => [difference(text, answers[i] ?? {}), text]);
      expect(wrong.filter(([found]) => found !== null)).toEqual([]);
      expect(answers.filter((answer) => answer.error !== undefined)).toEqual([]);
    });

    it("on the same snippets with CRLF, with lone CR, and after a byte order mark", () => {
      const texts = SNIPPETS.flatMap((text) => [
        text.replaceAll("\n", "\r\n"),
        text.replaceAll("\n", "\r"),
        `\ufeff${text}`,
      ]);
      const answers = askPython(
        python ?? "",
        texts.map((text) => ({ text })),
        "digest",
      );
      const wrong = texts.map((text, i) => [difference(text, answers[i] ?? {}), text]);
      expect(wrong.filter(([found]) => found !== null)).toEqual([]);
    });
  },
);

describe.skipIf(python === null)("mutated snippets are accepted and refused as CPython does", () => {
  const random = randomNumbers(fuzzSeed(20_26));
  const texts = Array.from({ length: fuzzCases(long ? 40_000 : 4_000) }, () =>
    mutate(SNIPPETS[Math.floor(random() * SNIPPETS.length)] ?? "", random),
  );
  const asked =
    python === null
      ? []
      : askPython(
          python,
          texts.map((text) => ({ text })),
          "accept",
        );
  const cases = texts.map((text, i) => ({ text, answer: asked[i] ?? {}, module: readPython(text) }));
  const valid = cases.filter(({ answer }) => answer.ok === true);
  const invalid = cases.filter(({ answer }) => answer.error !== undefined);

  it("at most 1 of 1,000 valid ones is refused", () => {
    const refused = valid.filter(({ module }) => module.errors.length > 0);
    console.log(`valid and refused: ${JSON.stringify(refused.map(({ text }) => text))}`);
    expect(valid.length).toBeGreaterThan(cases.length / 10);
    expect(refused.length, JSON.stringify(refused.map(({ text }) => text))).toBeLessThanOrEqual(
      valid.length / 1000,
    );
  });

  it("at most 1 % of the invalid ones are accepted", () => {
    const accepted = invalid.filter(({ module }) => module.errors.length === 0);
    const messages = new Map<string, number>();
    for (const { answer } of accepted)
      messages.set(answer.error ?? "", (messages.get(answer.error ?? "") ?? 0) + 1);
    console.log(
      `${String(valid.length)} valid, ${String(invalid.length)} invalid, ${String(accepted.length)} accepted: ${JSON.stringify([...messages])}`,
    );
    expect(accepted.length).toBeLessThanOrEqual(invalid.length / 100);
  });

  it("CPython's line is among the reported lines of at least 96 % of the invalid ones", () => {
    const reported = invalid.filter(({ module }) => module.errors.length > 0);
    const same = reported.filter(({ text, module, answer }) => {
      const lines = indexLines(text);
      return module.errors.some((error) => pointAt(lines, error.span.start).line === answer.line);
    });
    expect(same.length / reported.length).toBeGreaterThan(0.96);
  });

  it("every span lies inside the file", () => {
    const outside = cases.filter(({ text, module }) => {
      const spans = JSON.stringify([module.errors, module.body], (_key, value: unknown) =>
        typeof value === "bigint" ? value.toString() : value,
      ).matchAll(/"start":(-?\d+),"end":(-?\d+)/g);
      return [...spans].some(
        ([, start, end]) => Number(start) < 0 || Number(start) > Number(end) || Number(end) > text.length,
      );
    });
    expect(outside.map(({ text }) => text)).toEqual([]);
  });
});

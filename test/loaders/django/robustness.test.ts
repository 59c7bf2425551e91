import { describe, expect, it } from "vitest";
import { loadDjango } from "../../../src/loaders/django/load-django.ts";
import { findSettings } from "../../../src/loaders/django/find-settings.ts";
import type { DjangoProject } from "../../../src/model/django.ts";
import { unknownFact } from "../../../src/model/fact.ts";
import { reach } from "../../../src/model/logger-routing.ts";
import { memoryFileSystem } from "../../../src/text/memory-file-system.ts";
import type { FileSpan } from "../../../src/text/span.ts";
import { generatedLogging, randomOf } from "./generated-logging.ts";
import { toPython } from "./python-literal.ts";
import { STYLES } from "./settings-styles.ts";
import { fuzzCases } from "../../fuzz-cases.ts";

function load(files: Readonly<Record<string, string>>, file: string): DjangoProject {
  return loadDjango({
    fs: memoryFileSystem(files),
    settings: file.replace(/(?:\/__init__)?\.py$/, "").replaceAll("/", "."),
    file,
    searchPath: ["."],
    environment: { values: {}, complete: false },
    purpose: "production",
    version: unknownFact("not pinned"),
    firstParty: [{ name: "proj", directory: "proj" }],
  });
}

/** Every place in the project, wherever it stands. */
function spansIn(value: unknown): FileSpan[] {
  const spans: FileSpan[] = [];
  const pending: unknown[] = [value];
  for (let item = pending.pop(); item !== undefined; item = pending.pop()) {
    if (typeof item !== "object" || item === null) continue;
    if ("file" in item && "start" in item && "end" in item) spans.push(item as FileSpan);
    pending.push(...(Object.values(item) as unknown[]));
  }
  return spans;
}

const RUNS = fuzzCases(400);
const SCRAPS = [
  "[",
  "]",
  "{",
  "}",
  "(",
  ")",
  ",",
  ":",
  "None",
  "True",
  "**x",
  "*",
  "LOGGING",
  "if DEBUG:\n",
  "\n",
  "  ",
  "'",
  '"',
  "__proto__",
  "\u0000",
  "\ud800",
  "import os",
  "os.environ['X']",
  "1",
];

describe("loadDjango on anything", () => {
  it(`never throws and points inside the files, on ${String(RUNS)} damaged settings modules`, () => {
    for (let run = 0; run < RUNS; run++) {
      const random = randomOf(run + 7);
      const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!;
      const style = pick(STYLES);
      const files: Record<string, string> = { ...style.files };
      const target = pick(Object.keys(files));
      let text = random() < 0.3 ? `LOGGING = ${toPython(generatedLogging(run))}\n` : (files[target] ?? "");
      for (let cuts = 0; cuts < 1 + random() * 4; cuts++) {
        const at = Math.floor(random() * (text.length + 1));
        const kind = random();
        if (kind < 0.4) text = text.slice(0, at) + text.slice(at + Math.floor(random() * 12));
        else if (kind < 0.8) text = text.slice(0, at) + pick(SCRAPS) + text.slice(at);
        else text = text.slice(0, at) + text.slice(Math.max(0, at - 30));
      }
      files[target] = text;
      const path = style.settings.replaceAll(".", "/");
      const project = load(files, `${path}.py` in files ? `${path}.py` : `${path}/__init__.py`);
      reach(project.tree, "django.request", "ERROR", false);
      for (const span of spansIn(project)) {
        const length = files[span.file]?.length;
        expect(length, `${span.file} of run ${String(run)}`).toBeDefined();
        expect(
          span.start >= 0 && span.start <= span.end && span.end <= length!,
          `run ${String(run)} ${JSON.stringify(span)}`,
        ).toBe(true);
      }
      findSettings({ fs: memoryFileSystem(files), files: Object.keys(files) });
    }
  });

  it("takes names from Object.prototype as names", () => {
    const text =
      'LOGGING = {"version": 1, "handlers": {"__proto__": {"class": "logging.StreamHandler"}}, "loggers": {"constructor": {"handlers": ["__proto__"]}, "__proto__": {"level": "INFO"}}}\n';
    const { tree, problems } = load({ "proj/settings.py": text }, "proj/settings.py");
    expect(problems).toEqual([]);
    expect(Object.keys(tree.handlers)).toContain("__proto__");
    expect(reach(tree, "constructor", "ERROR", false).sinks.map(({ key }) => key)).toEqual(["__proto__"]);
  });

  it("reads 20,000 loggers and handlers, and a name of 100,000 dots", () => {
    const entries = Array.from(
      { length: 20_000 },
      (_, i) => `"l${String(i)}": {"handlers": ["h${String(i)}"]}`,
    ).join(", ");
    const handlers = Array.from(
      { length: 20_000 },
      (_, i) => `"h${String(i)}": {"class": "logging.NullHandler"}`,
    ).join(", ");
    const deep = `"a${".a".repeat(100_000)}": {"handlers": ["h1"]}`;
    const text = `LOGGING = {"version": 1, "handlers": {${handlers}}, "loggers": {${entries}, ${deep}}}\n`;
    const { tree, problems } = load({ "proj/settings.py": text }, "proj/settings.py");
    expect(problems).toEqual([]);
    expect(Object.keys(tree.loggers).length).toBeGreaterThan(20_000);
  });

  it("survives a LOGGING that is nested 10,000 deep", () => {
    const text = `LOGGING = ${'{"a": '.repeat(10_000)}1${"}".repeat(10_000)}\n`;
    expect(load({ "proj/settings.py": text }, "proj/settings.py").settings).toBe("proj.settings");
  });
});

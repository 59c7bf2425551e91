import { describe, expect, it } from "vitest";
import { buildTree } from "../../src/loaders/django/logger-tree.ts";
import { readLoggingConfig } from "../../src/loaders/django/logging-config.ts";
import { reach } from "../../src/model/logger-routing.ts";
import { generatedLogging } from "../loaders/django/generated-logging.ts";
import { toPython, toValue } from "../loaders/django/python-literal.ts";
import { realTrees, type Probe } from "../loaders/django/real-django.ts";
import { fuzzCases, fuzzSeed } from "../fuzz-cases.ts";
import { pythonWithDjango } from "../real-programs.ts";

const python = pythonWithDjango();
const CASES = fuzzCases(400);

const PROBES: readonly Probe[] = [
  ["django.request", "ERROR"],
  ["django.request", "WARNING"],
  ["django.security.DisallowedHost", "ERROR"],
  ["django.server", "INFO"],
  ["django.template", "DEBUG"],
  ["django.db.backends", "DEBUG"],
  ["blog.views", "INFO"],
  ["blog.views", "DEBUG"],
  ["blog", "WARNING"],
  ["gunicorn.access", "INFO"],
  ["gunicorn.error", "ERROR"],
  ["py.warnings", "WARNING"],
  ["celery.worker", "CRITICAL"],
  ["", "INFO"],
  ["", "ERROR"],
];

describe.skipIf(python === null)("reach() follows a record to the handlers that Python really calls", () => {
  it(`holds for ${String(PROBES.length)} records under each of ${String(CASES)} generated LOGGING dicts`, () => {
    const seeds = Array.from({ length: CASES }, (_, index) => fuzzSeed(100_000) + index);
    const cases = seeds.map((seed) => generatedLogging(seed));
    const debugs = seeds.map((seed) => seed % 3 === 0);
    const files = Object.fromEntries(
      cases.map((logging, i) => [
        `case_${String(i)}.py`,
        `import logging, sys\nSECRET_KEY = "x"\nINSTALLED_APPS = []\nDEBUG = ${debugs[i] ? "True" : "False"}\nLOGGING = ${toPython(logging)}\n`,
      ]),
    );
    const answers = realTrees(
      python!,
      cases.map((_, i) => `case_${String(i)}`),
      files,
      PROBES,
    );
    const wrong: string[] = [];
    let exact = 0;
    let maybe = 0;
    cases.forEach((logging, i) => {
      const real = answers[i]!;
      if (!real.ok) return;
      const read = readLoggingConfig(toValue(logging), { file: "settings.py", start: 0, end: 0 });
      const isEmpty =
        typeof logging === "object" && logging !== null && "dict" in logging && logging.dict.length === 0;
      const tree = buildTree({ configure: "default", logging: isEmpty ? null : read, calls: [] });
      PROBES.forEach(([logger, level], n) => {
        const found = reach(tree, logger, level, debugs[i]);
        const name = (key: string): string => key.replace(/^django:/, "");
        const certain = found.sinks.filter((sink) => sink.certain).map((sink) => name(sink.key));
        const possible = found.sinks.map((sink) => name(sink.key));
        const there = real.reached[n]!.filter((each) => each !== "lastResort");
        const last = real.reached[n]!.includes("lastResort");
        const label = `case ${String(i)} ${logger || "root"} ${level}: real ${real.reached[n]!.join(",") || "nothing"}, ours ${possible.join(",") || "nothing"} (certain ${certain.join(",")}), last resort ${found.lastResort}: ${toPython(logging)}`;
        const open = found.sinks.some((sink) => !sink.certain) || found.drops.some((drop) => !drop.certain);
        if (open) maybe++;
        else exact++;
        const ok = open
          ? certain.every((key) => there.includes(key)) &&
            there.every((key) => possible.includes(key)) &&
            (last ? found.lastResort !== "no" : found.lastResort !== "yes")
          : JSON.stringify(there) === JSON.stringify(certain) && last === (found.lastResort === "yes");
        if (!ok) wrong.push(label);
      });
    });
    console.info(`${String(exact)} records followed exactly, ${String(maybe)} with a step that is not known`);
    expect(wrong.slice(0, 10).map((text) => text.slice(0, 1500))).toEqual([]);
    expect(exact).toBeGreaterThan(maybe * 5);
  });
});

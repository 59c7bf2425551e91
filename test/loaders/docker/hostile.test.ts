import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { loadCompose } from "../../../src/loaders/compose/load-compose.ts";
import { loadDockerfile } from "../../../src/loaders/docker/load-dockerfile.ts";
import { loadKubernetes } from "../../../src/loaders/kubernetes/load-kubernetes.ts";
import type { Launch } from "../../../src/model/launch.ts";
import { memoryFileSystem } from "../../../src/text/memory-file-system.ts";
import { fuzzCases } from "../../fuzz-cases.ts";

vi.setConfig({ testTimeout: 120_000 });

const TEXTS = {
  Dockerfile: readFileSync("fixtures/start-scripts/compose/production/django/Dockerfile", "utf8"),
  "compose.yml": readFileSync("fixtures/read-only-image/compose.prod.yaml", "utf8"),
  "web.yaml": readFileSync("fixtures/kubernetes/k8s/deployment.yaml", "utf8"),
};

/** A text with a few pieces cut out, doubled, or replaced by characters that matter to one of the readers. */
function mutated(text: string): fc.Arbitrary<string> {
  const piece = fc.constantFrom(
    "",
    "$",
    "${",
    "}",
    "${A:-",
    "'",
    '"',
    "\\",
    "\n",
    "\t",
    ":",
    "- ",
    "&a ",
    "*a",
    "[",
    "{",
    "<<EOF",
    "\0",
    "__proto__",
    "..",
    "/",
    "%(h)s",
  );
  const change = fc.tuple(fc.nat(text.length), fc.nat(12), piece);
  return fc
    .array(change, { minLength: 1, maxLength: 5 })
    .map((changes) =>
      changes.reduce(
        (before, [at, length, put]) => before.slice(0, at) + put + before.slice(at + length),
        text,
      ),
    );
}

/** Fuzz: every place lies in its file. */
function checkPlaces(launches: readonly Launch[], files: Readonly<Record<string, string>>): void {
  for (const launch of launches) {
    const rules = launch.access.rules.map(({ at }) => at);
    for (const at of [launch.at, ...launch.via, ...launch.words.map((word) => word.at), ...rules]) {
      const length = files[at.file]?.length ?? -1;
      expect(at.start).toBeGreaterThanOrEqual(0);
      expect(at.end).toBeGreaterThanOrEqual(at.start);
      expect(at.end).toBeLessThanOrEqual(length);
    }
  }
}

describe("mutated files (fuzz)", () => {
  const runs = { numRuns: fuzzCases(300) };

  it("Dockerfiles never throw, and places lie in the file", () => {
    fc.assert(
      fc.property(mutated(TEXTS.Dockerfile), (text) => {
        const files = { Dockerfile: text };
        const { launches } = loadDockerfile({
          fs: memoryFileSystem(files),
          file: "Dockerfile",
          context: null,
          name: "w",
          deployment: "d",
          purpose: "unknown",
        });
        checkPlaces(launches, files);
      }),
      runs,
    );
  });

  it("compose files never throw, and places lie in the file", () => {
    fc.assert(
      fc.property(mutated(TEXTS["compose.yml"]), (text) => {
        const files = { "compose.yml": text, Dockerfile: TEXTS.Dockerfile };
        const project = { name: "p", files: ["compose.yml"], purpose: "unknown" } as const;
        checkPlaces(loadCompose({ fs: memoryFileSystem(files), project, deployment: "d" }).launches, files);
      }),
      runs,
    );
  });

  it("manifests never throw, and places lie in the file", () => {
    fc.assert(
      fc.property(mutated(TEXTS["web.yaml"]), (text) => {
        const files = { "web.yaml": text };
        checkPlaces(
          loadKubernetes({
            fs: memoryFileSystem(files),
            files: ["web.yaml"],
            deployment: "d",
            purpose: "unknown",
          }).launches,
          files,
        );
      }),
      runs,
    );
  });
});

describe("large files", () => {
  const load = (text: string): ReturnType<typeof loadDockerfile> =>
    loadDockerfile({
      fs: memoryFileSystem({ Dockerfile: text, a: "" }),
      file: "Dockerfile",
      context: null,
      name: "w",
      deployment: "d",
      purpose: "unknown",
    });

  it("are followed up to a bound, which is a gap", () => {
    const { image } = load(`FROM debian\n${"COPY a /b/\nRUN chown -R app /\n".repeat(50_000)}CMD x\n`);
    expect(image?.complete).toBe(false);
    expect(image?.gaps.map(({ why }) => why)).toEqual([
      "only the first 2000 instructions of a stage are followed",
    ]);
  });

  it("with more stages than anyone writes end", () => {
    expect(load("FROM debian\nRUN mkdir /a\n".repeat(20_000)).image?.complete).toBe(true);
  });

  it("with one RUN of many commands end, and are incomplete", () => {
    expect(load(`FROM debian\nRUN ${"mkdir -p /a/b && ".repeat(20_000)}true\n`).image).not.toBe(null);
    expect(load(`FROM debian\nRUN ${"mkdir -p /a/b; ".repeat(20_000)}true\n`).image?.complete).toBe(false);
  });
});

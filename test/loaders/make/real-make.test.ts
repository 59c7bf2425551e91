import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readMakefile } from "../../../src/read/makefile/read-makefile.ts";
import { realProgram } from "../../real-programs.ts";

const make = realProgram("make");

/** Makefiles with their target; `$(NAME)` of the environment comes from ENVIRONMENT. */
const MAKEFILES: readonly (readonly [text: string, target: string])[] = [
  ["run:\n\tgunicorn wiki.wsgi\n", "run"],
  ["run:\n\t@gunicorn wiki.wsgi -w 2\n\t-rm -f x\n\t@-true\n", "run"],
  ["APP = wiki\nPORT := 8000\nrun:\n\tgunicorn $(APP).wsgi -b :${PORT}\n", "run"],
  ["A = $(B)/bin\nB = /srv/venv\nrun:\n\t$(A)/gunicorn wiki.wsgi\n", "run"],
  ["OPTS = --workers 2\nOPTS += --preload\nrun:\n\tgunicorn $(OPTS) wiki.wsgi\n", "run"],
  ["run: deps\n\tgunicorn wiki.wsgi\ndeps:\n\techo deps\n", "run"],
  ["run:\n\tgunicorn \\\n\t  --bind :8000 \\\n\t  wiki.wsgi\n", "run"],
  ["VARS = a \\\n  b\nrun:\n\techo $(VARS)\n", "run"],
  ["run stop:\n\techo $@\n", "run"],
  ["run:\n\techo $$HOME $$(date) '$$x'\n", "run"],
  ["run:\n\techo $(FROM_OUTSIDE) ${FROM_OUTSIDE}\n", "run"],
  [".PHONY: run\nrun: ## Start it\n\tgunicorn wiki.wsgi # not a comment of make\n", "run"],
  [
    "export DJANGO_SETTINGS_MODULE = wiki.dev\nX = 1 # one\nrun:\n\techo [$(X)] $(DJANGO_SETTINGS_MODULE)\n",
    "run",
  ],
  ["define HELP\nrun: x\n\tnothing\nendef\nrun:\n\techo yes\n", "run"],
  ["a=b\nrun:\n\techo $a $(a)\n", "run"],
  ["X := first\nX := second\nrun:\n\techo $(X)\nX := last\n", "run"],
  ["run::\n\techo one\nrun::\n\techo two\n", "run"],
  ["run:\n\n\techo after a blank line\n\n# comment\n\techo more\n", "run"],
];

const ENVIRONMENT = { PATH: "/usr/bin:/bin", FROM_OUTSIDE: "given" };

function real(text: string, target: string): string {
  const folder = mkdtempSync(join(tmpdir(), "loglint-make-"));
  try {
    writeFileSync(join(folder, "Makefile"), text);
    const run = spawnSync(make ?? "", ["-n", "-C", folder, "--no-print-directory", target], {
      encoding: "utf8",
      env: ENVIRONMENT,
    });
    expect([text, run.stderr]).toEqual([text, ""]);
    return run.stdout;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Our lines, the recipes of what the target needs first. */
function ours(text: string, target: string): string {
  const recipes = readMakefile(text);
  const own = recipes.filter((each) => each.target === target);
  const needed = recipes.filter((each) => each.target === "deps");
  return [...needed, ...own]
    .map(({ command }) => `${command.value.replace("${FROM_OUTSIDE} ${FROM_OUTSIDE}", "given given")}\n`)
    .join("");
}

describe.skipIf(make === null)("make -n", () => {
  it.each(MAKEFILES)("runs the lines that we say: %j", (text, target) => {
    expect(existsSync(make ?? "")).toBe(true);
    expect(ours(text, target)).toBe(real(text, target));
  });
});

describe("a makefile", () => {
  const lines = (text: string): string[] => readMakefile(text).map(({ command }) => command.value);

  it("leaves what make works out, or the environment may change, unknown", () => {
    expect(lines("run:\n\techo $(shell date) $(wildcard *) $< $(word 1,$(X))\n")).toEqual([
      "echo ${make} ${make} ${make} ${make}",
    ]);
    expect(lines("PORT ?= 8000\nifdef X\nA = 1\nelse\nA = 2\nendif\nrun:\n\techo $(PORT) $(A)\n")).toEqual([
      "echo ${PORT} ${A}",
    ]);
    expect(lines("A = $(A)x\nrun:\n\techo $(A)\n")).toEqual([`echo \${make}${"x".repeat(8)}`]);
  });

  it("leaves rules by patterns out", () => {
    expect(lines("%.o: %.c\n\tcc $<\n$(X):\n\techo x\n")).toEqual([]);
  });

  it("knows where its words stand", () => {
    const text = "A = gunicorn\nrun:\n\t@$(A) wiki.wsgi\n";
    const [recipe] = readMakefile(text);
    const at = recipe?.command.starts[recipe.command.value.indexOf("wiki")] ?? 0;
    expect(text.slice(at, at + 9)).toBe("wiki.wsgi");
  });

  it("never throws, whatever the text", () => {
    for (const text of [
      "",
      "\t",
      "a:\\\n\\",
      "$(",
      "a:\n\t$(((",
      "a:\n\t${x",
      "define",
      "=",
      ":",
      "a:\n\t$",
    ]) {
      expect(() => readMakefile(text)).not.toThrow();
    }
  });
});

import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { diskFileSystem, lint, rules, where, filesOf } from "../src/index.ts";
import { text } from "../src/report/text.ts";
import { PLAIN } from "../src/report/theme.ts";
import { whereText } from "../src/report/where/where-text.ts";

const FIXTURES = readdirSync("fixtures", { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
  .sort();

/** What `loglint check` and `loglint where` say in the fixture's folder. `UPDATE_GOLDEN=1` writes it: read the difference before you keep it. */
function saidOf(name: string): string {
  const result = lint({ fs: diskFileSystem(`fixtures/${name}`), paths: ["."] });
  const style = { theme: PLAIN, width: 100 };
  const options = {
    ...style,
    version: "0.0.0",
    failOn: "error" as const,
    showUnknown: true,
    quiet: false,
    verbose: false,
    rules,
    preset: "recommended",
  };
  const routes = where(result.stacks);
  const map = whereText(routes, filesOf(result.stacks, routes), result.sources, style);
  return `$ loglint check --show-unknown\n\n${text(result, options).output}\n$ loglint where\n\n${map}`;
}

describe.each(FIXTURES)("fixtures/%s", (name) => {
  it("is told of in the words of its golden file", () => {
    const said = saidOf(name);
    const golden = `fixtures/${name}/loglint.txt`;
    if (process.env["UPDATE_GOLDEN"] === "1") writeFileSync(golden, said);
    expect(existsSync(golden), `${golden} is missing`).toBe(true);
    expect(said).toBe(readFileSync(golden, "utf8"));
  });

  it("has no two findings for one cause", () => {
    const { findings, sources } = lint({ fs: diskFileSystem(`fixtures/${name}`), paths: ["."] });
    // What is absent from a block is reported at its brace: two absent things are two causes.
    const pointed = findings.filter(({ at }) => sources.get(at.file)?.text.slice(at.start, at.end) !== "{");
    const places = pointed.map(({ at }) => `${at.file}:${String(at.start)}-${String(at.end)}`);
    expect(places).toEqual([...new Set(places)]);
  });
});

describe("the two variants that people choose", () => {
  it.each(["blog", "blog-files"])("fixtures/%s is clean", (name) => {
    const result = lint({ fs: diskFileSystem(`fixtures/${name}`), paths: ["."] });
    expect(result.findings.map((finding) => `${finding.rule}: ${finding.message}`)).toEqual([]);
    expect(result.read.map((file) => file.as)).toEqual(
      expect.arrayContaining(["nginx", "gunicorn", "django"]),
    );
  });
});

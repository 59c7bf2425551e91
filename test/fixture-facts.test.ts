import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { diskFileSystem, loadStack, rules } from "../src/index.ts";
import { factsText } from "../src/report/facts/facts-text.ts";
import { PLAIN } from "../src/report/theme.ts";

/** The deployments whose truth is written down: `expected.json` is compared in deployments.test.ts. */
const FIXTURES = readdirSync("fixtures")
  .filter((name) => existsSync(`fixtures/${name}/expected.json`))
  .sort();

/** What `loglint facts` says in the fixture's folder. */
function factsOf(name: string): string {
  const loaded = { ...loadStack({ fs: diskFileSystem(`fixtures/${name}`), paths: ["."] }), config: null };
  const options = {
    theme: PLAIN,
    width: 100,
    version: "0.0.0",
    failOn: "error" as const,
    showUnknown: true,
    quiet: false,
    verbose: false,
    rules,
    preset: "recommended",
  };
  return `$ loglint facts --show-unknown\n\n${factsText(loaded, options)}`;
}

describe("what takes effect in each deployment", () => {
  it.each(FIXTURES)("fixtures/%s is told of in the words of its golden file", (name) => {
    const said = factsOf(name);
    const golden = `fixtures/${name}/facts.txt`;
    if (process.env["UPDATE_GOLDEN"] === "1") writeFileSync(golden, said);
    expect(existsSync(golden), `${golden} is missing`).toBe(true);
    expect(said).toBe(readFileSync(golden, "utf8"));
  });
});

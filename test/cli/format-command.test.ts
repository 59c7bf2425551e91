import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FORMATS } from "../../src/report/reporters.ts";
import { diskFileSystem } from "../../src/text/disk-file-system.ts";
import { loglint } from "./run-loglint.ts";

const disk = { fs: diskFileSystem(process.cwd()), cwd: process.cwd() };
const SITE = "fixtures/blog-broken";

async function saved(site = SITE): Promise<string> {
  return (await loglint([site, "--strict", "--format", "json"], disk)).out;
}

describe("loglint format", () => {
  it.each(FORMATS)(
    "prints as %s what check itself prints, where the files are still there",
    async (format) => {
      const direct = await loglint([SITE, "--strict", "--format", format], disk);
      const again = await loglint(["format", "-", "--format", format], { ...disk, stdin: await saved() });
      const preset = (text: string): string => text.replaceAll("preset strict", "preset recommended");
      expect(again.out).toBe(preset(direct.out));
      expect(again.code).toBe(direct.code);
    },
  );

  it.each(["compact", "jsonl", "github", "gitlab", "junit", "checkstyle", "markdown"] as const)(
    "prints the same %s without the files, with every line and column",
    async (format) => {
      const direct = await loglint([SITE, "--strict", "--format", format], disk);
      const again = await loglint(["format", "r.json", "--format", format], {
        files: { "r.json": await saved() },
      });
      // a fingerprint needs the text of the line
      const bare = (text: string): string => text.replace(/"fingerprint": "[^"]+"/g, "");
      expect(bare(again.out)).toBe(bare(direct.out));
    },
  );

  it("shows places without code when a file has changed since", async () => {
    const changed = "# another\n\n# file\n".repeat(40);
    const files = { "r.json": await saved(), [`${SITE}/gunicorn.conf.py`]: changed };
    const ran = await loglint(["format", "r.json"], { files });
    expect(ran.out).toContain("gunicorn.conf.py:5:1  error  gunicorn/unknown-setting");
    expect(ran.out).not.toContain("# another");
  });

  it("takes a message apart into what, why and what to write instead", async () => {
    const ran = await loglint(["format", "r.json"], { files: { "r.json": await saved() } });
    expect(ran.out).toMatch(/^ {2}Why: {5}\S/m);
    expect(ran.out).toMatch(/^ {2}Instead: \S/m);
  });

  it("obeys the gate, and writes several formats", async () => {
    const files = { "r.json": await saved() };
    const ran = await loglint(
      ["format", "r.json", "--fail-on", "never", "-f", "html=a.html", "-f", "sarif=a.sarif", "-q"],
      { files },
    );
    expect(ran.code).toBe(0);
    expect(Object.keys(ran.written)).toEqual(["a.html", "a.sarif"]);
  });

  it.each([
    ["{", "it is not JSON"],
    ["[]", "it is not what `loglint check --format json` writes"],
    ["null", "it is not what"],
    ['{"version":2,"tool":{"name":"loglint"},"findings":[]}', "another version"],
    ['{"version":1,"tool":{"name":"loglint"},"findings":{}}', "its findings is not a list"],
    ['{"version":1,"tool":{"name":"loglint"},"findings":[{}]}', "no start or no end"],
  ])("refuses %s", async (text, message) => {
    const ran = await loglint(["format", "r.json"], { files: { "r.json": text } });
    expect(ran.code).toBe(2);
    expect(ran.err).toContain(message);
    expect(ran.out).toBe("");
  });

  it("refuses no file, two files and a missing one", async () => {
    expect((await loglint(["format"])).err).toContain("takes one file");
    expect((await loglint(["format", "a", "b"])).err).toContain("takes one file");
    expect((await loglint(["format", "a.json"])).err).toContain("a.json: no such file");
  });

  it("never fails on a damaged report: it is printed or refused", async () => {
    const report = JSON.parse(await saved()) as Record<string, unknown>;
    const pathsOf = (value: unknown, path: string[] = []): string[][] =>
      typeof value === "object" && value !== null
        ? [path, ...Object.entries(value).flatMap(([key, each]) => pathsOf(each, [...path, key]))]
        : [path];
    const paths = pathsOf(report).filter((path) => path.length > 0);
    const junk = fc.oneof(
      fc.constantFrom(null, -1, 1e9, 1.5, "", "x", "\u001b[31m", true, {}, []),
      fc.integer(),
      fc.string(),
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...paths), junk, async (path, value) => {
        const copy = structuredClone(report);
        let at = copy;
        for (const key of path.slice(0, -1)) at = at[key] as Record<string, unknown>;
        at[path.at(-1) ?? ""] = value;
        const ran = await loglint(["format", "-", "-f", "text", "-f", "sarif=a", "-f", "html=b"], {
          ...disk,
          stdin: JSON.stringify(copy),
        });
        expect(ran.err).not.toContain("bug of loglint");
        expect(ran.out).not.toContain("\u001b");
        expect([0, 1, 2, 3]).toContain(ran.code);
      }),
      { numRuns: 200, seed: 7 },
    );
  });
});

describe("the saved report", () => {
  it("is what the published schema describes, so that other programs can write one", () => {
    const schema = JSON.parse(readFileSync("schema/check.schema.json", "utf8")) as {
      properties: { version: unknown };
    };
    expect(schema.properties.version).toEqual({ const: 1 });
  });
});

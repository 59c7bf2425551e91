import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { lint } from "../../src/index.ts";
import { diskFileSystem } from "../../src/text/disk-file-system.ts";
import { sarif } from "../../src/report/sarif.ts";
import { OPTIONS, resultOf, sample, sourcesOf, spanOf, finding, labelled } from "./sample.ts";
import { rules } from "../../src/index.ts";

/** The schema of SARIF 2.1.0 as its authors publish it, with the formats that it names checked strictly. */
function validator() {
  const require = createRequire(import.meta.url);
  const path = require.resolve("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json");
  const schema = JSON.parse(readFileSync(path, "utf8")) as Record<string, unknown>;
  // draft-04 says id where later drafts say $id; nothing else in it differs
  delete schema["$schema"];
  delete schema["id"];
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
  ajv.addFormat("uri", /^[a-z][a-z0-9+.-]*:[!-~]+$/i);
  ajv.addFormat("uri-reference", /^(?:[!#$%&'()*+,\-./0-9:;=?@A-Z_a-z~[\]]|%[0-9A-F]{2})*$/);
  ajv.addFormat("date-time", /^\d{4}-\d\d-\d\dT/);
  return ajv.compile(schema);
}
const validate = validator();

function check(output: string): void {
  expect(validate(JSON.parse(output)), JSON.stringify(validate.errors, null, 1)).toBe(true);
}

describe("SARIF against the published schema of 2.1.0", () => {
  it("refuses what is not SARIF, so that it can fail", () => {
    expect(validate({ version: "2.1.0", runs: [{ tool: { driver: {} } }] })).toBe(false);
    expect(validate({ version: "2.1.0", runs: [{ tool: { driver: { name: "x" } }, results: [{}] }] })).toBe(
      false,
    );
  });

  it("is valid for a full and for an empty result", () => {
    check(sarif(sample(), OPTIONS).output);
    check(sarif(resultOf({}), OPTIONS).output);
  });

  it("is valid for hostile names and messages, and after a crash", () => {
    const file = "dir/ä b%\u202e<\"'`|\\^{}#?[x]:日🦄.conf";
    const sources = sourcesOf({ [file]: "a\n target\n" });
    const at = spanOf(sources, file, "target");
    const nasty = "a\u0000\u001b[31m\ud800 {0} [x](y)";
    const result = resultOf(
      { [file]: "a\n target\n" },
      {
        findings: [finding("nginx/syntax", "error", at, { related: [labelled(at, nasty)] })],
        crashes: [{ rule: nasty, error: nasty }],
      },
    );
    check(sarif(result, OPTIONS).output);
  });

  it.each(["blog", "blog-broken", "compose", "many-vhosts"])(
    "is valid for fixtures/%s with every rule",
    (name) => {
      const result = lint({
        fs: diskFileSystem(process.cwd()),
        paths: [`fixtures/${name}`],
        selection: { preset: "strict" },
      });
      check(sarif(result, { ...OPTIONS, rules }).output);
    },
  );
});

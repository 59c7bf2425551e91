import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { outputsAreClean } from "./outputs.ts";
import { checkedLint, fingerprint, mustEqual, reportsAreClean, rulesChangeNothing } from "./properties.ts";
import { FIXTURES, PIECES, sites } from "./sites.ts";
import { parameters } from "./parameters.ts";

describe("a whole run on damaged sites", () => {
  it("never throws, no rule crashes, ends in a bounded number of steps, and every span lies in its file", () => {
    fc.assert(
      fc.property(sites, (site) => {
        checkedLint(site);
      }),
      parameters(400),
    );
  });

  it("gives the same the second time, and rules change nothing", () => {
    fc.assert(
      fc.property(sites, (site) => {
        const result = checkedLint(site);
        mustEqual(fingerprint(checkedLint(site)), fingerprint(result), "the second run gave something else");
        rulesChangeNothing(result);
      }),
      parameters(100),
    );
  });

  it("does not depend on the order in which paths are given, or files are listed", () => {
    fc.assert(
      fc.property(sites, fc.infiniteStream(fc.nat()), (site, numbers) => {
        const paths = Object.keys(site).sort();
        const shuffled = paths
          .map((path) => [numbers.next().value, path] as const)
          .sort((a, b) => a[0] - b[0])
          .map(([, path]) => path);
        const other = Object.fromEntries(shuffled.map((path) => [path, site[path] ?? ""]));
        mustEqual(fingerprint(checkedLint(other)), fingerprint(checkedLint(site)), "listed in another order");
        mustEqual(
          fingerprint(checkedLint(site, shuffled)),
          fingerprint(checkedLint(site, paths)),
          "given in another order",
        );
      }),
      parameters(100),
    );
  });

  it("says the same of a file whatever garbage stands in an unrelated one", () => {
    const garbage = fc.oneof(
      fc.array(fc.constantFrom(...PIECES), { maxLength: 40 }).map((pieces) => pieces.join("")),
      fc.string({ unit: "binary", maxLength: 200 }),
    );
    const name = fc.constantFrom("notes/a.txt", "notes/b.py", "other/values.yaml", "data/x.ini", "zz/README");
    fc.assert(
      fc.property(fc.constantFrom(...FIXTURES), name, garbage, (site, path, text) => {
        const alone = checkedLint(site).findings;
        const beside = checkedLint({ ...site, [path]: text }).findings.filter(({ at }) => at.file !== path);
        mustEqual(beside, alone, `${path} changed what is said of others`);
      }),
      parameters(150),
    );
  });

  it("reports in every format what can be read back, without a control character of a file", async () => {
    await fc.assert(
      fc.asyncProperty(sites, async (site) => {
        await reportsAreClean(checkedLint(site));
      }),
      parameters(100),
    );
    expect.assertions(0);
  });

  it("answers where, trace, explain, audit, diff and recommend in every format without a control character or markup of a file", () => {
    fc.assert(
      fc.property(sites, (site) => {
        outputsAreClean(checkedLint(site), site);
      }),
      parameters(60),
    );
  });
});

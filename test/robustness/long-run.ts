import fc from "fast-check";
import { outputsAreClean } from "./outputs.ts";
import {
  checkedLint,
  fingerprint,
  mustEqual,
  PARSERS,
  READERS,
  reportsAreClean,
  spansLieIn,
} from "./properties.ts";
import { sites, texts } from "./sites.ts";

/** Inputs of one round; each round has a seed of its own, which is printed when it fails. */
const ROUND = 200;

const [minutes = 1, firstSeed = Date.now() % 1_000_000_000] = process.argv.slice(2).map(Number);
const until = Date.now() + minutes * 60_000;
const counts = new Map<string, number>();
let failures = 0;

/** Runs one property on a round of inputs, and goes on after a failure: one crash must not hide the next. */
async function round<T>(
  name: string,
  seed: number,
  inputs: fc.Arbitrary<T>,
  property: (input: T) => void | Promise<void>,
): Promise<void> {
  const details = await fc.check(
    fc.asyncProperty(inputs, async (input) => property(input)),
    { numRuns: ROUND, seed },
  );
  counts.set(name, (counts.get(name) ?? 0) + details.numRuns);
  if (!details.failed) return;
  failures++;
  console.log(`FAILED ${name}, seed ${seed}: ${JSON.stringify(details.counterexample)}`);
  console.log(
    details.errorInstance instanceof Error
      ? (details.errorInstance.stack ?? "")
      : String(details.errorInstance),
  );
}

for (let seed = firstSeed; Date.now() < until; seed++) {
  for (const [name, read] of Object.entries(READERS)) {
    await round(`${name} reader`, seed, texts, (text) => {
      spansLieIn(read(text), () => text, name);
    });
  }
  for (const [name, parse] of Object.entries(PARSERS)) {
    await round(name, seed, texts, (text) => {
      mustEqual(parse(text), parse(text), "the second time");
    });
  }
  await round("whole run", seed, sites, (site) => {
    checkedLint(site);
  });
  if (seed % 5 === 0) {
    await round("whole run, twice", seed, sites, (site) => {
      mustEqual(
        fingerprint(checkedLint(site)),
        fingerprint(checkedLint(site)),
        "the second run gave something else",
      );
    });
    await round("every command", seed, sites, (site) => {
      outputsAreClean(checkedLint(site), site);
    });
    await round("every format", seed, sites, async (site) => reportsAreClean(checkedLint(site)));
  }
}
console.log(`seeds from ${firstSeed}, ${minutes} minutes:`);
for (const [name, count] of counts) console.log(`${String(count).padStart(9)}  ${name}`);
console.log(
  `${String([...counts.values()].reduce((a, b) => a + b, 0)).padStart(9)}  in all, ${failures} failures`,
);
process.exitCode = failures > 0 ? 1 : 0;

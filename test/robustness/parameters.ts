import type { Parameters } from "fast-check";

/**
 * How many inputs a property gets: a few in `npm test`, with LOGLINT_FUZZ_RUNS as many times more. A failure prints its seed;
 * LOGLINT_FUZZ_SEED repeats it, and without it every run of `npm run fuzz` takes another.
 */
export function parameters<T>(runs: number): Parameters<T> {
  const times = Number(process.env["LOGLINT_FUZZ_RUNS"] ?? "1");
  const seed = process.env["LOGLINT_FUZZ_SEED"];
  return { numRuns: Math.ceil(runs * times), seed: seed === undefined ? 8 : Number(seed) };
}

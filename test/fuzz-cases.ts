/**
 * How many generated cases a comparison with a real program has: `usual` in `npm test`, LOGLINT_FUZZ_CASES in a long run
 * (`npm run fuzz -- against`).
 */
export function fuzzCases(usual: number): number {
  return Math.max(usual, Number(process.env["LOGLINT_FUZZ_CASES"] ?? "0"));
}

/** The seed of a comparison: always `usual` in `npm test`, so that a red run is about the change at hand; LOGLINT_FUZZ_SEED gives others. */
export function fuzzSeed(usual: number): number {
  return Number(process.env["LOGLINT_FUZZ_SEED"] ?? usual);
}

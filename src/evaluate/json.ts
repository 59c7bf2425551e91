import type { Value } from "./value.ts";

/**
 * The value as JSON: tuples and sets become arrays, paths strings, integers numbers where exact, else strings, bytes `{"bytes": latin-1}`.
 * Anything not wholly known is an object with "unknown": the reason; beside it "partial", "either", "reference" or "open" say what is known.
 */
export function toJson(value: Value): unknown {
  return { unknown: `not rendered yet: ${value.kind}` };
}

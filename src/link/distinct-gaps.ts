import type { Gap } from "../model/problem.ts";

/**
 * Every gap once, in order: settings modules and stacks that share a file share what is not known of it. That a module stops under some condition
 * (`if not SECRET_KEY: raise ...`) is told once for all the ways that lead there.
 */
export function distinctGaps(gaps: readonly Gap[]): Gap[] {
  const seen = new Set<string>();
  return gaps.filter(({ what, why, at }) => {
    const place = what === "the module stops" ? "" : `${at?.file ?? ""}\0${String(at?.start ?? -1)}`;
    const key = `${what}\0${why}\0${place}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

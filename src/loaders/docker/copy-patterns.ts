import type { FileSystem } from "../../text/file-system.ts";
import { join } from "../../text/path.ts";

/** At most this many files of one pattern. */
const MOST = 200;

/** Files and folders below `context` that a pattern of `COPY` fits: Go's `filepath.Match`, where `*` and `?` stop at `/`. */
export function fileMatches(fs: FileSystem, context: string, pattern: string): string[] {
  let found = [context];
  for (const name of pattern.split("/")) {
    if (name === "" || name === ".") continue;
    if (!/[*?[]/.test(name)) {
      found = found.map((folder) => join(folder, name)).filter((path) => fs.kindOf(path) !== undefined);
      continue;
    }
    found = found
      .flatMap((folder) => fs.list(folder).map((entry) => ({ folder, name: entry.name })))
      .filter((entry) => matchesName(name, entry.name))
      .map((entry) => join(entry.folder, entry.name))
      .slice(0, MOST);
  }
  return found;
}

/** One name against a pattern of `*`, `?` and `[...]`; a star is tried from the last one on: at most quadratic in the name. */
export function matchesName(pattern: string, name: string): boolean {
  let i = 0;
  let j = 0;
  let star = -1;
  let mark = 0;
  while (j < name.length) {
    const step = i < pattern.length && pattern[i] !== "*" ? matchOne(pattern, i, name.charAt(j)) : 0;
    if (step > 0) {
      i += step;
      j++;
    } else if (pattern[i] === "*") {
      star = i++;
      mark = j;
    } else if (star >= 0) {
      i = star + 1;
      j = ++mark;
    } else return false;
  }
  while (pattern[i] === "*") i++;
  return i === pattern.length;
}

/** How many characters of the pattern fit `char`; 0 when they do not. */
function matchOne(pattern: string, at: number, char: string): number {
  const first = pattern[at];
  if (first === "?") return 1;
  if (first === "\\") return pattern[at + 1] === char ? 2 : 0;
  if (first !== "[") return first === char ? 1 : 0;
  const end = pattern.indexOf("]", at + 2);
  if (end < 0) return char === "[" ? 1 : 0;
  const inner = pattern.slice(at + 1, end);
  const negated = inner.startsWith("^");
  const set = negated ? inner.slice(1) : inner;
  let fits = false;
  for (let k = 0; k < set.length; k++) {
    if (set[k + 1] === "-" && k + 2 < set.length) {
      if (char >= set.charAt(k) && char <= set.charAt(k + 2)) fits = true;
      k += 2;
    } else if (set[k] === char) fits = true;
  }
  return fits !== negated ? end - at + 1 : 0;
}

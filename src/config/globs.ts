import ignore from "ignore";
import { dirname, join, relative } from "../text/path.ts";

/**
 * Tells whether a file matches one of the patterns, which are written as in .gitignore and seen from the folder of `config`.
 * `config` and the files are relative to `workingDirectory`, which is absolute.
 */
export function globMatcher(
  patterns: readonly string[],
  config: string,
  workingDirectory: string,
): (file: string) => boolean {
  const matcher = ignore({ allowRelativePaths: true }).add([...patterns]);
  const base = join(workingDirectory, dirname(config));
  return (file) => {
    const seen = relative(base, join(workingDirectory, file));
    return seen !== "." && !seen.startsWith("../") && seen !== ".." && matcher.ignores(seen);
  };
}

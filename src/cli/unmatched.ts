import type { WrittenPattern } from "../config/written-patterns.ts";
import type { LintResult } from "../engine/result.ts";
import { escapeLine } from "../report/escape.ts";

/** A line for each pattern and process of the configuration that is met nowhere: a folder was renamed, or a name is misspelt. */
export function unmatchedLines(patterns: readonly WrittenPattern[], result: LintResult): string {
  const read = result.read.map(({ file }) => file);
  const left = result.skipped.map(({ path }) => path);
  const running = result.stacks.flatMap(({ processes }) => processes.map(({ name }) => name));
  const lines = patterns.flatMap(({ kind, text, address, matches }) => {
    switch (kind) {
      case "override":
        return read.some(matches) ? [] : [`${address}: "${text}" matches no file that is read`];
      case "ignore":
        return left.some((path) => matches(path) || matches(`${path}/anything`))
          ? []
          : [`${address}: "${text}" keeps nothing from being read`];
      case "process":
        return running.some(matches)
          ? []
          : [
              `${address}: there is no process "${text}"${running.length === 0 ? "" : `; there are ${shown(running)}`}`,
            ];
    }
  });
  return lines.map((line) => `${escapeLine(line)}\n`).join("");
}

function shown(names: readonly string[]): string {
  const distinct = [...new Set(names)].sort();
  return distinct.length > 12 ? `${distinct.slice(0, 12).join(", ")} ...` : distinct.join(", ");
}

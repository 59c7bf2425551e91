import type { Suppression } from "../model/stack.ts";
import type { FileSpan } from "../text/span.ts";
import type { Finding } from "./result.ts";

/** True when a comment silences the finding: in any of its places, or for the whole file of the primary one. */
export function isSuppressed(finding: Finding, suppressions: readonly Suppression[]): boolean {
  const places: readonly FileSpan[] = [finding.at, ...finding.related];
  return suppressions.some((suppression) => {
    if (!suppression.rules.includes(finding.rule)) return false;
    if (suppression.scope === "file") return suppression.at.file === finding.at.file;
    const line = suppression.line;
    return line !== null && places.some((place) => overlaps(place, line));
  });
}

function overlaps(a: FileSpan, b: FileSpan): boolean {
  return a.file === b.file && a.start <= b.end && b.start <= a.end;
}

import type { LintResult } from "../engine/result.ts";
import type { ReadFile, Technology } from "../model/purpose.ts";
import { escapeLine } from "./escape.ts";
import type { ReportOptions } from "./report.ts";
import { technologyName } from "./technology.ts";
import { count, hang } from "./wrap.ts";
import { textWidth } from "./width.ts";

/** More files than this are listed by technology. */
const LISTED = 6;
/** Names shown of each technology when there are more. */
const NAMED = 3;

/** The first lines: what was read as what, which configuration was used, what was left out. */
export function headerLines(
  result: Pick<LintResult, "read" | "config" | "skipped">,
  options: ReportOptions,
): string[] {
  const lines = [...readLines(result.read, options), ...configLines(result.config, options)];
  return [
    ...lines.map(options.theme.quiet),
    ...skippedLines(result.skipped, options).map(options.theme.quiet),
  ];
}

function readLines(read: readonly ReadFile[], options: ReportOptions): string[] {
  if (read.length === 0) return [];
  const lead = `Read ${count(read.length, "file")}: `;
  if (read.length <= LISTED || options.verbose) {
    const names = read.map((file) => `${escapeLine(file.file)} (${describe(file)})`).join(", ");
    return hang(lead, names, options.width).split("\n");
  }
  const groups = new Map<Technology, ReadFile[]>();
  for (const file of read) {
    const group = groups.get(file.as) ?? [];
    group.push(file);
    groups.set(file.as, group);
  }
  const lines = [lead.trimEnd()];
  const nameWidth = Math.max(...[...groups.keys()].map((technology) => technologyName(technology).length));
  const countWidth = Math.max(...[...groups.values()].map((group) => String(group.length).length));
  for (const [technology, group] of groups) {
    const head = `  ${technologyName(technology).padEnd(nameWidth)} ${String(group.length).padStart(countWidth)}  `;
    lines.push(head + someNames(group, Math.max(20, options.width - head.length)));
  }
  return lines;
}

/** As many names as fit on the line, at most three. */
function someNames(files: readonly ReadFile[], room: number): string {
  const names: string[] = [];
  let used = 0;
  for (const file of files.slice(0, NAMED)) {
    const name = escapeLine(file.file);
    if (names.length > 0 && used + textWidth(name) + 8 > room) break;
    names.push(name);
    used += textWidth(name) + 2;
  }
  return names.join(", ") + (names.length < files.length ? ", ..." : "");
}

function describe(file: ReadFile): string {
  const parts = [technologyName(file.as)];
  if (file.template !== undefined) parts.push(`${escapeLine(file.template)} template`);
  if (file.purpose === "development" || file.purpose === "test") parts.push(file.purpose);
  return parts.join(", ");
}

function configLines(config: string | null, options: ReportOptions): string[] {
  const file = config === null ? "none" : escapeLine(config);
  return hang("Configuration: ", `${file}, preset ${options.preset}`, options.width).split("\n");
}

function skippedLines(skipped: LintResult["skipped"], options: ReportOptions): string[] {
  if (skipped.length === 0) return [];
  const shown = options.verbose ? skipped : skipped.slice(0, NAMED);
  const names = shown.map(({ path, why }) => `${escapeLine(path)} (${escapeLine(why)})`).join(", ");
  const more =
    skipped.length > shown.length ? `, and ${skipped.length - shown.length} more (--verbose lists them)` : "";
  return hang("Left out: ", names + more, options.width).split("\n");
}

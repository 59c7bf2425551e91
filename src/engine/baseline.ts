import { hash64 } from "../text/content-hash.ts";
import { pointIn } from "../text/source-file.ts";
import { objectPath } from "./object-path.ts";
import type { Finding, LintResult } from "./result.ts";

/** Findings that were there when the baseline was written, and why they may stay. */
export interface BaselineEntry {
  readonly rule: string;
  /** Relative to the folder of the baseline, with "/". */
  readonly file: string;
  /** What encloses the line: see `objectPath`. */
  readonly object: string;
  /** Of the line's text without white space: the line may move, but not change. */
  readonly hash: string;
  /** How many findings of this name there are; 1 when left out. */
  readonly count?: number;
  readonly reason?: string;
  /** The last day it holds, as 2031-12-31. */
  readonly expires?: string;
}

export interface Baseline {
  readonly version: 1;
  readonly entries: readonly BaselineEntry[];
}

/** How a result looks beside a baseline. */
export interface Baselined {
  /** The result without the findings that the baseline has. */
  readonly result: LintResult;
  /** Entries that match fewer findings than they count, with what is left of them; null when nothing is. */
  readonly stale: readonly { readonly entry: BaselineEntry; readonly left: BaselineEntry | null }[];
  /** Entries whose day has passed: their findings are shown. */
  readonly expired: readonly BaselineEntry[];
}

export interface BaselineRequest {
  /** The path of a file of the run as the baseline writes it. */
  readonly nameOf: (file: string) => string;
  /** Today, as 2031-12-31. */
  readonly today: string;
  /** Whether this run would have found the finding of an entry, if it were still there. */
  readonly wouldFind: (entry: BaselineEntry) => boolean;
}

/** Takes the findings that the baseline has out of a result. */
export function withoutBaselined(
  result: LintResult,
  baseline: Baseline,
  { nameOf, today, wouldFind }: BaselineRequest,
): Baselined {
  const expired = baseline.entries.filter(({ expires }) => expires !== undefined && expires < today);
  const gone = new Set(expired);
  const left = new Map<string, number>();
  for (const entry of baseline.entries) {
    if (!gone.has(entry)) left.set(keyOf(entry), (left.get(keyOf(entry)) ?? 0) + (entry.count ?? 1));
  }
  const findings = result.findings.filter((finding) => {
    const key = keyOf(entryOf(finding, result, nameOf));
    const number = left.get(key) ?? 0;
    if (number > 0) left.set(key, number - 1);
    return number === 0;
  });
  const stale: { entry: BaselineEntry; left: BaselineEntry | null }[] = [];
  for (const entry of baseline.entries) {
    const unmatched = left.get(keyOf(entry)) ?? 0;
    if (gone.has(entry) || unmatched === 0 || !wouldFind(entry)) continue;
    const count = (entry.count ?? 1) - unmatched;
    left.set(keyOf(entry), Math.max(0, -count));
    stale.push({ entry, left: count <= 0 ? null : counted(entry, count) });
  }
  const baselined = result.baselined + result.findings.length - findings.length;
  return { result: { ...result, findings, baselined }, stale, expired };
}

/** A baseline of all findings of a result. Entries that were there before keep their reason and their day. */
export function baselineOf(
  result: LintResult,
  nameOf: (file: string) => string,
  before: Baseline | null,
): Baseline {
  const known = new Map<string, BaselineEntry>();
  for (const entry of before?.entries ?? []) known.set(keyOf(entry), entry);
  const entries = new Map<string, BaselineEntry>();
  for (const finding of result.findings) {
    const entry = entryOf(finding, result, nameOf);
    const key = keyOf(entry);
    const earlier = entries.get(key);
    const count = earlier === undefined ? 1 : (earlier.count ?? 1) + 1;
    const reason = known.get(key)?.reason;
    const expires = known.get(key)?.expires;
    entries.set(key, {
      ...counted(entry, count),
      ...(reason === undefined ? {} : { reason }),
      ...(expires === undefined ? {} : { expires }),
    });
  }
  return { version: 1, entries: [...entries.values()].sort(byName) };
}

/** The baseline without what is stale. */
export function prunedBaseline(baseline: Baseline, stale: Baselined["stale"]): Baseline {
  const left = new Map(stale.map((each) => [each.entry, each.left]));
  const entries = baseline.entries.flatMap((entry) => {
    const rest = left.get(entry);
    return rest === undefined ? [entry] : rest === null ? [] : [rest];
  });
  return { version: 1, entries };
}

/** Reads the text of a baseline; a sentence that says what is wrong when it is none. */
export function readBaseline(text: string): Baseline | string {
  let data: unknown;
  try {
    data = JSON.parse(text.replace(/^\ufeff/, ""));
  } catch (error) {
    return `it is not JSON (${error instanceof Error ? error.message : String(error)})`;
  }
  const version = field(data, "version");
  if (version !== 1)
    return `its version is ${version === undefined ? "missing" : JSON.stringify(version)}, and this loglint knows 1`;
  const entries = field(data, "entries");
  if (!Array.isArray(entries)) return "it has no list of entries";
  const wrong = entries.findIndex((entry) => !isEntry(entry));
  if (wrong >= 0) {
    return `entry ${wrong + 1} must have rule, file, object and hash as texts, and may have count (a number), reason, and expires (a day as 2031-12-31)`;
  }
  return { version: 1, entries: entries.filter(isEntry) };
}

/** The text of a baseline file, in a fixed order. */
export function baselineText(baseline: Baseline): string {
  return `${JSON.stringify(baseline, null, 2)}\n`;
}

function isEntry(data: unknown): data is BaselineEntry {
  const texts = ["rule", "file", "object", "hash"].map((name) => field(data, name));
  const [count, reason, expires] = ["count", "reason", "expires"].map((name) => field(data, name));
  return (
    texts.every((text) => typeof text === "string") &&
    (count === undefined || (typeof count === "number" && Number.isInteger(count) && count > 0)) &&
    (reason === undefined || typeof reason === "string") &&
    (expires === undefined || (typeof expires === "string" && /^\d{4}-\d{2}-\d{2}$/.test(expires)))
  );
}

function field(data: unknown, name: string): unknown {
  if (typeof data !== "object" || data === null) return undefined;
  const value: unknown = Object.getOwnPropertyDescriptor(data, name)?.value;
  return value;
}

function entryOf(finding: Finding, result: LintResult, nameOf: (file: string) => string): BaselineEntry {
  const { rule, at } = finding;
  const source = result.sources.get(at.file);
  if (source === undefined) return { rule, file: nameOf(at.file), object: "", hash: hash64("") };
  const { line } = pointIn(source, at.start);
  const text = source.text.slice(source.lines[line - 1] ?? 0, source.lines[line] ?? source.text.length);
  return {
    rule,
    file: nameOf(at.file),
    object: objectPath(source, at.start),
    hash: hash64(text.replace(/\s/g, "")),
  };
}

function counted(entry: BaselineEntry, count: number): BaselineEntry {
  const { rule, file, object, hash, reason, expires } = entry;
  return {
    rule,
    file,
    object,
    hash,
    ...(count === 1 ? {} : { count }),
    ...(reason === undefined ? {} : { reason }),
    ...(expires === undefined ? {} : { expires }),
  };
}

function keyOf({ rule, file, object, hash }: BaselineEntry): string {
  return JSON.stringify([rule, file, object, hash]);
}

function byName(a: BaselineEntry, b: BaselineEntry): number {
  const [first, second] = [
    [a.file, a.rule, a.object, a.hash].join("\0"),
    [b.file, b.rule, b.object, b.hash].join("\0"),
  ];
  return first === second ? 0 : first < second ? -1 : 1;
}

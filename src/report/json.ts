import { exitCodeOf } from "../engine/gate.ts";
import type { Finding, LintResult } from "../engine/result.ts";
import type { Gap } from "../model/problem.ts";
import type { ReadFile } from "../model/purpose.ts";
import { placeOf, type Place, type Sources } from "./places.ts";
import { redact } from "./redact.ts";
import type { Reporter } from "./report.ts";
import { jsonText } from "./json-text.ts";

/** One finding as `check --format json` prints it, version 1. */
export interface FindingJson extends Place {
  readonly rule: string;
  readonly severity: Finding["severity"];
  readonly confidence: Finding["confidence"];
  readonly message: string;
  readonly related: readonly Place[];
  readonly stacks: readonly string[];
  readonly fix: Finding["fix"];
  readonly docs: string;
}

export interface GapJson {
  readonly what: string;
  readonly why: string;
  readonly at?: Place;
}

/** The whole of `check --format json`, version 1: schema/check.schema.json. */
export interface CheckJson {
  readonly version: 1;
  readonly tool: { readonly name: "loglint"; readonly version: string };
  readonly config: string | null;
  readonly read: readonly ReadFile[];
  readonly findings: readonly FindingJson[];
  readonly ignored: number;
  readonly baselined: number;
  readonly gaps: readonly GapJson[];
}

export const json: Reporter = (result, options) => ({
  output: `${jsonText(checkJson(result, options.version))}\n`,
  exitCode: exitCodeOf(result, options.failOn),
});

/** One line per finding, each the object that `json` has in `findings`. */
export const jsonl: Reporter = (result, options) => ({
  output: result.findings.map((finding) => `${jsonText(findingJson(finding, result.sources), 0)}\n`).join(""),
  exitCode: exitCodeOf(result, options.failOn),
});

export function checkJson(result: LintResult, version: string): CheckJson {
  return {
    version: 1,
    tool: { name: "loglint", version },
    config: result.config,
    read: result.read.map(readJson),
    findings: result.findings.map((finding) => findingJson(finding, result.sources)),
    ignored: result.ignored,
    baselined: result.baselined,
    gaps: result.gaps.map((gap) => gapJson(gap, result.sources)),
  };
}

export function findingJson(finding: Finding, sources: Sources): FindingJson {
  return {
    rule: finding.rule,
    severity: finding.severity,
    confidence: finding.confidence,
    message: redact(finding.message),
    ...placeOf({ file: finding.at.file, start: finding.at.start, end: finding.at.end }, sources),
    related: finding.related.map((related) => placeOf(related, sources)),
    stacks: finding.stacks,
    fix: finding.fix,
    docs: finding.docs,
  };
}

export function readJson(read: ReadFile): ReadFile {
  const { file, as, purpose, stack, template } = read;
  return {
    file,
    as,
    purpose,
    ...(stack === undefined ? {} : { stack }),
    ...(template === undefined ? {} : { template }),
  };
}

export function gapJson(gap: Gap, sources: Sources): GapJson {
  const said = { what: redact(gap.what), why: redact(gap.why) };
  return gap.at === undefined ? said : { ...said, at: placeOf(gap.at, sources) };
}

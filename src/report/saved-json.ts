import type { Finding, LintResult } from "../engine/result.ts";
import type { Confidence, Fix, Rule, Severity } from "../engine/rule.ts";
import type { Gap } from "../model/problem.ts";
import type { ReadFile } from "../model/purpose.ts";
import type { Point } from "../text/line-index.ts";
import type { SourceFile } from "../text/source-file.ts";
import type { LabelledSpan } from "../text/span.ts";
import { partsOf } from "./message-parts.ts";
import type { Place } from "./places.ts";
import { savedSources } from "./saved-sources.ts";

/** Data of which nothing is known yet. */
type Data = Readonly<Record<string, unknown>>;

/** What is wrong with a text that should be a saved report: for people, one clause. */
export class NotAReport extends Error {}

/**
 * The result that `check --format json` saved. Throws NotAReport. Messages are taken apart with the rules' own words; `textOf`
 * gives the files' texts, which are used where they still have the lines that the report names.
 */
export function savedResult(
  text: string,
  rules: readonly Rule[],
  textOf: (file: string) => SourceFile | null,
): LintResult {
  const report = parse(text);
  const findings = list(report, "findings").map((each) => readFinding(each, rules));
  const gaps = list(report, "gaps").map(readGap);
  const places: Place[] = [
    ...findings.flatMap(({ place, related }) => [place, ...related]),
    ...gaps.flatMap(({ place }) => (place === null ? [] : [place])),
  ];
  const config = report["config"];
  return {
    config: typeof config === "string" ? config : null,
    stacks: [],
    read: list(report, "read").map(readFile),
    findings: findings.map(({ finding }) => finding),
    gaps: gaps.map(({ gap }) => gap),
    ignored: whole(report, "ignored"),
    baselined: whole(report, "baselined"),
    crashes: [],
    sources: savedSources(places, textOf),
    skipped: [],
    listed: 0,
  };
}

function parse(text: string): Data {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    throw new NotAReport("it is not JSON");
  }
  if (!isData(data) || !isData(data["tool"]) || data["tool"]["name"] !== "loglint" || !("findings" in data))
    throw new NotAReport("it is not what `loglint check --format json` writes");
  if (data["version"] !== 1) throw new NotAReport("it is of another version of the format than 1");
  return data;
}

interface Read {
  readonly finding: Finding;
  readonly place: Place;
  readonly related: readonly Place[];
}

function readFinding(data: Data, rules: readonly Rule[]): Read {
  const place = readPlace(data);
  const related = list(data, "related").map(readPlace);
  const rule = word(data, "rule");
  if (!/^[a-z]+\/[a-z0-9-]+$/.test(rule)) throw new NotAReport("a rule in it has a name that no rule has");
  const message = word(data, "message");
  const stacks = data["stacks"];
  const finding: Finding = {
    rule,
    severity: oneOf(data, "severity", SEVERITIES),
    confidence: oneOf(data, "confidence", CONFIDENCES),
    message,
    parts: partsOf(
      message,
      rules.find(({ id }) => id === rule),
    ),
    at: { file: place.file, start: place.start.offset, end: place.end.offset },
    related: related.map(labelledSpan),
    stacks: Array.isArray(stacks) ? stacks.filter((name) => typeof name === "string") : [],
    fix: isData(data["fix"]) ? readFix(data["fix"]) : null,
    docs: word(data, "docs"),
  };
  return { finding, place, related };
}

function labelledSpan({ file, start, end, label }: Place): LabelledSpan {
  return { file, start: start.offset, end: end.offset, label: label ?? "" };
}

function readFix(data: Data): Fix {
  const edits = list(data, "edits").map((edit) => ({
    file: word(edit, "file"),
    start: whole(edit, "start"),
    end: whole(edit, "end"),
    text: word(edit, "text"),
  }));
  return { safety: oneOf(data, "safety", ["safe", "unsafe"] as const), title: word(data, "title"), edits };
}

function readGap(data: Data): { readonly gap: Gap; readonly place: Place | null } {
  const said = { what: word(data, "what"), why: word(data, "why") };
  if (!isData(data["at"])) return { gap: said, place: null };
  const place = readPlace(data["at"]);
  const { file, start, end } = place;
  return { gap: { ...said, at: { file, start: start.offset, end: end.offset } }, place };
}

function readFile(data: Data): ReadFile {
  const stack = data["stack"];
  const template = data["template"];
  return {
    file: word(data, "file"),
    as: oneOf(data, "as", TECHNOLOGIES),
    purpose: oneOf(data, "purpose", ["production", "development", "test", "unknown"] as const),
    ...(typeof stack === "string" ? { stack } : {}),
    ...(typeof template === "string" ? { template } : {}),
  };
}

function readPlace(data: Data): Place {
  const { start, end, label } = data;
  if (!isData(start) || !isData(end)) throw new NotAReport("a place in it has no start or no end");
  const place = { file: word(data, "file"), start: readPoint(start), end: readPoint(end) };
  return typeof label === "string" ? { ...place, label } : place;
}

function readPoint(data: Data): Point {
  return { line: whole(data, "line", 1), column: whole(data, "column", 1), offset: whole(data, "offset") };
}

const SEVERITIES: readonly Severity[] = ["error", "warning", "info"];
const CONFIDENCES: readonly Confidence[] = ["high", "medium", "low"];
const TECHNOLOGIES: readonly ReadFile["as"][] = [
  "nginx",
  "gunicorn",
  "django",
  "systemd",
  "supervisor",
  "dockerfile",
  "compose",
  "shell",
  "procfile",
  "cron",
  "make",
  "logrotate",
  "env",
  "kubernetes",
  "requirements",
  "config",
];

function isData(value: unknown): value is Data {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function list(data: Data, name: string): Data[] {
  const value = data[name];
  if (!Array.isArray(value) || !value.every(isData))
    throw new NotAReport(`its ${name} is not a list of objects`);
  return value;
}

function word(data: Data, name: string): string {
  const value = data[name];
  if (typeof value !== "string") throw new NotAReport(`a ${name} in it is not a text`);
  return value;
}

/** A line beyond this is no line of a file that loglint reads (10 MiB). */
const MOST = 20_000_000;

function whole(data: Data, name: string, least = 0): number {
  const value = data[name];
  if (typeof value !== "number" || !Number.isInteger(value) || value < least || value > MOST)
    throw new NotAReport(`a ${name} in it is not a number that it can be`);
  return value;
}

function oneOf<Word extends string>(data: Data, name: string, words: readonly Word[]): Word {
  const found = words.find((each) => each === data[name]);
  if (found === undefined) throw new NotAReport(`a ${name} in it is none of ${words.join(", ")}`);
  return found;
}

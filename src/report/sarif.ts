import { exitCodeOf } from "../engine/gate.ts";
import type { Finding, LintResult } from "../engine/result.ts";
import type { Confidence, Rule, Severity } from "../engine/rule.ts";
import type { FileSpan } from "../text/span.ts";
import { isAbsolute } from "../text/path.ts";
import { fingerprints } from "./fingerprint.ts";
import { placeOf, type Sources } from "./places.ts";
import { redact } from "./redact.ts";
import type { ReportOptions, Reporter } from "./report.ts";
import { fileUri } from "./uri.ts";
import { jsonText } from "./json-text.ts";

const LEVEL: Readonly<Record<Severity, string>> = { error: "error", warning: "warning", info: "note" };
const PRECISION: Readonly<Record<Confidence, string>> = { high: "very-high", medium: "high", low: "medium" };

/** SARIF 2.1.0 (OASIS), with the properties that GitHub code scanning reads. */
export const sarif: Reporter = (result, options) => {
  const used = new Set(result.findings.map((finding) => finding.rule));
  const rules = options.rules.filter((rule) => used.has(rule.id));
  const log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "loglint", semanticVersion: options.version, rules: rules.map(ruleJson) } },
        columnKind: "utf16CodeUnits",
        invocations: [invocation(result)],
        results: resultsJson(result, rules, options),
      },
    ],
  };
  return { output: `${jsonText(log)}\n`, exitCode: exitCodeOf(result, options.failOn) };
};

function ruleJson(rule: Rule): object {
  const help = Object.values(rule.messages).map(({ what, why, instead }) => `${what} ${why} ${instead}`);
  return {
    id: rule.id,
    name: rule.id,
    shortDescription: { text: rule.summary },
    fullDescription: { text: `${rule.summary}.` },
    help: {
      text: [`${rule.summary}.`, ...help.map(plainBlanks)].join("\n\n"),
      markdown: [`**${rule.summary}**`, ...help.map((each) => `- ${markdownBlanks(each)}`)].join("\n\n"),
    },
    defaultConfiguration: { level: LEVEL[rule.severity] },
    properties: {
      tags: ["logging", rule.layer, ...(rule.presets.includes("security") ? ["security"] : [])],
      precision: PRECISION[rule.confidence],
      "problem.severity": rule.severity === "info" ? "recommendation" : rule.severity,
    },
  };
}

/** A message's blanks as words: "log_format <name> is JSON". */
function plainBlanks(message: string): string {
  return message.replace(/\{([A-Za-z]+)\}/g, "<$1>");
}

function markdownBlanks(message: string): string {
  return message.replace(/\{([A-Za-z]+)\}/g, "*$1*");
}

function resultsJson(result: LintResult, rules: readonly Rule[], options: ReportOptions): object[] {
  const names = fingerprints(result);
  const indexes = new Map(rules.map((rule, index) => [rule.id, index]));
  return result.findings.map((finding, index) => {
    const ruleIndex = indexes.get(finding.rule);
    return {
      ruleId: finding.rule,
      ...(ruleIndex === undefined ? {} : { ruleIndex }),
      level: LEVEL[finding.severity],
      message: { text: redact(finding.message) },
      locations: [location(finding.at, result.sources)],
      ...(finding.related.length === 0 ? {} : flows(finding, result.sources)),
      partialFingerprints: { primaryLocationLineHash: names[index] },
      properties: {
        confidence: finding.confidence,
        stacks: finding.stacks,
        docs: finding.docs,
        loglint: options.version,
      },
    };
  });
}

/** The flow ends at the primary place, where the finding is shown. */
function flows(finding: Finding, sources: Sources): object {
  const steps = [...finding.related, { ...finding.at, label: finding.parts.what }];
  return {
    relatedLocations: finding.related.map((span, id) => ({ id, ...location(span, sources, span.label) })),
    codeFlows: [
      {
        threadFlows: [
          { locations: steps.map((span) => ({ location: location(span, sources, span.label) })) },
        ],
      },
    ],
  };
}

function location(span: FileSpan, sources: Sources, label?: string): object {
  const { start, end } = placeOf({ file: span.file, start: span.start, end: span.end }, sources);
  return {
    physicalLocation: {
      artifactLocation: {
        uri: fileUri(span.file),
        ...(isAbsolute(span.file) ? {} : { uriBaseId: "%SRCROOT%" }),
      },
      region: { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column },
    },
    ...(label === undefined ? {} : { message: { text: redact(label) } }),
  };
}

function invocation(result: LintResult): object {
  return {
    executionSuccessful: result.crashes.length === 0,
    ...(result.crashes.length === 0
      ? {}
      : {
          toolExecutionNotifications: result.crashes.map((crash) => ({
            level: "error",
            message: { text: `The rule ${crash.rule} failed: ${crash.error}` },
          })),
        }),
  };
}

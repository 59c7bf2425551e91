import { exitCodeOf } from "../engine/gate.ts";
import type { LintResult } from "../engine/result.ts";
import type { Severity } from "../engine/rule.ts";
import type { FileSpan } from "../text/span.ts";
import { placeOf } from "./places.ts";
import { redact } from "./redact.ts";
import type { Reporter } from "./report.ts";
import { jsonText } from "./json-text.ts";

const SEVERITY: Readonly<Record<Severity, string>> = { error: "ERROR", warning: "WARNING", info: "INFO" };

/** Reviewdog's diagnostic format. Its columns are 1-based and count bytes of UTF-8. */
export const rdjson: Reporter = (result, options) => {
  const diagnostics = result.findings.map((finding) => ({
    message: redact(finding.message),
    location: location(finding.at, result),
    severity: SEVERITY[finding.severity],
    code: { value: finding.rule },
    related_locations: finding.related.map((span) => ({
      message: redact(span.label),
      location: location(span, result),
    })),
  }));
  const output = `${jsonText({ source: { name: "loglint" }, diagnostics })}\n`;
  return { output, exitCode: exitCodeOf(result, options.failOn) };
};

function location(span: FileSpan, result: LintResult): object {
  const { file, start, end } = placeOf({ file: span.file, start: span.start, end: span.end }, result.sources);
  const text = result.sources.get(file)?.text ?? "";
  const column = (point: typeof start): number =>
    utf8Length(text, point.offset - point.column + 1, point.offset) + 1;
  return {
    path: file,
    range: {
      start: { line: start.line, column: column(start) },
      end: { line: end.line, column: column(end) },
    },
  };
}

/** Bytes that the text from `start` to `end` takes in UTF-8. */
function utf8Length(text: string, start: number, end: number): number {
  let bytes = 0;
  for (let i = start; i < end && i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x80) bytes += 1;
    else if (code < 0x800) bytes += 2;
    else if (code >= 0xd800 && code < 0xe000) bytes += 2;
    else bytes += 3;
  }
  return bytes;
}

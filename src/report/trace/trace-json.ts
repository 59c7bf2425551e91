import type { Trace } from "../../trace/request.ts";
import { placeOf, type Place, type Sources } from "../places.ts";
import { redact } from "../redact.ts";
import { jsonText } from "../json-text.ts";

/** `loglint trace --format json`, version 1. */
export function traceJson(trace: Trace, sources: Sources): string {
  const place = (at: Parameters<typeof placeOf>[0] | null): Place | null =>
    at === null ? null : placeOf(at, sources);
  const result = {
    version: 1,
    request: trace.request,
    lines: trace.lines.map((line) => ({
      ...line,
      text: line.text === null ? null : redact(line.text, JSON.stringify(trace.request)),
      at: place(line.at),
    })),
    nowhere: trace.nowhere,
    steps: trace.steps.map((step) => ({ ...step, at: place(step.at) })),
  };
  return `${jsonText(result)}\n`;
}

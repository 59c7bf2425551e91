import type { Trace } from "../../trace/request.ts";
import { placeOf, type Place, type Sources } from "../places.ts";
import { redact } from "../redact.ts";
import type { SecretRisk } from "./secret-risks.ts";
import { jsonText } from "../json-text.ts";

/** `loglint trace --format json`, version 1. */
export function traceJson(
  trace: Trace,
  target: string,
  sources: Sources,
  risks?: readonly SecretRisk[],
): string {
  const place = (at: Parameters<typeof placeOf>[0] | null): Place | null =>
    at === null ? null : placeOf(at, sources);
  const result = {
    version: 1,
    request: trace.request,
    lines: trace.lines.map((line) => ({
      ...line,
      text: line.text === null ? null : redact(line.text, target),
      ...(line.lost === undefined ? {} : { lost: { ...line.lost, why: redact(line.lost.why) } }),
      at: place(line.at),
    })),
    nowhere: trace.nowhere,
    steps: trace.steps.map(({ what, verdict, why, at }) => ({
      what,
      verdict,
      ...(why === undefined ? {} : { why }),
      at: place(at),
    })),
    ...(risks === undefined
      ? {}
      : {
          risks: risks.map(({ line, names, holds, readers }) => ({
            event: line.event,
            names,
            holds,
            readers,
            at: place(line.at),
          })),
        }),
  };
  return `${jsonText(result)}\n`;
}

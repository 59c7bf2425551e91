import type { FileSpan } from "../../text/span.ts";
import { renderCondition } from "../core/condition.ts";
import type { Machine } from "../core/machine.ts";
import type { Val } from "../core/val.ts";

const RECORDED =
  /^(?:logging|sentry_sdk|structlog|loguru|rollbar|elasticapm|newrelic|ddtrace|bugsnag|honeybadger|raven|opentelemetry|watchtower|logtail|logfire|airbrake|pybrake|scout_apm|appsignal|coloredlogs|faulthandler|warnings|google\.cloud\.logging|azure|datadog|splunk_otel|django|syslog|multiprocessing_logging|sys\.std(?:out|err))(?:\.|$)/;

/** Remembers a call that touches logging, with the condition it runs under. */
export function recordCall(
  machine: Machine,
  callee: string,
  args: readonly Val[],
  keywords: ReadonlyMap<string, Val>,
  at: FileSpan,
): void {
  if (
    !RECORDED.test(callee) ||
    /^logging\.getLogger$|^django\.(?:utils\.translation|urls|conf\.urls)/.test(callee)
  )
    return;
  record(machine, { kind: "call", callee, args, keywords, at });
}

export function recordDirectory(machine: Machine, callee: string, path: Val, at: FileSpan): void {
  record(machine, { kind: "make-directory", callee, args: [path], keywords: new Map(), at });
}

function record(
  machine: Machine,
  effect: {
    kind: "make-directory" | "call";
    callee: string;
    args: readonly Val[];
    keywords: ReadonlyMap<string, Val>;
    at: FileSpan;
  },
): void {
  const key = `${effect.callee}:${effect.at.file}:${effect.at.start}:${machine.context}:${renderCondition(machine.path) ?? ""}`;
  if (machine.effects.size < 5000) machine.effects.set(key, { ...effect, when: machine.path });
}

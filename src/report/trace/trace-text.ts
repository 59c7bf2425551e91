import type { Trace, TraceLine } from "../../trace/request.ts";
import { escapeLine } from "../escape.ts";
import { addressOf, type Sources } from "../places.ts";
import { redact } from "../redact.ts";
import { sinkName } from "../where/route-names.ts";
import type { WhereStyle } from "../where/where-text.ts";
import { hang, wrap } from "../wrap.ts";

const LAYERS: Readonly<Record<TraceLine["event"], string>> = {
  "nginx.access": "nginx access log",
  "nginx.error": "nginx error log",
  "gunicorn.access": "gunicorn access log",
  "gunicorn.error": "gunicorn error log",
  "django.exception": "Django, the traceback",
  "django.logger": "Django",
  "python.print": "print()",
  "python.stderr": "stderr",
  "python.warnings": "warnings",
};

/** The way of one request, then every line that it leaves, with where to find it. */
export function traceText(trace: Trace, sources: Sources, style: WhereStyle): string {
  const { theme, width } = style;
  const { method, host, path, status } = trace.request;
  const title = `${method} ${path} to ${host}${status === null ? "" : `, status ${String(status)}`}`;
  const lines = [theme.strong(escapeLine(title))];
  for (const step of trace.steps) {
    const where = step.at === null ? "" : `  ${addressOf(step.at, sources)}`;
    const why = step.why === undefined ? "" : `: ${step.why}`;
    const mark = step.verdict === "maybe" ? theme.warning("? ") : "  ";
    lines.push(`${mark}${escapeLine(`${step.what}${why}`)}${theme.quiet(escapeLine(where))}`);
  }
  for (const line of trace.lines)
    lines.push("", ...lineBlock(line, JSON.stringify(trace.request), sources, style));
  if (trace.nowhere) {
    lines.push("", theme.error("No layer records this request."));
  } else if (trace.lines.some((line) => line.varies.length > 0)) {
    lines.push(
      "",
      ...wrap("Times, sizes, ids and addresses of processes are examples.", width).map(theme.quiet),
    );
  }
  return `${lines.join("\n")}\n`;
}

/** What the request itself carries is shown as it is: whoever asks wants to see which log would hold it. */
function lineBlock(
  line: TraceLine,
  request: string,
  sources: Sources,
  { theme, width }: WhereStyle,
): string[] {
  const where = line.at === null ? "" : theme.quiet(`  ${escapeLine(addressOf(line.at, sources))}`);
  const lines = [`${theme.strong(LAYERS[line.event])}${where}`];
  if (line.sinks.length === 0) lines.push(`  → ${theme.error("nowhere")}`);
  for (const sink of line.sinks) {
    const sure = sink.certain ? "" : theme.quiet(" (maybe)");
    lines.push(`  → ${escapeLine(redact(sinkName(sink)))}${sure}`);
  }
  if (line.sinks.length > 0) {
    const text = redact(line.text ?? "(its format is not known)", request);
    lines.push(...text.split("\n").map((each) => hang("    ", escapeLine(each), width)));
  }
  return lines;
}

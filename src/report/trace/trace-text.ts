import type { Trace, TraceLine } from "../../trace/request.ts";
import { escapeLine } from "../escape.ts";
import { addressOf, type Sources } from "../places.ts";
import { redact } from "../redact.ts";
import { sinkName } from "../where/route-names.ts";
import type { WhereStyle } from "../where/where-text.ts";
import { secretsIn, type SecretRisk } from "./secret-risks.ts";
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

/** The way of one request, then every line that it leaves, with where to find it. `target` is the path with its query, as asked for. */
export function traceText(trace: Trace, target: string, sources: Sources, style: WhereStyle): string {
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
  for (const line of trace.lines) lines.push("", ...lineBlock(line, target, sources, style));
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

/** `--show-secrets-risk`: which lines hold what the query carries, where, and who can read that. */
export function risksText(
  risks: readonly SecretRisk[],
  target: string,
  sources: Sources,
  { theme, width }: WhereStyle,
): string {
  const secrets = secretsIn(target).map(({ name }) => name);
  if (secrets.length === 0)
    return `${wrap("The path has no query string, so there is nothing to look for: try /reset?token=SECRET.", width).join("\n")}\n`;
  const names = secrets.join(", ");
  if (risks.length === 0)
    return `${hang("", escapeLine(`No line here holds the value of ${names}.`), width)}\n`;
  const lines = [theme.strong(escapeLine(`What would hold the value of ${names}`))];
  for (const { line, holds, readers } of risks) {
    const where = line.at === null ? "" : theme.quiet(`  ${escapeLine(addressOf(line.at, sources))}`);
    const sure = holds === "yes" ? "" : " (maybe)";
    lines.push(`  ${theme.error(`${LAYERS[line.event]}${sure}`)}${where}`);
    for (const { sink, who } of readers) {
      lines.push(hang("    → ", escapeLine(redact(sinkName(sink))), width));
      lines.push(...hang("      read by ", escapeLine(who), width).split("\n"));
    }
  }
  const remedies = [...new Set(risks.flatMap(({ line }) => REMEDIES[line.event] ?? []))];
  for (const remedy of remedies) lines.push(...hang("  ", remedy, width).split("\n").map(theme.quiet));
  return `${lines.join("\n")}\n`;
}

const REMEDIES: Partial<Readonly<Record<TraceLine["event"], string>>> = {
  "nginx.access": "In nginx, $uri instead of $request and $request_uri leaves the query string out.",
  "gunicorn.access":
    "In access_log_format, %(m)s %(U)s instead of %(r)s leaves it out; %(q)s is the query string.",
};

/** What became of a line that reaches nothing, and why. */
function lostLines({ lost }: TraceLine, { theme, width }: WhereStyle): string[] {
  const word = lost?.certain === false ? "not known" : "nowhere";
  const dress = lost?.certain === false ? theme.warning : theme.error;
  const why = lost === undefined ? "" : `: ${escapeLine(redact(lost.why))}`;
  return hang("  → ", `${word}${why}`, width)
    .split("\n")
    .map((line, index) => (index === 0 ? line.replace(word, dress) : line));
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
  if (line.sinks.length === 0) lines.push(...lostLines(line, { theme, width }));
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

import type { LogFile } from "../../routes/log-files.ts";
import type { Route, Sink } from "../../routes/route.ts";
import { escapeLine } from "../escape.ts";
import { codeFrames } from "../frame.ts";
import { addressOf, type Sources } from "../places.ts";
import { redact } from "../redact.ts";
import type { Theme } from "../theme.ts";
import { textWidth } from "../width.ts";
import { hang, wrap } from "../wrap.ts";
import { filesLines } from "./files-text.ts";
import { loggersName, routeName, serviceName, sinkName } from "./route-names.ts";

export interface WhereStyle {
  readonly theme: Theme;
  readonly width: number;
}

/** The log map: one block per service, one line per kind of record, dead ends in plain words. */
export function whereText(
  routes: readonly Route[],
  files: readonly LogFile[],
  sources: Sources,
  style: WhereStyle,
): string {
  const several = new Set(routes.map((route) => route.stack)).size > 1;
  const services = new Map<string, Route[]>();
  for (const route of routes) {
    const name = several ? `${serviceName(route)} in ${route.stack}` : serviceName(route);
    const known = services.get(name);
    if (known === undefined) services.set(name, [route]);
    else known.push(route);
  }
  const blocks = [...services].map(([name, own]) => [
    ...titleLines(name, style),
    ...mapLines(own, sources, style),
  ]);
  blocks.push(filesLines(files, streamsOf(routes), sources, style));
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join("\n"))
    .join("\n\n")}\n`;
}

function titleLines(name: string, { theme, width }: WhereStyle): string[] {
  return wrap(escapeLine(name), width).map(theme.strong);
}

interface Row {
  readonly name: string;
  readonly ends: readonly End[];
}

/** One end as text, and how the part before `: ` looks. */
interface End {
  readonly text: string;
  readonly dress: ((text: string) => string) | null;
  readonly why: string;
}

/** Names are cut short beyond this: the ends are what matters. */
const WIDEST_NAME = 30;
/** Columns that an end needs to be read well. */
const NARROWEST_END = 36;

function mapLines(routes: readonly Route[], sources: Sources, style: WhereStyle): string[] {
  const rows = rowsOf(routes, sources, style);
  const wide = Math.min(WIDEST_NAME, Math.max(...rows.map((row) => textWidth(row.name))));
  // Where little is left beside the names, the ends stand beneath them.
  const isNarrow = style.width - wide - 4 < NARROWEST_END;
  const indent = isNarrow ? 4 : wide + 4;
  return rows.flatMap(({ name, ends }) => {
    const own = isNarrow || textWidth(name) > wide ? hang("  ", name, style.width).split("\n") : [];
    const first = own.length > 0 ? "" : name;
    const lines = ends.flatMap((end) => endLines(end, style.width - indent));
    const lead = (index: number): string =>
      isNarrow ? "    " : `  ${(index === 0 ? first : "").padEnd(wide)}  `;
    return [...own, ...lines.map((line, index) => lead(index) + line)];
  });
}

/** One row per route; loggers that end alike at the same levels share one. */
function rowsOf(routes: readonly Route[], sources: Sources, style: WhereStyle): Row[] {
  const byLogger = new Map<string, Route[]>();
  for (const route of routes) {
    const isLogger = isAppLogger(route);
    const key = isLogger ? `${route.logger ?? ""}\n${keyOf(endsOf(route, sources, style))}` : "";
    const known = isLogger ? byLogger.get(key) : undefined;
    if (known === undefined) byLogger.set(isLogger ? key : `\n${String(byLogger.size)}`, [route]);
    else known.push(route);
  }
  const rows = new Map<string, { routes: Route[]; ends: readonly End[] }>();
  for (const own of byLogger.values()) {
    const first = own[0];
    if (first === undefined) continue;
    const ends = endsOf(first, sources, style);
    const levels = own.map((route) => route.level).join(" ");
    const key = isAppLogger(first) ? `${levels}\n${keyOf(ends)}` : `\n${String(rows.size)}`;
    const known = rows.get(key);
    if (known === undefined) rows.set(key, { routes: [...own], ends });
    else known.routes.push(...own);
  }
  return [...rows.values()].map(({ routes: own, ends }) => {
    const isLogger = own[0] !== undefined && isAppLogger(own[0]);
    return { name: escapeLine(isLogger ? loggersName(own) : own.map(routeName).join(", ")), ends };
  });
}

/** What runserver and uvicorn log of requests stands for itself. */
function isAppLogger({ event, logger }: Route): boolean {
  return event === "django.logger" && !SERVERS.has(logger ?? "");
}

const SERVERS = new Set(["django.server", "uvicorn.access", "uvicorn.error"]);

function keyOf(ends: readonly End[]): string {
  return ends.map((end) => `${end.text}\n${end.why}`).join("\n\n");
}

function endsOf(route: Route, sources: Sources, { theme }: WhereStyle): End[] {
  const ends = route.sinks.map((sink): End => {
    const sure = sink.certain ? "" : " (maybe)";
    const isNull = sink.kind === "null";
    return { text: escapeLine(redact(sinkName(sink))) + sure, dress: isNull ? theme.error : null, why: "" };
  });
  if (ends.length > 0) return ends;
  const unsure = route.steps.some((step) => step.verdict === "maybe");
  const why = reasonOf(route, sources);
  return [
    unsure ? { text: "not known", dress: theme.warning, why } : { text: "nowhere", dress: theme.error, why },
  ];
}

function endLines({ text, dress, why }: End, width: number): string[] {
  const lines = hang("→ ", why === "" ? text : `${text}: ${why}`, width).split("\n");
  if (dress === null) return lines;
  return lines.map((line, index) => (index === 0 ? line.replace(text, dress) : line));
}

/** Why a record that ends nowhere does so: the last drop on its way, with its place. */
function reasonOf(route: Route, sources: Sources): string {
  const undecided = route.steps.find((step) => step.verdict === "maybe");
  const last = undecided ?? route.steps.findLast((step) => step.verdict === "drop");
  if (last === undefined) return "nothing takes it";
  const why = escapeLine(redact(last.why ?? last.what));
  return last.at === null ? why : `${why}, ${escapeLine(addressOf(last.at, sources))}`;
}

/** The journals and container logs in which records end, each once. */
function streamsOf(routes: readonly Route[]): Sink[] {
  const streams = new Map<string, Sink>();
  for (const { sinks } of routes) {
    for (const sink of sinks) {
      if (sink.read !== null && sink.kind !== "file" && isCommand(sink)) streams.set(sink.read, sink);
    }
  }
  return [...streams.values()];
}

/** A stream of a process that nothing describes has no command, nor has a path with a piece that is not known. */
function isCommand(sink: Sink): boolean {
  if (sink.kind === "stdout" || sink.kind === "stderr") return false;
  return sink.kind !== "file" || !/[{}]/.test(sink.path);
}

/** One route in full: each step with the line that decides it. */
export function routeText(route: Route, sources: Sources, style: WhereStyle): string {
  const { theme, width } = style;
  const lines = titleLines(`${routeName(route)}: ${serviceName(route)}`, style);
  for (const step of route.steps) {
    const mark = { pass: "- ", drop: "x ", maybe: "? " }[step.verdict];
    const dress = { pass: theme.quiet, drop: theme.error, maybe: theme.warning }[step.verdict];
    const why = step.why === undefined ? "" : `: ${step.why}`;
    const text = hang(mark, escapeLine(redact(`${step.what}${why}`)), width);
    lines.push(dress(mark) + text.slice(mark.length));
    if (step.at !== null) {
      const primary = step.verdict === "drop" ? theme.error : theme.related;
      lines.push(`     ${theme.path(escapeLine(addressOf(step.at, sources)))}`);
      lines.push(
        ...codeFrames([{ at: step.at, label: "", primary: true }], sources, { theme, width, primary }),
      );
    }
  }
  lines.push(...endsOf(route, sources, style).flatMap((end) => endLines(end, width)));
  for (const sink of route.sinks) {
    if (sink.read !== null && isCommand(sink)) lines.push(`  ${theme.quiet(escapeLine(redact(sink.read)))}`);
  }
  return `${lines.join("\n")}\n`;
}

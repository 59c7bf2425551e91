import type { Route, Sink } from "../../routes/route.ts";
import { escapeLine } from "../escape.ts";
import { codeFrames } from "../frame.ts";
import { addressOf, type Sources } from "../places.ts";
import { redact } from "../redact.ts";
import type { Theme } from "../theme.ts";
import { textWidth } from "../width.ts";
import { hang } from "../wrap.ts";
import { routeName, serviceName, sinkName } from "./route-names.ts";

export interface WhereStyle {
  readonly theme: Theme;
  readonly width: number;
}

/** The log map: one block per service, one line per kind of record, dead ends in plain words. */
export function whereText(routes: readonly Route[], sources: Sources, style: WhereStyle): string {
  const services = new Map<string, Route[]>();
  for (const route of routes) {
    const name = serviceName(route);
    services.set(name, [...(services.get(name) ?? []), route]);
  }
  const blocks = [...services].map(([name, own]) => [
    style.theme.strong(escapeLine(name)),
    ...mapLines(own, sources, style),
  ]);
  blocks.push(readLines(routes, style));
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join("\n"))
    .join("\n\n")}\n`;
}

function mapLines(routes: readonly Route[], sources: Sources, style: WhereStyle): string[] {
  const wide = Math.min(30, Math.max(...routes.map((route) => textWidth(routeName(route)))));
  return routes.flatMap((route) => {
    const name = escapeLine(routeName(route)).padEnd(wide);
    const ends = endLines(route, sources, style);
    const indent = " ".repeat(wide + 4);
    return ends.map((end, index) => (index === 0 ? `  ${name}  ${end}` : `${indent}${end}`));
  });
}

function endLines(route: Route, sources: Sources, style: WhereStyle): string[] {
  const { theme } = style;
  const ends = route.sinks.map((sink) => {
    const name = escapeLine(redact(sinkName(sink)));
    const sure = sink.certain ? "" : theme.quiet(" (maybe)");
    return sink.kind === "null" ? `→ ${theme.error("/dev/null")}${sure}` : `→ ${name}${sure}`;
  });
  if (ends.length > 0) return ends;
  const why = reasonOf(route, sources);
  const unsure = route.steps.some((step) => step.verdict === "maybe");
  return [unsure ? `→ ${theme.warning("not known")}: ${why}` : `→ ${theme.error("nowhere")}: ${why}`];
}

/** Why a record that ends nowhere does so: the last drop on its way, with its place. */
function reasonOf(route: Route, sources: Sources): string {
  const undecided = route.steps.find((step) => step.verdict === "maybe");
  const last = undecided ?? route.steps.findLast((step) => step.verdict === "drop");
  if (last === undefined) return "nothing takes it";
  const why = escapeLine(redact(last.why ?? last.what));
  return last.at === null ? why : `${why}, ${escapeLine(addressOf(last.at, sources))}`;
}

/** How to read each sink, once. */
function readLines(routes: readonly Route[], style: WhereStyle): string[] {
  const commands = new Map<string, Sink>();
  for (const route of routes) {
    for (const sink of route.sinks) {
      if (sink.read !== null && sink.kind !== "stdout" && sink.kind !== "stderr")
        commands.set(sink.read, sink);
    }
  }
  if (commands.size === 0) return [];
  return [style.theme.strong("Read them"), ...[...commands.keys()].map((read) => `  ${escapeLine(read)}`)];
}

/** One route in full: each step with the line that decides it. */
export function routeText(route: Route, sources: Sources, style: WhereStyle): string {
  const { theme, width } = style;
  const lines = [theme.strong(escapeLine(`${routeName(route)}: ${serviceName(route)}`))];
  for (const step of route.steps) {
    const mark =
      step.verdict === "pass" ? "  " : step.verdict === "drop" ? theme.error("x ") : theme.warning("? ");
    const why = step.why === undefined ? "" : `: ${step.why}`;
    lines.push(mark + hang("", escapeLine(redact(`${step.what}${why}`)), width - 2));
    if (step.at !== null) {
      const primary = step.verdict === "drop" ? theme.error : theme.related;
      lines.push(`     ${theme.path(escapeLine(addressOf(step.at, sources)))}`);
      lines.push(
        ...codeFrames([{ at: step.at, label: "", primary: true }], sources, { theme, width, primary }),
      );
    }
  }
  lines.push(...endLines(route, sources, style));
  return `${lines.join("\n")}\n`;
}

import { escapeLine } from "../escape.ts";
import type { GapJson } from "../json.ts";
import type { ReportOptions } from "../report.ts";
import { headerLines } from "../text-header.ts";
import { count, hang } from "../wrap.ts";
import { factsResult, type Loaded } from "./facts.ts";
import { address, asText as text, factRow, rowLines, type Row } from "./facts-rows.ts";
import type { DjangoFacts, LinkFacts, LoggerFacts } from "./facts-result.ts";
import { gunicornLines } from "./gunicorn-text.ts";
import { nginxLines } from "./nginx-text.ts";
import { processLines } from "./process-text.ts";

/** Every setting as it takes effect, for people: one block per service. */
export function factsText(loaded: Loaded, options: ReportOptions): string {
  const facts = factsResult(loaded);
  const several = facts.stacks.length > 1;
  const blocks: string[][] = [];
  if (!options.quiet) blocks.push(headerLines(loaded, options));
  for (const nginx of facts.nginx)
    blocks.push([
      title(`nginx: ${nginx.file}`, nginx.stack, several, options),
      ...nginxLines(nginx, options),
    ]);
  for (const gunicorn of facts.gunicorn) {
    const name = gunicorn.configFile ?? gunicorn.command ?? "gunicorn";
    blocks.push([
      title(`gunicorn: ${name}`, gunicorn.stack, several, options),
      ...gunicornLines(gunicorn, options),
    ]);
  }
  for (const django of facts.django)
    blocks.push([
      title(`Django: ${djangoName(django)}`, django.stack, several, options),
      ...djangoLines(django, options),
    ]);
  for (const process of facts.processes)
    blocks.push([
      title(`process: ${process.name}`, process.stack, several, options),
      ...processLines(process, options),
    ]);
  if (facts.links.length > 0)
    blocks.push([options.theme.strong("proxying"), ...linkLines(facts.links, several, options)]);
  if (facts.rotations.length > 0) {
    const rows = facts.rotations.map((each): Row => ({
      name: each.pattern,
      value: `${each.by}, reopens: ${each.reopens}`,
      origin: address(each.at),
    }));
    blocks.push([options.theme.strong("rotation"), ...rowLines(rows, 2, options.width, options.theme)]);
  }
  blocks.push(gapsBlock(facts.gaps, options));
  const output = blocks.filter((block) => block.length > 0).map((block) => block.join("\n"));
  return output.length === 0 ? "" : `${output.join("\n\n")}\n`;
}

/** The settings module; with those that run it where other processes come to other settings. */
function djangoName({ settings, variant, processes }: DjangoFacts): string {
  return variant === undefined
    ? settings
    : `${settings}, as ${processes.join(", ")} run${processes.length === 1 ? "s" : ""} it`;
}

/** Which nginx hands requests to which gunicorn: the address as nginx has it, and where gunicorn binds it. */
function linkLines(links: readonly LinkFacts[], several: boolean, options: ReportOptions): string[] {
  const rows = eachOnce(links).flatMap(({ nginx, gunicorn, address: to, from, at, stack }): Row[] => [
    { name: nginx, value: `${to} to ${gunicorn}${several ? `, stack ${stack}` : ""}`, origin: address(from) },
    ...(at === null ? [] : [{ name: "", value: `bound by ${gunicorn}`, origin: address(at) }]),
  ]);
  return rowLines(rows, 2, options.width, options.theme);
}

/** Several locations often hand requests to one upstream, whose address then stands in one place. */
function eachOnce(links: readonly LinkFacts[]): LinkFacts[] {
  const distinct = new Map<string, LinkFacts>();
  for (const link of links) {
    const { nginx, gunicorn, address: to, from, at, stack } = link;
    const key = JSON.stringify([nginx, gunicorn, to, stack, address(from), at === null ? null : address(at)]);
    if (!distinct.has(key)) distinct.set(key, link);
  }
  return [...distinct.values()];
}

function title(text: string, stack: string, several: boolean, options: ReportOptions): string {
  const suffix = several ? options.theme.quiet(`  stack ${escapeLine(stack)}`) : "";
  return options.theme.strong(escapeLine(text)) + suffix;
}

/** A logger that has nothing of its own only hands its records on. */
function isTransparent(logger: LoggerFacts): boolean {
  const { level, handlers, propagate, disabled, at, uncertain } = logger;
  return (
    level === "NOTSET" &&
    handlers.length === 0 &&
    propagate &&
    !disabled &&
    at === null &&
    uncertain === undefined
  );
}

function djangoLines(django: DjangoFacts, options: ReportOptions): string[] {
  const { theme, width } = options;
  const rows: Row[] = [
    { name: "file", value: django.file, origin: django.purpose === "unknown" ? "" : django.purpose },
  ];
  rows.push(
    factRow("version", django.version, text),
    factRow("DEBUG", django.DEBUG),
    factRow("ADMINS", django.ADMINS),
  );
  rows.push(factRow("LOGGING_CONFIG", django.LOGGING_CONFIG));
  if (django.disableExistingLoggers !== null)
    rows.push(factRow("disable_existing_loggers", django.disableExistingLoggers));
  rows.push({
    name: "alerting",
    value: django.alerting.length === 0 ? "none seen" : django.alerting.join(", "),
    origin: "",
  });
  if (Object.keys(django.loggers).length === 0)
    rows.push({ name: "loggers", value: "unknown", origin: "what LOGGING becomes could not be worked out" });
  const lines = rowLines(rows, 2, width, theme);
  const handlers = Object.entries(django.handlers).map(([name, handler]): Row => {
    const target = factRow("", handler.target, text).value;
    const level = handler.level === null ? "" : `, level ${factRow("", handler.level, text).value}`;
    const filters = handler.filters.length === 0 ? "" : `, filters ${handler.filters.join(", ")}`;
    return { name, value: `${handler.class} to ${target}${level}${filters}`, origin: address(handler.at) };
  });
  if (handlers.length > 0) lines.push("  handlers", ...rowLines(handlers, 4, width, theme));
  const shown = Object.entries(django.loggers).filter(
    ([, logger]) => options.verbose || !isTransparent(logger),
  );
  const loggers = shown.map(([name, logger]): Row => {
    const to = logger.handlers.length === 0 ? "no handlers" : logger.handlers.join(", ");
    const off = logger.disabled ? ", disabled" : "";
    const ends = logger.propagate || name === "" ? "" : ", does not propagate";
    return {
      name: name === "" ? "root" : name,
      value: `${logger.level} to ${to}${off}${ends}`,
      origin: logger.at === null ? "default" : address(logger.at),
    };
  });
  if (loggers.length > 0) lines.push("  loggers in a gunicorn worker", ...rowLines(loggers, 4, width, theme));
  return lines;
}

function gapsBlock(gaps: readonly GapJson[], options: ReportOptions): string[] {
  if (gaps.length === 0) return [];
  if (!options.showUnknown) {
    return options.quiet
      ? []
      : [
          options.theme.quiet(
            `${count(gaps.length, "thing")} could not be determined; --show-unknown lists them.`,
          ),
        ];
  }
  const lines = gaps.map((gap) => {
    const where = gap.at === undefined ? "" : ` (${address(gap.at)})`;
    return hang("  ", escapeLine(`${gap.what}: ${gap.why}${where}`), options.width);
  });
  return [options.theme.strong("Could not be determined"), ...lines];
}

import { escapeLine } from "../escape.ts";
import type { GapJson } from "../json.ts";
import type { ReportOptions } from "../report.ts";
import { headerLines } from "../text-header.ts";
import { count, hang } from "../wrap.ts";
import { factsResult, type Loaded } from "./facts.ts";
import { address, factRow, rowLines, type Row } from "./facts-rows.ts";
import type {
  AccessTarget,
  DjangoFacts,
  ErrorTarget,
  GunicornFacts,
  LogContext,
  NginxFacts,
  NginxLocation,
  ProcessFacts,
} from "./facts-result.ts";

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
      title(`Django: ${django.settings}`, django.stack, several, options),
      ...djangoLines(django, options),
    ]);
  for (const process of facts.processes)
    blocks.push([
      title(`process: ${process.name}`, process.stack, several, options),
      ...processLines(process, options),
    ]);
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

function title(text: string, stack: string, several: boolean, options: ReportOptions): string {
  const suffix = several ? options.theme.quiet(`  stack ${escapeLine(stack)}`) : "";
  return options.theme.strong(escapeLine(text)) + suffix;
}

function nginxLines(nginx: NginxFacts, options: ReportOptions): string[] {
  const { theme, width } = options;
  const lines = rowLines(
    [factRow("version", nginx.version, text), factRow("user", nginx.user, text)],
    2,
    width,
    theme,
  );
  const formats = nginx.formats.map((format): Row => ({
    name: format.name,
    value: oneLine(format.text),
    origin: address(format.at),
  }));
  if (formats.length > 0) lines.push("  log_format", ...rowLines(formats, 4, width, theme));
  lines.push("  main", ...contextLines(nginx.main, 4, options));
  if (nginx.http !== null) lines.push("  http", ...contextLines(nginx.http, 4, options));
  for (const server of nginx.servers) {
    const names = server.names.length === 0 ? "without a name" : server.names.join(" ");
    const listen = server.listen.length === 0 ? "" : `, listen ${server.listen.join(", ")}`;
    lines.push(`  server ${escapeLine(names + listen)}  ${theme.quiet(escapeLine(address(server.at)))}`);
    lines.push(...contextLines(server, 4, options));
    for (const location of server.locations) lines.push(...locationLines(location, 4, options));
  }
  return lines;
}

function locationLines(location: NginxLocation, indent: number, options: ReportOptions): string[] {
  const proxied = location.proxied === null ? "" : `, proxied to ${location.proxied}`;
  const name = location.location.startsWith("if ") ? location.location : `location ${location.location}`;
  const head = `${" ".repeat(indent)}${escapeLine(name + proxied)}  ${options.theme.quiet(escapeLine(address(location.at)))}`;
  const inner = location.locations.flatMap((each) => locationLines(each, indent + 2, options));
  return [head, ...contextLines(location, indent + 2, options), ...inner];
}

function contextLines(context: LogContext, indent: number, options: ReportOptions): string[] {
  const rows: Row[] = [];
  if (context.accessLog === "off") rows.push({ name: "access_log", value: "off", origin: "" });
  else
    for (const log of context.accessLog)
      rows.push({
        name: "access_log",
        value: accessText(log),
        origin: originOf(log),
        quiet: log.state === "default",
      });
  for (const log of context.errorLog) {
    rows.push({
      name: "error_log",
      value: `${log.target} ${log.level}`,
      origin: originOf(log),
      quiet: log.state === "default",
    });
  }
  return rowLines(rows, indent, options.width, options.theme);
}

function accessText(log: AccessTarget): string {
  return `${log.target} ${log.format}${log.condition === null ? "" : ` if=${log.condition}`}`;
}

function originOf(log: AccessTarget | ErrorTarget): string {
  if (log.at === null) return "default";
  return log.inheritedFrom === null ? address(log.at) : `${address(log.at)}, from ${log.inheritedFrom}`;
}

function gunicornLines(gunicorn: GunicornFacts, options: ReportOptions): string[] {
  const rows: Row[] = [];
  if (gunicorn.configFile !== null && gunicorn.command !== null) {
    rows.push({
      name: "command",
      value: gunicorn.command,
      origin: gunicorn.at === null ? "" : address(gunicorn.at),
    });
  }
  if (gunicorn.app !== null) rows.push({ name: "application", value: gunicorn.app, origin: "" });
  rows.push(factRow("version", gunicorn.version, text));
  const settings = Object.entries(gunicorn.settings);
  const written = settings.filter(([, fact]) => fact.state !== "default");
  const defaults = settings.filter(([, fact]) => fact.state === "default");
  rows.push(...[...written, ...defaults].map(([name, fact]) => factRow(name, fact)));
  return rowLines(rows, 2, options.width, options.theme);
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
  const lines = rowLines(rows, 2, width, theme);
  const handlers = Object.entries(django.handlers).map(([name, handler]): Row => {
    const target = factRow("", handler.target, text).value;
    const level = handler.level === null ? "" : `, level ${factRow("", handler.level, text).value}`;
    const filters = handler.filters.length === 0 ? "" : `, filters ${handler.filters.join(", ")}`;
    return { name, value: `${handler.class} to ${target}${level}${filters}`, origin: address(handler.at) };
  });
  if (handlers.length > 0) lines.push("  handlers", ...rowLines(handlers, 4, width, theme));
  const loggers = Object.entries(django.loggers).map(([name, logger]): Row => {
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

function processLines(process: ProcessFacts, options: ReportOptions): string[] {
  const rows: Row[] = [{ name: "command", value: process.command, origin: address(process.at) }];
  rows.push({ name: "runs", value: `${process.runs}, by ${process.by}`, origin: "" });
  rows.push(
    factRow("user", process.user, text),
    factRow("directory", process.cwd, text),
    factRow("processes", process.count),
  );
  rows.push({
    name: "stdout",
    value: process.stdout.read ?? "nowhere",
    origin: process.stdout.certain ? "" : "not certain",
  });
  rows.push({
    name: "stderr",
    value: process.stderr.read ?? "nowhere",
    origin: process.stderr.certain ? "" : "not certain",
  });
  return rowLines(rows, 2, options.width, options.theme);
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

function text(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function oneLine(format: string): string {
  return format.length > 60 ? `${format.slice(0, 57)}...` : format;
}

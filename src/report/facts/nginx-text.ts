import { escapeLine } from "../escape.ts";
import type { ReportOptions } from "../report.ts";
import { address, asText, factRow, rowLines, type Row } from "./facts-rows.ts";
import type { AccessTarget, ErrorTarget, LogContext, NginxFacts, NginxLocation } from "./facts-result.ts";
import { append } from "../../text/append.ts";

const FORMAT_WIDTH = 60;

/** One nginx for people: its formats, then what is logged in each context; a location only where it differs from what is around it. */
export function nginxLines(nginx: NginxFacts, options: ReportOptions): string[] {
  const { theme, width } = options;
  const general = [factRow("version", nginx.version, asText), factRow("user", nginx.user, asText)];
  const lines = rowLines(general, 2, width, theme);
  const formats = nginx.formats.map((format): Row => ({
    name: format.name,
    value: short(format.text),
    origin: address(format.at),
  }));
  if (formats.length > 0) lines.push("  log_format", ...rowLines(formats, 4, width, theme));
  append(lines, titled("  main", contextLines(nginx.main, 4, options)));
  if (nginx.http !== null) append(lines, titled("  http", contextLines(nginx.http, 4, options)));
  for (const server of nginx.servers) {
    const names = server.names.length === 0 ? "without a name" : server.names.join(" ");
    const listen = server.listen.length === 0 ? "" : `, listen ${server.listen.join(", ")}`;
    lines.push(`  server ${escapeLine(names + listen)}  ${theme.quiet(escapeLine(address(server.at)))}`);
    append(lines, contextLines(server, 4, options));
    for (const location of server.locations) append(lines, locationLines(location, server, 4, options));
  }
  return lines;
}

function titled(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [title, ...lines];
}

function locationLines(
  location: NginxLocation,
  around: LogContext,
  indent: number,
  options: ReportOptions,
): string[] {
  const proxied = location.proxied === null ? "" : `, proxied to ${location.proxied}`;
  const name = location.location.startsWith("if ") ? location.location : `location ${location.location}`;
  const at = options.theme.quiet(escapeLine(address(location.at)));
  const inner = location.locations.flatMap((each) => locationLines(each, location, indent + 2, options));
  const own = contextLines(location, indent + 2, options, around);
  return [`${" ".repeat(indent)}${escapeLine(name + proxied)}  ${at}`, ...own, ...inner];
}

/** What is logged in a context; what is the same in the one around it is left out. */
function contextLines(
  context: LogContext,
  indent: number,
  options: ReportOptions,
  around?: LogContext,
): string[] {
  const rows: Row[] = [];
  if (!isSame(context.accessLog, around?.accessLog)) append(rows, accessRows(context.accessLog));
  if (!isSame(context.errorLog, around?.errorLog)) {
    for (const log of context.errorLog) rows.push(row("error_log", `${log.target} ${log.level}`, log));
  }
  return rowLines(rows, indent, options.width, options.theme);
}

function accessRows(logs: LogContext["accessLog"]): Row[] {
  if (logs === "off") return [{ name: "access_log", value: "off", origin: "" }];
  return logs.map((log) => {
    const condition = log.condition === null ? "" : ` if=${log.condition}`;
    return row("access_log", `${log.target} ${log.format}${condition}`, log);
  });
}

function row(name: string, value: string, log: AccessTarget | ErrorTarget): Row {
  if (log.at === null) return { name, value, origin: "default", quiet: true };
  const from = log.inheritedFrom === null ? "" : `, from ${log.inheritedFrom}`;
  return { name, value, origin: address(log.at) + from, quiet: log.state === "default" };
}

/** Equal but for the context that it is inherited from. */
function isSame(
  own: LogContext["accessLog"] | LogContext["errorLog"],
  around: typeof own | undefined,
): boolean {
  const known = (logs: typeof own): string =>
    JSON.stringify(logs === "off" ? logs : logs.map((log) => ({ ...log, inheritedFrom: null })));
  return around !== undefined && known(own) === known(around);
}

function short(format: string): string {
  return format.length > FORMAT_WIDTH ? `${format.slice(0, FORMAT_WIDTH - 3)}...` : format;
}

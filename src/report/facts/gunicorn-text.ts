import type { ReportOptions } from "../report.ts";
import { address, asText as text, factRow, rowLines, type Row } from "./facts-rows.ts";
import type { FactJson, GunicornFacts } from "./facts-result.ts";

/** gunicorn settings that decide what is logged, where, and as whom (gunicorn config.py 20.1.0). */
const LOGGING_SETTINGS = new Set([
  "bind",
  "workers",
  "worker_class",
  "threads",
  "preload_app",
  "daemon",
  "user",
  "chdir",
  "accesslog",
  "access_log_format",
  "errorlog",
  "loglevel",
  "capture_output",
  "logger_class",
  "logconfig",
  "logconfig_dict",
  "logconfig_json",
  "syslog",
]);

/** A gunicorn's settings: what is written first, each with what it overrides beneath it. */
export function gunicornLines(gunicorn: GunicornFacts, options: ReportOptions): string[] {
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
  const settings = Object.entries(gunicorn.settings).filter(
    ([name, fact]) => options.verbose || isShown(name, fact),
  );
  const written = settings.filter(([, fact]) => fact.state !== "default");
  const defaults = settings.filter(([, fact]) => fact.state === "default");
  rows.push(
    ...[...written, ...defaults].flatMap(([name, fact]) => [
      factRow(name, fact),
      ...losers(gunicorn, name, fact),
    ]),
  );
  return rowLines(rows, 2, options.width, options.theme);
}

/** The weaker sources of a setting, the strongest of them first. Where the winner is not known, they are only what else is written. */
function losers({ shadowed }: GunicornFacts, name: string, winner: FactJson<unknown>): Row[] {
  return shadowed
    .filter(({ setting }) => setting === name)
    .map(({ fact }) => {
      const { value, origin } = factRow("", fact);
      const verb = winner.state === "unknown" && winner.at === undefined ? "written:" : "overrides";
      return { name: "", value: `${verb} ${value}`, origin, quiet: true };
    });
}

/** What is written is shown; of the rest, what bears on logging. */
function isShown(name: string, fact: FactJson<unknown>): boolean {
  return LOGGING_SETTINGS.has(name) || isWritten(fact);
}

function isWritten(fact: FactJson<unknown>): boolean {
  if (fact.state === "either") return fact.options.some((option) => isWritten(option.fact));
  return fact.state === "set";
}

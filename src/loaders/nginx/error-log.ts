import type { ErrorLog, NginxArgument, NginxDirective } from "../../model/nginx.ts";
import type { Problem } from "../../model/problem.ts";
import { parseSize } from "./quantities.ts";
import { refusal } from "./refusal.ts";
import { checkSyslogTarget } from "./syslog-target.ts";

/** By increasing verbosity. ngx_log.c, nginx 1.22.1. */
const LEVELS = ["emerg", "alert", "crit", "error", "warn", "notice", "info", "debug"];
const DEBUG_LEVELS = new Set(
  ["core", "alloc", "mutex", "event", "http", "mail", "stream"].map((name) => `debug_${name}`),
);

/** The buffer must hold one message: NGX_MAX_ERROR_STR. */
const LONGEST_MESSAGE = 2048;

/** Words that other programs use, and nginx's for them. */
const MEANT = new Map([
  ["warning", "warn"],
  ["err", "error"],
  ["critical", "crit"],
  ["fatal", "crit"],
  ["emergency", "emerg"],
  ["information", "info"],
  ["trace", "debug"],
]);

/** `error_log` as nginx reads it, with what nginx refuses. ngx_log.c ngx_log_set_log and ngx_log_set_levels. */
export function readErrorLog(
  directive: NginxDirective,
  target: NginxArgument,
): { log: ErrorLog; problems: Problem[] } {
  const words = directive.args.slice(1);
  const problems = [...checkTarget(target), ...checkLevels(words)];
  const written = words.at(-1);
  return {
    log: {
      at: directive.at,
      target,
      level: written === undefined ? "error" : written.value,
      levelAt: written?.at ?? null,
    },
    problems,
  };
}

/** True when the messages go to a file of that name: neither stderr, syslog nor memory. */
export function isErrorFile(target: string): boolean {
  return target !== "stderr" && !target.startsWith("syslog:") && !target.startsWith("memory:");
}

function checkTarget(target: NginxArgument): Problem[] {
  if (target.placeholder) return [];
  if (target.value.startsWith("syslog:")) return checkSyslogTarget(target);
  if (!target.value.startsWith("memory:")) return [];
  const size = target.value.slice("memory:".length);
  return (parseSize(size) ?? 0) < LONGEST_MESSAGE
    ? [refusal(`invalid buffer size "${size}"`, target.at, "write a size such as memory:32m")]
    : [];
}

function checkLevels(words: readonly NginxArgument[]): Problem[] {
  let level: string | null = null;
  let debug = false;
  for (const word of words) {
    if (word.placeholder) return [];
    const instead = insteadOf(word.value);
    if (LEVELS.includes(word.value)) {
      if (level !== null || debug)
        return [refusal(`duplicate log level "${word.value}"`, word.at, "name one level")];
      level = word.value;
    } else if (DEBUG_LEVELS.has(word.value) && level === null) {
      debug = true;
    } else if (word.value !== "json") {
      return [refusal(`invalid log level "${word.value}"`, word.at, instead)];
    } else {
      return [];
    }
  }
  return [];
}

function insteadOf(word: string): string {
  const lower = word.toLowerCase();
  const meant = LEVELS.includes(lower) ? lower : MEANT.get(lower);
  if (meant !== undefined) return `write ${meant}`;
  if (/^[a-z]+(?:_[a-z]+)+$/.test(word)) return "end the line above it with a semicolon";
  return "write one of debug, info, notice, warn, error, crit, alert, emerg";
}

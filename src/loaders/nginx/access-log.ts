import type { AccessLog, LogFormat, NginxArgument, NginxDirective } from "../../model/nginx.ts";
import type { Problem } from "../../model/problem.ts";
import { parseInteger, parseSize, parseTime } from "./quantities.ts";
import { refusal } from "./refusal.ts";
import { checkSyslogTarget } from "./syslog-target.ts";
import { checkVariableSyntax } from "./variable-syntax.ts";

/** What surrounds an access_log. */
export interface FormatScope {
  readonly family: "http" | "stream";
  /** Definitions that stand textually before it. */
  readonly formats: readonly LogFormat[];
  /** True when every definition before it is known, so that a name that is not there is surely undefined. */
  readonly complete: boolean;
}

/** `access_log` as nginx reads it, with what nginx refuses, in the order in which nginx would say it. */
export interface ReadAccessLog {
  readonly log: AccessLog;
  readonly problems: readonly Problem[];
  /** How a file is buffered, null without buffer or gzip. */
  readonly buffering: Buffering | null;
}

/** Bytes, milliseconds, and the compression level. */
export interface Buffering {
  readonly size: number;
  readonly flush: number;
  readonly gzip: number;
}

/** ngx_http_log_module.c ngx_http_log_set_log and ngx_stream_log_module.c, nginx 1.22.1. Needs at least one argument. */
export function readAccessLog(
  directive: NginxDirective,
  target: NginxArgument,
  scope: FormatScope,
): ReadAccessLog {
  const args = directive.args;
  const off = target.value === "off" && !target.placeholder;
  const log = optionsOf(directive, target, off, scope);
  if (off) return { log, problems: refusedBesideOff(args), buffering: null };
  const problems = [...checkTarget(target), ...checkFormat(directive, scope, log)];
  if (args.slice(0, 2).some((arg) => arg.placeholder)) {
    return { log, problems, buffering: null };
  }
  const options = checkOptions(directive, target);
  return { log, problems: [...problems, ...options.problems], buffering: options.buffering };
}

function optionsOf(
  directive: NginxDirective,
  target: NginxArgument,
  off: boolean,
  scope: FormatScope,
): AccessLog {
  const format = off ? null : (directive.args[1] ?? null);
  const options = off ? [] : directive.args.slice(2);
  const named = format === null ? "combined" : format.value;
  const defined = findFormat(named, scope);
  const valueOf = (prefix: string): string | null =>
    options.findLast((arg) => arg.value.startsWith(prefix))?.value.slice(prefix.length) ?? null;
  const condition = options.findLast((arg) => arg.value.startsWith("if=")) ?? null;
  return {
    at: directive.at,
    target,
    off,
    format,
    formatName: defined ?? named,
    formatDefined: defined !== null,
    condition: condition === null ? null : conditionOf(condition),
    buffer: valueOf("buffer="),
    flush: valueOf("flush="),
    gzip: options.some((arg) => arg.value === "gzip" || arg.value.startsWith("gzip=")),
  };
}

/** The word behind `if=`, in its own place. */
function conditionOf(option: NginxArgument): NginxArgument {
  const shift = option.at.end - option.at.start >= 3 ? 3 : 0;
  return { ...option, value: option.value.slice(3), at: { ...option.at, start: option.at.start + shift } };
}

/** The definition's own spelling; `combined` stands first in nginx's list, in http only. */
function findFormat(name: string, scope: FormatScope): string | null {
  const lower = name.toLowerCase();
  if (scope.family === "http" && lower === "combined") return "combined";
  return scope.formats.find((format) => format.name.toLowerCase() === lower)?.name ?? null;
}

function refusedBesideOff(args: readonly NginxArgument[]): Problem[] {
  const second = args[1];
  if (second === undefined || second.placeholder) return [];
  return [
    refusal(
      `invalid parameter "${second.value}"`,
      second.at,
      "access_log off takes nothing else: write access_log off",
    ),
  ];
}

function checkTarget(target: NginxArgument): Problem[] {
  if (target.placeholder) return [];
  return target.value.startsWith("syslog:") ? checkSyslogTarget(target) : checkVariableSyntax(target, "path");
}

const OPTION = /^(?:buffer|flush|gzip|if)=|^gzip$/;

function checkFormat(directive: NginxDirective, scope: FormatScope, log: AccessLog): Problem[] {
  const format = log.format;
  if (format === null) {
    if (scope.family === "http") return [];
    return [
      refusal(
        "log format is not specified",
        directive.at,
        "name a log_format of the stream block",
        "format-undefined",
      ),
    ];
  }
  if (log.formatDefined || format.placeholder) return [];
  const message = `unknown log format "${format.value}"`;
  if (OPTION.test(format.value)) {
    const target = log.target.value;
    const instead = `options follow the format: write access_log ${target} combined ${format.value}, or the format in use instead of combined`;
    return [refusal(message, format.at, instead, "format-undefined")];
  }
  if (!scope.complete) return [];
  const instead = `define log_format ${format.value} in the http block, above this line, or name one that is defined there`;
  return [refusal(message, format.at, instead, "format-undefined")];
}

function checkOptions(
  directive: NginxDirective,
  target: NginxArgument,
): { readonly problems: readonly Problem[]; readonly buffering: Buffering | null } {
  const problems: Problem[] = [];
  let size = 0;
  let gzip = 0;
  let flushing = 0;
  let flush: NginxArgument | null = null;
  for (const option of directive.args.slice(2)) {
    if (option.placeholder || problems.length > 0) return { problems, buffering: null };
    const [key, value] = splitOption(option.value);
    if (key === "buffer") {
      size = parseSize(value) ?? 0;
      if (size === 0)
        problems.push(
          refusal(`invalid buffer size "${value}"`, option.at, "write a size such as buffer=32k"),
        );
    } else if (key === "flush") {
      flush = option;
      flushing = parseTime(value, "ms") ?? 0;
      if (flushing === 0) {
        problems.push(refusal(`invalid flush time "${value}"`, option.at, "write a time such as flush=5s"));
      }
    } else if (key === "gzip") {
      if (size === 0) size = 64 * 1024;
      gzip = option.value === "gzip" ? 1 : (parseInteger(value) ?? 0);
      if (gzip < 1 || gzip > 9) {
        problems.push(
          refusal(`invalid compression level "${value}"`, option.at, "write gzip, or gzip=1 to gzip=9"),
        );
      }
    } else if (key === "if") {
      problems.push(...checkVariableSyntax({ ...option, value }, "text"));
    } else {
      problems.push(refusal(`invalid parameter "${option.value}"`, option.at, insteadOf(option.value)));
    }
  }
  if (problems.length > 0 || target.placeholder) return { problems, buffering: null };
  if (flush !== null && size === 0) {
    problems.push(
      refusal(
        `no buffer is defined for access_log "${target.value}"`,
        flush.at,
        "add buffer=32k before it, or drop flush=",
      ),
    );
  }
  if (size === 0) return { problems, buffering: null };
  if (target.value.startsWith("syslog:")) {
    problems.push(
      refusal("logs to syslog cannot be buffered", directive.at, "drop buffer=, flush= and gzip"),
    );
  } else if (target.value.includes("$")) {
    problems.push(
      refusal(
        "buffered logs cannot have variables in name",
        directive.at,
        "drop buffer=, flush= and gzip, or write a fixed path",
      ),
    );
  }
  return { problems, buffering: { size, flush: flushing, gzip } };
}

function splitOption(word: string): readonly [key: string, value: string] {
  if (word === "gzip") return ["gzip", ""];
  const at = word.indexOf("=");
  return at < 0 ? ["", word] : [word.slice(0, at), word.slice(at + 1)];
}

function insteadOf(word: string): string | undefined {
  if (/^[a-z]+(?:_[a-z]+)+$/.test(word)) return "end the line above it with a semicolon";
  return undefined;
}

import type { FileSpan } from "../text/span.ts";
import type { Fact } from "./fact.ts";
import type { Gap, Problem } from "./problem.ts";

/** The value of a gunicorn setting, in JSON's terms. */
export type SettingValue =
  null | boolean | number | string | readonly SettingValue[] | { readonly [key: string]: SettingValue };

/** One gunicorn: a command line, a config file, or both. */
export interface GunicornInstance {
  /** Short name for people: the service that starts it, or the config file's path. */
  readonly name: string;
  /** The command line as written, null when only a config file is known. */
  readonly command: string | null;
  readonly at: FileSpan | null;
  /** `proj.wsgi:application`, from the command line or `wsgi_app`. */
  readonly app: string | null;
  readonly version: Fact<string>;
  /** Every setting by gunicorn's own name, as it takes effect: defaults < file < GUNICORN_CMD_ARGS < command line. */
  readonly settings: Readonly<Record<string, Fact<SettingValue>>>;
  readonly configFile: string | null;
  /** Values that a stronger source overrides: the loser of each fight. */
  readonly shadowed: readonly {
    readonly setting: string;
    readonly fact: Fact<SettingValue>;
    readonly by: Fact<SettingValue>;
  }[];
  /**
   * Module-level names of the config file that gunicorn ignores and that look like a setting. `since`: the version that brought
   * a setting of exactly this name, when this gunicorn is too old for it.
   */
  readonly ignoredNames: readonly {
    readonly name: string;
    readonly meant: string;
    readonly since: string | null;
    readonly value: SettingValue | undefined;
    readonly at: FileSpan;
  }[];
  /** The access log format as parsed: null when unknown. */
  readonly accessFormat: AccessFormat | null;
  readonly logging: GunicornLogging;
  /** True when the command line is known, so that nothing can override the file unseen. */
  readonly commandKnown: boolean;
  /** With which status and message gunicorn exits instead of starting (status 0: --help or --version); null when nothing stops it. */
  readonly refusal: { readonly status: number; readonly message: string } | null;
  readonly problems: readonly Problem[];
  readonly gaps: readonly Gap[];
}

/** `access_log_format` taken apart as Python's `%` operator reads it. */
export interface AccessFormat {
  readonly text: string;
  readonly at: FileSpan | null;
  /** Up to the place where Python stops, if it does. */
  readonly atoms: readonly AccessAtom[];
  /** Why `%` raises for every request, in Python's words, and the offsets of the guilty piece; null for a format that works. */
  readonly error: { readonly message: string; readonly start: number; readonly end: number } | null;
}

export interface AccessAtom {
  /** The name between the parentheses as written; null for a conversion without one (`%h`). */
  readonly name: string | null;
  /** The conversion type, `s` or `d`...; null when the text ends before it. A literal `%%` is no atom. */
  readonly conversion: string | null;
  /** Offsets in `AccessFormat.text`. */
  readonly start: number;
  readonly end: number;
}

/** What Logger.setup leaves (glogging.py), before the application configures logging. */
export interface GunicornLogging {
  /** Does gunicorn make an access record for each request: accesslog, a logconfig or syslog is set. */
  readonly accessRecords: "yes" | "no" | "unknown";
  /** Null where the settings that decide it are not known; `why` says which. */
  readonly error: GunicornLogger | null;
  readonly access: GunicornLogger | null;
  /** What a logconfig does to the root logger; null when it leaves it alone, or is not known. */
  readonly root: GunicornLogger | null;
  /** Other loggers that a logconfig names, by name. */
  readonly loggers?: Readonly<Record<string, GunicornLogger>>;
  readonly why: string | null;
  /** Why the logconfig stops gunicorn, in Python's words; null when nothing stops it. */
  readonly failure: string | null;
}

export interface GunicornLogger {
  readonly handlers: readonly GunicornHandler[];
  readonly propagate: boolean;
  /** "INFO"; "NOTSET" when it inherits. */
  readonly level: string;
  /** Why `level` is not known; it is then gunicorn's default. */
  readonly levelUnknown?: string;
  readonly disabled: boolean;
}

export interface GunicornHandler {
  readonly kind: "stdout" | "stderr" | "file" | "syslog" | "null" | "other";
  /** File: its path, absolute where the working directory is known. Syslog: the address. */
  readonly target: string | null;
  /** The setting that attaches it. */
  readonly setting: string;
  readonly at: FileSpan | null;
  /** Its own level, by name, when a logconfig gives one. */
  readonly level?: string;
  /** True when a logconfig gives it filters. */
  readonly filtered?: boolean;
}

/** Settings whose names nothing but gunicorn's config file uses at module level. */
const TELLING = new Set([
  "accesslog",
  "errorlog",
  "loglevel",
  "access_log_format",
  "capture_output",
  "logconfig",
  "logconfig_dict",
  "worker_class",
  "worker_connections",
  "max_requests",
  "max_requests_jitter",
  "graceful_timeout",
  "preload_app",
  "proc_name",
  "raw_env",
  "wsgi_app",
  "forwarded_allow_ips",
  "worker_tmp_dir",
  "enable_stdio_inheritance",
  "syslog_addr",
  "statsd_host",
  "limit_request_line",
  "post_fork",
  "pre_fork",
  "when_ready",
  "on_starting",
  "worker_exit",
  "child_exit",
]);
/** Settings whose names other programs use too: they tell only in company. */
const COMMON = new Set([
  "bind",
  "workers",
  "threads",
  "timeout",
  "keepalive",
  "backlog",
  "daemon",
  "pidfile",
  "user",
  "group",
  "umask",
  "chdir",
  "reload",
  "logger_class",
  "syslog",
  "certfile",
  "keyfile",
]);

/** Do the module-level names of a Python file look like those of a gunicorn config file: a telling one and a second, or three common ones. */
export function looksLikeGunicornConfig(names: Iterable<string>): boolean {
  let telling = 0;
  let common = 0;
  for (const name of new Set(names)) {
    if (TELLING.has(name)) telling++;
    else if (COMMON.has(name)) common++;
  }
  return telling > 1 || (telling === 1 && common > 0) || common > 2;
}

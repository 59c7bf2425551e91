import type { FileSpan } from "../text/span.ts";
import type { CeleryApp, ExceptionHandler, SentryStart } from "./django-services.ts";
import type { Fact } from "./fact.ts";
import type { Gap, Problem } from "./problem.ts";
import type { Purpose } from "./purpose.ts";

/** One settings module in use. */
export interface DjangoProject {
  /** Dotted name: `proj.settings.production`. */
  readonly settings: string;
  /**
   * Set only where processes run these settings with environments under which they differ: the name of the first process that runs this one.
   * `Process.variant` says the same.
   */
  readonly variant?: string;
  readonly file: string;
  /** Every module that was evaluated for it. */
  readonly files: readonly string[];
  readonly purpose: Purpose;
  readonly version: Fact<string>;
  readonly DEBUG: Fact<boolean>;
  /** Number of addresses, or unknown. */
  readonly ADMINS: Fact<readonly string[]>;
  readonly LOGGING_CONFIG: Fact<string | null>;
  readonly EMAIL_BACKEND: Fact<string>;
  readonly INSTALLED_APPS: Fact<readonly string[]>;
  readonly MIDDLEWARE: Fact<readonly string[]>;
  /** "none": LOGGING is not set or empty, Django's default stands alone. "unknown": it is set to something not known. */
  readonly logging: "none" | "set" | "unknown";
  /** LOGGING as written, when "set". */
  readonly config: LoggingConfig | null;
  /** The logger tree in a gunicorn worker after both configurations (Django's default, then LOGGING). */
  readonly tree: LoggerTree;
  /** Sentry and peers, "mail_admins" when reachable. */
  readonly alerting: readonly { readonly name: string; readonly at: FileSpan | null }[];
  /** Directories that the settings themselves create (os.makedirs, Path.mkdir); the path as far as known. */
  readonly makes: readonly { readonly path: string; readonly at: FileSpan }[];
  /** First-party packages: top-level importable names that hold the project's own code. */
  readonly packages: readonly FirstPartyPackage[];
  /** False when some of the project's own files were not looked at, so that a logger or a print may be missing above. */
  readonly packagesComplete: boolean;
  /** Calls at the settings' module level that configure logging beside LOGGING: dictConfig, basicConfig, captureWarnings ... */
  readonly calls: readonly LoggingCall[];
  /** LOGGING assignments that a later one in the same module replaces wholesale. */
  readonly overwritten: readonly { readonly at: FileSpan; readonly by: FileSpan }[];
  /** False when a module that could not be read may change any setting (`from local_settings import *`). */
  readonly settingsComplete: boolean;
  readonly SERVER_EMAIL: Fact<string>;
  readonly EMAIL_HOST: Fact<string>;
  /**
   * Settings that only single rules ask for, by name, as plain values: TIME_ZONE, USE_TZ, and what belongs to Celery's logging. One that is not
   * written is absent: it has its default, unless `settingsComplete` is false.
   */
  readonly others: Readonly<Record<string, Fact<unknown>>>;
  /** Calls of `sentry_sdk.init` in the settings. */
  readonly sentry: readonly SentryStart[];
  /** Null when the project's own code makes none. */
  readonly celery: CeleryApp | null;
  /** Null when REST_FRAMEWORK names none, or its function is not in the project's own code. */
  readonly exceptionHandler: ExceptionHandler | null;
  readonly problems: readonly Problem[];
  readonly gaps: readonly Gap[];
}

/** A call that changes logging when the settings are imported. `callee` is its dotted name: `logging.config.dictConfig`. */
export interface LoggingCall {
  readonly callee: string;
  readonly at: FileSpan;
  /** The condition under which it runs, when there is one. */
  readonly when: string | null;
}

export interface FirstPartyPackage {
  readonly name: string;
  readonly directory: string;
  /** Literal names given to logging.getLogger; `__name__` becomes the module's dotted name. */
  readonly loggers: readonly {
    readonly name: string;
    readonly at: FileSpan;
    readonly levels: readonly string[];
  }[];
  /** print() calls outside tests, migrations and management commands. */
  readonly prints: readonly FileSpan[];
}

/** The dict given to logging.config.dictConfig, as far as known. Spans point at the keys' values. */
export interface LoggingConfig {
  readonly at: FileSpan;
  /** Undefined key is null; dictConfig's default is true. */
  readonly disableExistingLoggers: Fact<boolean>;
  /** `incremental` true: only levels and propagate are changed, nothing is made. */
  readonly incremental: Fact<boolean>;
  readonly handlers: readonly HandlerConfig[];
  readonly loggers: readonly LoggerConfig[];
  readonly root: LoggerConfig | null;
  readonly formatters: readonly FormatterConfig[];
  readonly filters: readonly FilterConfig[];
  /** Keys that dictConfig ignores: place, the key, and the key that was probably meant. */
  readonly ignoredKeys: readonly {
    readonly key: string;
    readonly owner: string;
    readonly meant: string | null;
    readonly at: FileSpan;
  }[];
  /** False when some part is unknown (an unknown key, `**` of something unknown). */
  readonly complete: boolean;
  /** False when loggers may be named that are not listed. */
  readonly loggersComplete: boolean;
}

export interface HandlerConfig {
  readonly name: string;
  readonly at: FileSpan;
  /** Dotted class or factory path. */
  readonly class: Fact<string>;
  /** The level's name as dictConfig takes it; a number that has no name is its digits. Default "NOTSET". */
  readonly level: Fact<string>;
  readonly filters: readonly string[];
  /** False when it may have other filters than these. */
  readonly filtersComplete: boolean;
  readonly formatter: string | null;
  /** Keyword arguments as JSON-able facts: filename, maxBytes, address, stream... */
  readonly options: Readonly<Record<string, Fact<unknown>>>;
  /** Where it writes: a path, "stdout", "stderr", "mail", "syslog", "null", "http", a service; unknown when not known. */
  readonly target: Fact<HandlerTarget>;
}

export type HandlerTarget =
  | { readonly kind: "stdout" | "stderr" | "null" | "mail" | "memory" | "queue" }
  /** `exact` is false when pieces of the path are not known; they stand as `{piece}`. */
  | { readonly kind: "file"; readonly path: string; readonly exact: boolean }
  | { readonly kind: "syslog" | "network" | "http" | "third-party"; readonly name: string };

export interface LoggerConfig {
  /** "" for root. */
  readonly name: string;
  readonly at: FileSpan;
  readonly level: Fact<string> | null;
  readonly handlers: readonly { readonly name: string; readonly at: FileSpan }[];
  /** Why it may have other handlers than these, or null. */
  readonly handlersUnknown: string | null;
  readonly propagate: Fact<boolean> | null;
  readonly filters: readonly string[];
  readonly filtersComplete: boolean;
}

export interface FormatterConfig {
  readonly name: string;
  readonly at: FileSpan;
  readonly class: string | null;
  readonly format: Fact<string> | null;
  /** Null: not written, so that times look like `2026-11-22 10:03:01,335`. */
  readonly datefmt: Fact<string> | null;
  readonly style: string;
}

export interface FilterConfig {
  readonly name: string;
  readonly at: FileSpan;
  readonly class: string | null;
}

/** What a filter lets pass: "debug-true" and "debug-false" for Django's two, "unknown" for any that is not known to pass everything. */
export type Gate = "debug-true" | "debug-false" | "unknown";

/** Loggers by name ("" is root), as they stand after configuration. */
export interface LoggerTree {
  /** False when LOGGING is unknown or the process does not start with it, so that the tree is only Django's default. */
  readonly known: boolean;
  /** Why loggers that are not listed may be configured, or null. A logger that is not listed is as `logging.getLogger` makes it. */
  readonly open: string | null;
  readonly loggers: Readonly<Record<string, EffectiveLogger>>;
  readonly handlers: Readonly<Record<string, EffectiveHandler>>;
}

export interface EffectiveLogger {
  /** Its own level, "NOTSET" when it inherits. A number that has no name is its digits. */
  readonly level: Fact<string>;
  /** Keys into `LoggerTree.handlers`. */
  readonly handlers: readonly string[];
  /** Why there may be other handlers than these, or null. */
  readonly handlersUnknown: string | null;
  readonly propagate: Fact<boolean>;
  readonly disabled: Fact<boolean>;
  /** Filters of the logger itself: they see only records that are made on it. */
  readonly gates: readonly Gate[];
  /** Where it is configured; null for Django's and gunicorn's own. */
  readonly at: FileSpan | null;
  /** For a disabled or emptied logger: what did it. */
  readonly by: FileSpan | null;
}

export interface EffectiveHandler {
  /** "django:console" for the default's, "gunicorn:access", else the name in LOGGING. */
  readonly name: string;
  readonly origin: "django" | "gunicorn" | "logging" | "call";
  readonly class: string;
  readonly level: Fact<string>;
  readonly gates: readonly Gate[];
  readonly target: Fact<HandlerTarget>;
  readonly at: FileSpan | null;
  /** True for the handler of a `basicConfig` with force, which takes the place of what root had. */
  readonly forced?: boolean;
}

/**
 * Classes that LOGGING names: constructor parameters and where they write.
 * Sources: Python `logging/__init__.py` and `logging/handlers.py` 3.7-3.14, Django `utils/log.py` 3.2-6.1.
 */
export interface LoggingClass {
  /** Every parameter by name, newest version's too: a keyword that no version takes is surely refused. */
  readonly parameters: readonly string[];
  readonly required: readonly string[];
}

const FILE = ["filename", "mode", "encoding", "delay", "errors"];

export const HANDLER_CLASSES: Readonly<Record<string, LoggingClass>> = {
  "logging.Handler": { parameters: ["level"], required: [] },
  "logging.NullHandler": { parameters: ["level"], required: [] },
  "logging.StreamHandler": { parameters: ["stream"], required: [] },
  "logging.FileHandler": { parameters: FILE, required: ["filename"] },
  "logging.handlers.WatchedFileHandler": { parameters: FILE, required: ["filename"] },
  "logging.handlers.BaseRotatingHandler": { parameters: FILE, required: ["filename", "mode"] },
  "logging.handlers.RotatingFileHandler": {
    parameters: [...FILE, "maxBytes", "backupCount"],
    required: ["filename"],
  },
  "logging.handlers.TimedRotatingFileHandler": {
    parameters: [
      "filename",
      "when",
      "interval",
      "backupCount",
      "encoding",
      "delay",
      "utc",
      "atTime",
      "errors",
    ],
    required: ["filename"],
  },
  "logging.handlers.SocketHandler": { parameters: ["host", "port"], required: ["host", "port"] },
  "logging.handlers.DatagramHandler": { parameters: ["host", "port"], required: ["host", "port"] },
  /** `timeout` since 3.14. */
  "logging.handlers.SysLogHandler": {
    parameters: ["address", "facility", "socktype", "timeout"],
    required: [],
  },
  "logging.handlers.SMTPHandler": {
    parameters: ["mailhost", "fromaddr", "toaddrs", "subject", "credentials", "secure", "timeout"],
    required: ["mailhost", "fromaddr", "toaddrs", "subject"],
  },
  "logging.handlers.NTEventLogHandler": {
    parameters: ["appname", "dllname", "logtype"],
    required: ["appname"],
  },
  "logging.handlers.HTTPHandler": {
    parameters: ["host", "url", "method", "secure", "credentials", "context"],
    required: ["host", "url"],
  },
  "logging.handlers.BufferingHandler": { parameters: ["capacity"], required: ["capacity"] },
  "logging.handlers.MemoryHandler": {
    parameters: ["capacity", "flushLevel", "target", "flushOnClose"],
    required: ["capacity"],
  },
  /** `using` since Django 6.1. */
  "django.utils.log.AdminEmailHandler": {
    parameters: ["include_html", "email_backend", "reporter_class", "using"],
    required: [],
  },
};

/** Filters made with `()`. */
export const FILTER_CLASSES: Readonly<Record<string, LoggingClass>> = {
  "logging.Filter": { parameters: ["name"], required: [] },
  "django.utils.log.RequireDebugTrue": { parameters: [], required: [] },
  "django.utils.log.RequireDebugFalse": { parameters: [], required: [] },
  "django.utils.log.CallbackFilter": { parameters: ["callback"], required: ["callback"] },
};

/** Formatters made with `()`; dictConfig tries `format` again as `fmt`. `defaults` since 3.10, `validate` since 3.8. */
export const FORMATTER_CLASSES: Readonly<Record<string, LoggingClass>> = {
  "logging.Formatter": {
    parameters: ["fmt", "format", "datefmt", "style", "validate", "defaults"],
    required: [],
  },
  "django.utils.log.ServerFormatter": {
    parameters: ["fmt", "format", "datefmt", "style", "validate", "defaults"],
    required: [],
  },
};

/** Keyword parameters of the handler classes of other packages that a rule or a route needs to know by their sink. */
export const THIRD_PARTY_TARGETS: readonly { readonly prefix: string; readonly name: string }[] = [
  { prefix: "raven.", name: "sentry" },
  { prefix: "sentry_sdk.", name: "sentry" },
  { prefix: "rollbar.", name: "rollbar" },
  { prefix: "bugsnag.", name: "bugsnag" },
  { prefix: "honeybadger.", name: "honeybadger" },
  { prefix: "airbrake.", name: "airbrake" },
  { prefix: "pybrake.", name: "airbrake" },
  { prefix: "elasticapm.", name: "elastic apm" },
  { prefix: "opbeat.", name: "opbeat" },
  { prefix: "newrelic.", name: "new relic" },
  { prefix: "appsignal.", name: "appsignal" },
  { prefix: "ddtrace.", name: "datadog" },
  { prefix: "opentelemetry.", name: "opentelemetry" },
  { prefix: "watchtower.", name: "cloudwatch" },
  { prefix: "logtail.", name: "logtail" },
  { prefix: "google.cloud.logging.", name: "google cloud logging" },
  { prefix: "logstash.", name: "logstash" },
  { prefix: "logstash_async.", name: "logstash" },
  { prefix: "graypy.", name: "graylog" },
  { prefix: "pygelf.", name: "graylog" },
  { prefix: "fluent.", name: "fluentd" },
  { prefix: "loki_logger_handler.", name: "loki" },
  { prefix: "logging_loki.", name: "loki" },
  { prefix: "slack_logger.", name: "slack" },
  { prefix: "django_slack.", name: "slack" },
  { prefix: "telegram_handler.", name: "telegram" },
  { prefix: "opencensus.", name: "azure monitor" },
  { prefix: "azure.monitor.", name: "azure monitor" },
];

/**
 * Names of the modules that LOGGING paths lead into, all versions together: a path into one of them
 * whose next name is not here cannot be resolved.
 */
export const MODULE_NAMES: Readonly<Record<string, readonly string[]>> = {
  logging: [
    "BASIC_FORMAT",
    "BufferingFormatter",
    "CRITICAL",
    "DEBUG",
    "ERROR",
    "FATAL",
    "FileHandler",
    "Filter",
    "Filterer",
    "Formatter",
    "Handler",
    "INFO",
    "LogRecord",
    "Logger",
    "LoggerAdapter",
    "Manager",
    "NOTSET",
    "NullHandler",
    "PercentStyle",
    "PlaceHolder",
    "RootLogger",
    "StrFormatStyle",
    "StreamHandler",
    "StringTemplateStyle",
    "Template",
    "WARN",
    "WARNING",
    "_StderrHandler",
    "_defaultLastResort",
    "_defaultFormatter",
    "_levelToName",
    "_nameToLevel",
    "addLevelName",
    "basicConfig",
    "captureWarnings",
    "config",
    "critical",
    "debug",
    "disable",
    "error",
    "exception",
    "fatal",
    "getHandlerByName",
    "getHandlerNames",
    "getLevelName",
    "getLevelNamesMapping",
    "getLogRecordFactory",
    "getLogger",
    "getLoggerClass",
    "handlers",
    "info",
    "lastResort",
    "log",
    "makeLogRecord",
    "os",
    "raiseExceptions",
    "root",
    "setLogRecordFactory",
    "setLoggerClass",
    "shutdown",
    "sys",
    "threading",
    "time",
    "traceback",
    "warn",
    "warning",
    "warnings",
    "weakref",
    "io",
    "re",
    "collections",
    "currentframe",
  ],
  "logging.handlers": [
    "BaseRotatingHandler",
    "BufferingHandler",
    "DatagramHandler",
    "HTTPHandler",
    "MemoryHandler",
    "NTEventLogHandler",
    "QueueHandler",
    "QueueListener",
    "RotatingFileHandler",
    "SMTPHandler",
    "SYSLOG_TCP_PORT",
    "SYSLOG_UDP_PORT",
    "SocketHandler",
    "SysLogHandler",
    "TimedRotatingFileHandler",
    "WatchedFileHandler",
    "copy",
    "io",
    "logging",
    "os",
    "pickle",
    "queue",
    "re",
    "socket",
    "struct",
    "threading",
    "time",
  ],
  "logging.config": [
    "BaseConfigurator",
    "ConvertingDict",
    "ConvertingList",
    "ConvertingMixin",
    "ConvertingTuple",
    "DictConfigurator",
    "dictConfig",
    "dictConfigClass",
    "fileConfig",
    "listen",
    "stopListening",
    "valid_ident",
    "logging",
  ],
  /** NullHandler left in Django 1.9. */
  "django.utils.log": [
    "AdminEmailHandler",
    "CallbackFilter",
    "DEFAULT_LOGGING",
    "RequireDebugFalse",
    "RequireDebugTrue",
    "ServerFormatter",
    "color_style",
    "configure_logging",
    "copy",
    "escape_uri_path",
    "get_connection",
    "import_string",
    "log_message",
    "log_response",
    "logging",
    "mail",
    "request_logger",
    "settings",
    "ImproperlyConfigured",
    "warnings",
  ],
};

/** Classes that are written under a wrong module so often that the right one can be named. */
export const RIGHT_PATHS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    Object.keys(HANDLER_CLASSES).map((path) => [path.slice(path.lastIndexOf(".") + 1), path]),
  ),
  QueueHandler: "logging.handlers.QueueHandler",
  RequireDebugTrue: "django.utils.log.RequireDebugTrue",
  RequireDebugFalse: "django.utils.log.RequireDebugFalse",
  CallbackFilter: "django.utils.log.CallbackFilter",
  ServerFormatter: "django.utils.log.ServerFormatter",
  Formatter: "logging.Formatter",
};

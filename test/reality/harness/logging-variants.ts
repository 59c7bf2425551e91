/** Settings that bear on logging, by name: lines of Python for the end of a settings module. */
const FILTERS = `"filters": {
    "require_debug_false": {"()": "django.utils.log.RequireDebugFalse"},
    "require_debug_true": {"()": "django.utils.log.RequireDebugTrue"},
  },`;
const LOG = "/var/log/blog";

function logging(body: string): string {
  return `LOGGING = {"version": 1,${body}}\n`;
}

const file = (name: string, extra = ""): string =>
  `"${name}": {"class": "logging.FileHandler", "filename": "${LOG}/${name}.log"${extra}},`;
const KEEP = `"disable_existing_loggers": False,`;

export const LOGGING_VARIANTS: Readonly<Record<string, string>> = {
  "no LOGGING": "",
  "no LOGGING, ADMINS": `ADMINS = [("Ann", "ann@example.com")]\n`,
  "no LOGGING, DEBUG on": "DEBUG = True\n",
  "empty LOGGING": "LOGGING = {}\n",
  "LOGGING_CONFIG None": `LOGGING_CONFIG = None\n${logging(`"handlers": {${file("unused")}}, "root": {"handlers": ["unused"]},`)}`,
  "root only, flag off": logging(
    `${KEEP}"handlers": {${file("root")}}, "root": {"handlers": ["root"], "level": "INFO"},`,
  ),
  "root only, flag omitted": logging(
    `"handlers": {${file("root")}}, "root": {"handlers": ["root"], "level": "INFO"},`,
  ),
  "root only, flag on": logging(
    `"disable_existing_loggers": True, "handlers": {${file("root")}}, "root": {"handlers": ["root"], "level": "DEBUG"},`,
  ),
  "root without level": logging(`${KEEP}"handlers": {${file("root")}}, "root": {"handlers": ["root"]},`),
  "django only, flag off": logging(
    `${KEEP}"handlers": {${file("django")}}, "loggers": {"django": {"handlers": ["django"], "level": "INFO"}},`,
  ),
  "django only, flag omitted": logging(
    `"handlers": {${file("django")}}, "loggers": {"django": {"handlers": ["django"], "level": "ERROR"}},`,
  ),
  "django.request only, flag omitted": `ADMINS = [("Ann", "ann@example.com")]\n${logging(
    `"handlers": {${file("request")}}, "loggers": {"django.request": {"handlers": ["request"], "level": "WARNING"}},`,
  )}`,
  "django.request without propagation": logging(
    `${KEEP}"handlers": {${file("request")}${file("root")}},
     "loggers": {"django.request": {"handlers": ["request"], "propagate": False}},
     "root": {"handlers": ["root"], "level": "INFO"},`,
  ),
  "console for debug only": logging(
    `${KEEP}${FILTERS}"handlers": {"console": {"class": "logging.StreamHandler", "filters": ["require_debug_true"]}},
     "root": {"handlers": ["console"], "level": "INFO"},`,
  ),
  "file for production only, debug on": `DEBUG = True\n${logging(
    `${KEEP}${FILTERS}"handlers": {${file("prod", `, "filters": ["require_debug_false"]`)}
       "console": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout"}},
     "root": {"handlers": ["prod", "console"], "level": "INFO"},`,
  )}`,
  "stdout stream on root": logging(
    `${KEEP}"handlers": {"console": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout"}},
     "root": {"handlers": ["console"], "level": "DEBUG"},`,
  ),
  "stdout stream object": `import sys\n${logging(
    `${KEEP}"handlers": {"console": {"class": "logging.StreamHandler", "stream": sys.stdout, "level": "WARNING"}},
     "root": {"handlers": ["console"], "level": "INFO"},`,
  )}`,
  "null for django, file for the site": logging(
    `${KEEP}"handlers": {"null": {"class": "logging.NullHandler"},
       "site": {"class": "logging.handlers.WatchedFileHandler", "filename": "${LOG}/site.log", "delay": True}},
     "loggers": {"django": {"handlers": ["null"], "propagate": False},
       "posts": {"handlers": ["site"], "level": "INFO", "propagate": False}},`,
  ),
  "rotating files by level": logging(
    `${KEEP}"handlers": {
       "info": {"class": "logging.handlers.RotatingFileHandler", "filename": "${LOG}/info.log", "maxBytes": 10485760,
                "backupCount": 3, "level": "INFO"},
       "error": {"class": "logging.handlers.TimedRotatingFileHandler", "filename": "${LOG}/error.log", "when": "midnight",
                 "backupCount": 7, "level": "ERROR"}},
     "loggers": {"": {"handlers": ["info", "error"], "level": "DEBUG"}, "posts.views": {"level": "WARNING"}},`,
  ),
  "root inside loggers": logging(
    `${KEEP}"handlers": {${file("root")}}, "loggers": {"root": {"handlers": ["root"], "level": "WARNING"}},`,
  ),
  "gunicorn named": logging(
    `${KEEP}"handlers": {${file("gunicorn")}}, "loggers": {"gunicorn": {"handlers": ["gunicorn"], "level": "INFO"}},`,
  ),
  "gunicorn.access named": logging(
    `${KEEP}"handlers": {${file("access")}}, "loggers": {"gunicorn.access": {"handlers": ["access"], "level": "INFO"}},`,
  ),
  "gunicorn.error kept, flag on": logging(
    `"disable_existing_loggers": True, "handlers": {${file("errors")}${file("root")}},
     "loggers": {"gunicorn.error": {"handlers": ["errors"], "propagate": True}}, "root": {"handlers": ["root"]},`,
  ),
  "mail only": `ADMINS = [("Ann", "ann@example.com")]\n${logging(
    `${KEEP}${FILTERS}"handlers": {"mail_admins": {"class": "django.utils.log.AdminEmailHandler", "level": "ERROR",
       "filters": ["require_debug_false"]}},
     "loggers": {"django.request": {"handlers": ["mail_admins"], "level": "ERROR", "propagate": False}},`,
  )}`,
  "mail without ADMINS": logging(
    `"handlers": {"mail_admins": {"class": "django.utils.log.AdminEmailHandler", "level": "ERROR"}},
     "loggers": {"django": {"handlers": ["mail_admins"], "level": "WARNING"}},`,
  ),
  syslog: logging(
    `${KEEP}"handlers": {"syslog": {"class": "logging.handlers.SysLogHandler", "address": ("127.0.0.1", @SYSLOG@)}},
     "root": {"handlers": ["syslog"], "level": "WARNING"},`,
  ),
  "a chain of propagation": logging(
    `${KEEP}"handlers": {${file("views")}${file("posts")}${file("root")}},
     "loggers": {"posts.views": {"handlers": ["views"], "level": "DEBUG"},
       "posts": {"handlers": ["posts"], "level": "ERROR", "propagate": False}, "blog": {"handlers": [], "propagate": False}},
     "root": {"handlers": ["root"], "level": "INFO"},`,
  ),
  "logger filters": logging(
    `${KEEP}${FILTERS}"handlers": {${file("root")}},
     "loggers": {"posts.views": {"filters": ["require_debug_true"], "level": "INFO"}, "posts": {"filters": ["require_debug_true"]},
       "blog": {"filters": ["require_debug_true"]}},
     "root": {"handlers": ["root"], "level": "INFO"},`,
  ),
  "string flag": logging(
    `"disable_existing_loggers": "False", "handlers": {${file("root")}}, "root": {"handlers": ["root"]},`,
  ),
  "captured warnings": `import logging\nlogging.captureWarnings(True)\n${logging(
    `${KEEP}"handlers": {${file("root")}}, "root": {"handlers": ["root"], "level": "WARNING"},`,
  )}`,
  "captured warnings, no handler": "import logging\nlogging.captureWarnings(True)\n",
  basicConfig: "import logging\nlogging.basicConfig(level=logging.INFO)\n",
  "dictConfig by hand": `import logging.config\nLOGGING_CONFIG = None\n${logging(
    `"handlers": {${file("hand")}}, "root": {"handlers": ["hand"], "level": "INFO"},`,
  )}logging.config.dictConfig(LOGGING)\n`,
  incremental: logging(
    `"incremental": True, "loggers": {"django": {"level": "ERROR", "propagate": False}}, "root": {"level": "DEBUG"},`,
  ),
  "no propagation, no handler": logging(
    `${KEEP}"handlers": {${file("root")}}, "loggers": {"django": {"level": "INFO", "propagate": False}, "posts": {"propagate": False}},
     "root": {"handlers": ["root"], "level": "INFO"},`,
  ),
  "relative file": logging(
    `${KEEP}"handlers": {"file": {"class": "logging.FileHandler", "filename": BASE_DIR / "logs" / "django.log"}},
     "root": {"handlers": ["file"], "level": "INFO"},`,
  ),
};

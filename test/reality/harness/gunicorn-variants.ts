const LOG = "/var/log/gunicorn";

/** Lines of gunicorn.conf.py that bear on logging, by name. */
export const GUNICORN_VARIANTS: Readonly<Record<string, string>> = {
  defaults: "",
  "access to stdout": `accesslog = "-"\n`,
  "both to files": `accesslog = "${LOG}/access.log"\nerrorlog = "${LOG}/error.log"\n`,
  captured: `accesslog = "${LOG}/access.log"\nerrorlog = "${LOG}/error.log"\ncapture_output = True\n`,
  "captured, access to stdout": `accesslog = "-"\nerrorlog = "${LOG}/error.log"\ncapture_output = True\n`,
  "capture without a file": `accesslog = "-"\nerrorlog = "-"\ncapture_output = True\n`,
  preloaded: `accesslog = "-"\npreload_app = True\n`,
  "preloaded, captured": `errorlog = "${LOG}/error.log"\ncapture_output = True\npreload_app = True\n`,
  "errors to /dev/null": `errorlog = "/dev/null"\naccesslog = "${LOG}/access.log"\n`,
  "captured into /dev/null": `errorlog = "/dev/null"\ncapture_output = True\n`,
  "critical only": `accesslog = "-"\nloglevel = "critical"\n`,
  "level warn is info": `loglevel = "warn"\nerrorlog = "${LOG}/error.log"\n`,
  "no error log": `errorlog = None\naccesslog = "-"\n`,
  "device paths": `accesslog = "/dev/stdout"\nerrorlog = "/dev/stderr"\n`,
  "one file for both": `accesslog = "${LOG}/all.log"\nerrorlog = "${LOG}/all.log"\n`,
  "relative files": `accesslog = "access.log"\nerrorlog = "./error.log"\n`,
  daemon: `daemon = True\naccesslog = "-"\nerrorlog = "${LOG}/error.log"\n`,
  "daemon, captured": `daemon = True\nerrorlog = "${LOG}/error.log"\ncapture_output = True\n`,
  "daemon, nothing written": `daemon = True\naccesslog = "-"\n`,
  syslog: `syslog = True\nsyslog_addr = "udp://127.0.0.1:@SYSLOG@"\nerrorlog = "${LOG}/error.log"\n`,
  "syslog without access": `syslog = True\nsyslog_addr = "udp://127.0.0.1:@SYSLOG@"\ndisable_redirect_access_to_syslog = True\n`,
  threads: `worker_class = "gthread"\nthreads = 2\naccesslog = "-"\n`,
  "logconfig_dict for its own": `logconfig_dict = {
    "version": 1, "disable_existing_loggers": False,
    "formatters": {"generic": {"format": "%(message)s"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "generic", "stream": "ext://sys.stdout"},
        "error_file": {"class": "logging.FileHandler", "formatter": "generic", "filename": "${LOG}/dict.log", "level": "ERROR"},
    },
    "root": {"level": "INFO", "handlers": ["console"]},
    "loggers": {
        "gunicorn.error": {"level": "INFO", "handlers": ["error_file"], "propagate": False, "qualname": "gunicorn.error"},
        "gunicorn.access": {"level": "INFO", "handlers": ["console"], "propagate": False, "qualname": "gunicorn.access"},
    },
}\n`,
  "logconfig_dict of formatters": `accesslog = "${LOG}/access.log"\nlogconfig_dict = {
    "formatters": {"generic": {"format": "%(asctime)s %(message)s"}},
}\n`,
  "logconfig_dict with other loggers": `accesslog = "-"\nlogconfig_dict = {
    "handlers": {
        "console": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout"},
        "site": {"class": "logging.FileHandler", "filename": "${LOG}/site.log"},
    },
    "root": {"level": "WARNING", "handlers": ["console"]},
    "loggers": {"posts": {"level": "DEBUG", "handlers": ["site"], "propagate": True}},
}\n`,
  "logconfig_dict with quiet access": `accesslog = "${LOG}/access.log"\nlogconfig_dict = {
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"level": "ERROR", "handlers": ["console"]},
    "loggers": {"gunicorn.access": {"level": "WARNING", "handlers": ["console"]}},
}\n`,
  "logconfig_dict that names gunicorn": `accesslog = "${LOG}/access.log"\nlogconfig_dict = {
    "handlers": {"console": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout"}},
    "root": {"level": "INFO", "handlers": []},
    "loggers": {"gunicorn": {"level": "INFO", "handlers": ["console"]}},
}\n`,
};

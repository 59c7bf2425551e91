import type { RecommendedFile } from "./recommendation.ts";
import type { Shape, Site } from "./site.ts";

const BIND: Readonly<Record<Shape, (site: Site) => string>> = {
  systemd: ({ name }) => `bind = "unix:/run/${name}/gunicorn.sock"`,
  container: () => 'bind = "0.0.0.0:8000"',
  paas: () => 'bind = "0.0.0.0:" + os.environ.get("PORT", "8000")',
};

/** gunicorn: both logs to the standard streams, which systemd, docker and every platform keep. */
export function gunicornConfig(site: Site): RecommendedFile {
  const imports = site.shape === "paas" ? "import os\n\n" : "";
  // nginx has the client and the path; the id joins its line with this one
  const format =
    site.shape === "paas"
      ? `'%({x-forwarded-for}i)s %(t)s "%(r)s" %(s)s %(b)s %(M)sms %({x-request-id}i)s'`
      : "'%({x-request-id}i)s %(m)s %(s)s %(M)sms %(p)s'";
  return {
    path: "gunicorn.conf.py",
    deployedAt: null,
    why: 'Both logs are "-": the standard streams, which the supervisor keeps. An access line says which worker took how long.',
    text: `${imports}${BIND[site.shape](site)}
workers = 3
# a request that takes longer is killed, and WORKER TIMEOUT says so
timeout = 30
errorlog = "-"
loglevel = "info"
accesslog = "-"
access_log_format = ${format}
`,
  };
}

/** LOGGING: everything to standard error, from INFO on, with gunicorn's loggers left alone; Sentry when it is given an address. */
export function djangoSettings(site: Site): RecommendedFile {
  return {
    path: `${site.settings.replaceAll(".", "/").replace(/\/[^/]*$/, "")}/logging_settings.py`,
    deployedAt: null,
    why: "One handler on the root logger takes everything: your own loggers and Django's, a traceback for each 500 included. disable_existing_loggers False leaves gunicorn's loggers alone. Django's own handlers would print twice, so its logger gets none.",
    text: `"""Import it at the end of ${site.settings}: from .logging_settings import *"""

import os

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "format": "%(asctime)s %(levelname)s %(process)d %(name)s: %(message)s",
        },
    },
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "line",
        },
    },
    "root": {
        "handlers": ["stderr"],
        "level": "INFO",
    },
    "loggers": {
        # its own console prints nothing in production, its mail needs ADMINS: root has it all
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        # scanners ask for hosts that are not yours
        "django.security.DisallowedHost": {"level": "CRITICAL"},
    },
}

# somebody is told: without this an error waits until it is looked for
SENTRY_DSN = os.environ.get("SENTRY_DSN", "")
if SENTRY_DSN:
    import sentry_sdk

    sentry_sdk.init(dsn=SENTRY_DSN, send_default_pii=False)
`,
  };
}

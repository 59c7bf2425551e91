import type { Gate, HandlerTarget } from "../../model/django.ts";

/**
 * Django's own configuration (`django/utils/log.py`, DEFAULT_LOGGING): the same in 3.2 to 6.1.
 * `disable_existing_loggers` is False and there is no root.
 */
export const DEFAULT_HANDLERS: readonly {
  readonly key: string;
  readonly class: string;
  readonly level: string;
  readonly gates: readonly Gate[];
  readonly target: HandlerTarget;
}[] = [
  {
    key: "django:console",
    class: "logging.StreamHandler",
    level: "INFO",
    gates: ["debug-true"],
    target: { kind: "stderr" },
  },
  {
    key: "django:django.server",
    class: "logging.StreamHandler",
    level: "INFO",
    gates: [],
    target: { kind: "stderr" },
  },
  {
    key: "django:mail_admins",
    class: "django.utils.log.AdminEmailHandler",
    level: "ERROR",
    gates: ["debug-false"],
    target: { kind: "mail" },
  },
];

export const DEFAULT_LOGGERS: readonly {
  readonly name: string;
  readonly level: string;
  readonly handlers: readonly string[];
  readonly propagate: boolean | null;
}[] = [
  { name: "django", level: "INFO", handlers: ["django:console", "django:mail_admins"], propagate: null },
  { name: "django.server", level: "INFO", handlers: ["django:django.server"], propagate: false },
];

/**
 * Loggers that exist in a gunicorn sync worker, not preloaded, when the settings module is imported by django.setup()
 * (gunicorn 20.1-26, Django 3.2-6.1): what gunicorn and the imports of Django's WSGI handler made.
 * `django.security.*`, `django.contrib.*`, `django.db.backends.schema` and the project's own come later.
 */
export const EXISTING_LOGGERS: readonly string[] = [
  "asyncio",
  "concurrent.futures",
  "django.db.backends",
  "django.dispatch",
  "django.request",
  "django.template",
  "django.utils.autoreload",
  "gunicorn.access",
  "gunicorn.error",
  "gunicorn.http.wsgi",
];

/** gunicorn's two, as its Logger class sets them up (`gunicorn/glogging.py`); propagate is False for both. */
export const GUNICORN_LOGGERS: readonly { readonly name: string; readonly handler: string }[] = [
  { name: "gunicorn.access", handler: "gunicorn:access" },
  { name: "gunicorn.error", handler: "gunicorn:error" },
];

export const DJANGO_VERSIONS = "Django 3.2-6.1";

import type { SettingPage } from "./setting-page.ts";

const SOURCE = "Django 3.2 to 6.0, django/utils/log.py and django/conf/global_settings.py";

/** The settings of Django that bear on logging. */
export const DJANGO_SETTINGS: readonly SettingPage[] = [
  {
    name: "django.LOGGING",
    written: ["LOGGING = {...}"],
    does: "Goes to logging.config.dictConfig after Django's own logging is set up.",
    absent:
      "{}: Django's own stands alone: a console while DEBUG is true, mail to ADMINS while it is false, and nothing else.",
    surprises: [
      "disable_existing_loggers is true when it is left out: gunicorn's loggers die in the workers.",
      "Each handler is made, and opens its file, whether a logger uses it or not.",
      "A second LOGGING = replaces the first whole.",
    ],
    rules: [
      "django/no-traceback-in-production",
      "django/existing-loggers-disabled",
      "django/logging-key-ignored",
      "django/app-logger-unhandled",
      "django/logging-overwritten",
    ],
    source: SOURCE,
  },
  {
    name: "django.disable_existing_loggers",
    written: ['LOGGING["disable_existing_loggers"]'],
    does: "Whether dictConfig disables every logger that exists already and is not named in LOGGING.",
    absent: "True, as in Python.",
    surprises: ["gunicorn.access and gunicorn.error exist by then."],
    rules: ["django/existing-loggers-disabled"],
    source: "CPython 3.11, logging/config.py",
  },
  {
    name: "django.LOGGING_CONFIG",
    written: ["LOGGING_CONFIG = ..."],
    does: "The function that gets LOGGING.",
    absent: "logging.config.dictConfig",
    surprises: ["None turns Django's own logging off as well."],
    rules: ["django/logging-config-none"],
    source: SOURCE,
  },
  {
    name: "django.DEBUG",
    written: ["DEBUG = ..."],
    does: "Error pages with tracebacks; and the two filters require_debug_true and require_debug_false ask it.",
    absent: "False",
    surprises: ["With it false Django's own console handler passes nothing."],
    rules: ["django/no-traceback-in-production", "django/debug-logging-in-production"],
    source: SOURCE,
  },
  {
    name: "django.ADMINS",
    written: ["ADMINS = [...]"],
    does: "Who gets a mail for each unhandled exception.",
    absent: "[]: nobody, without a word.",
    surprises: ["The mail comes from SERVER_EMAIL, root@localhost by default, which many servers refuse."],
    rules: ["django/error-mail-lost", "django/no-error-alerting"],
    source: SOURCE,
  },
  {
    name: "django.SERVER_EMAIL",
    written: ["SERVER_EMAIL = ..."],
    does: "The sender of error mail.",
    absent: "root@localhost",
    surprises: [],
    rules: ["django/error-mail-lost"],
    source: SOURCE,
  },
  {
    name: "django.EMAIL_BACKEND",
    written: ["EMAIL_BACKEND = ..."],
    does: "How mail leaves, error mail too.",
    absent: "django.core.mail.backends.smtp.EmailBackend",
    surprises: ["The console and dummy backends swallow error mail."],
    rules: ["django/error-mail-lost"],
    source: SOURCE,
  },
];

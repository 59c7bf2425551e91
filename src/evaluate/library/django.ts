import { dictOf, listOfValues } from "../core/collections.ts";
import { boolean, integer, NONE, string, type Val } from "../core/val.ts";

/** Plain data as a new Python value. */
export type Data = null | boolean | number | string | readonly Data[] | { readonly [key: string]: Data };

export function fromData(data: Data): Val {
  if (data === null) return NONE;
  if (typeof data === "boolean") return boolean(data);
  if (typeof data === "number") return integer(data);
  if (typeof data === "string") return string(data);
  if (Array.isArray(data)) return listOfValues((data as readonly Data[]).map(fromData));
  return dictOf(
    Object.entries(data as Readonly<Record<string, Data>>).map(
      ([key, value]) => [key, fromData(value)] as const,
    ),
  );
}

/** `django.utils.log.DEFAULT_LOGGING`: the same in Django 3.2 to 6.1. */
export const DEFAULT_LOGGING: Data = {
  version: 1,
  disable_existing_loggers: false,
  filters: {
    require_debug_false: { "()": "django.utils.log.RequireDebugFalse" },
    require_debug_true: { "()": "django.utils.log.RequireDebugTrue" },
  },
  formatters: {
    "django.server": {
      "()": "django.utils.log.ServerFormatter",
      format: "[{server_time}] {message}",
      style: "{",
    },
  },
  handlers: {
    console: { level: "INFO", filters: ["require_debug_true"], class: "logging.StreamHandler" },
    "django.server": { level: "INFO", class: "logging.StreamHandler", formatter: "django.server" },
    mail_admins: {
      level: "ERROR",
      filters: ["require_debug_false"],
      class: "django.utils.log.AdminEmailHandler",
    },
  },
  loggers: {
    django: { handlers: ["console", "mail_admins"], level: "INFO" },
    "django.server": { handlers: ["django.server"], level: "INFO", propagate: false },
  },
};

export function defaultLogging(): Val {
  return fromData(DEFAULT_LOGGING);
}

/** Defaults of `django.conf.global_settings` that are the same in Django 3.2 to 6.1. */
export const GLOBAL_SETTINGS: Readonly<Record<string, Data>> = {
  DEBUG: false,
  DEBUG_PROPAGATE_EXCEPTIONS: false,
  ADMINS: [],
  MANAGERS: [],
  ALLOWED_HOSTS: [],
  INSTALLED_APPS: [],
  MIDDLEWARE: [],
  TEMPLATES: [],
  LOGGING: {},
  LOGGING_CONFIG: "logging.config.dictConfig",
  EMAIL_BACKEND: "django.core.mail.backends.smtp.EmailBackend",
  EMAIL_HOST: "localhost",
  EMAIL_PORT: 25,
  EMAIL_HOST_USER: "",
  EMAIL_HOST_PASSWORD: "",
  EMAIL_USE_TLS: false,
  EMAIL_USE_SSL: false,
  EMAIL_TIMEOUT: null,
  EMAIL_SUBJECT_PREFIX: "[Django] ",
  SERVER_EMAIL: "root@localhost",
  DEFAULT_FROM_EMAIL: "webmaster@localhost",
  MEDIA_ROOT: "",
  MEDIA_URL: "",
  STATIC_ROOT: null,
  WSGI_APPLICATION: null,
  SECRET_KEY: "",
  INTERNAL_IPS: [],
  LANGUAGE_CODE: "en-us",
  TIME_ZONE: "America/Chicago",
};

/** A fresh copy of the defaults. */
export function globalSettings(): ReadonlyMap<string, Val> {
  return new Map(Object.entries(GLOBAL_SETTINGS).map(([name, data]) => [name, fromData(data)] as const));
}

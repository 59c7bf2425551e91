import { LOOK } from "./nginx-text.ts";

const GUNICORN_SETTINGS = new Set(
  (
    "bind workers worker_class worker_connections threads max_requests max_requests_jitter graceful_timeout keepalive " +
    "preload_app reload accesslog access_log_format errorlog loglevel capture_output logger_class logconfig logconfig_dict " +
    "syslog syslog_addr proc_name wsgi_app raw_env forwarded_allow_ips worker_tmp_dir disable_redirect_access_to_syslog " +
    "limit_request_line limit_request_field_size secure_scheme_headers statsd_host pythonpath chdir daemon pidfile timeout backlog"
  ).split(" "),
);
const GUNICORN_HOOKS = new Set(
  "on_starting on_reload when_ready pre_fork post_fork post_worker_init worker_int worker_abort pre_exec pre_request post_request child_exit worker_exit nworkers_changed on_exit".split(
    " ",
  ),
);
const DJANGO_SETTINGS = new Set(
  (
    "INSTALLED_APPS ROOT_URLCONF WSGI_APPLICATION ASGI_APPLICATION MIDDLEWARE MIDDLEWARE_CLASSES TEMPLATES DATABASES " +
    "ALLOWED_HOSTS LOGGING LOGGING_CONFIG STATIC_URL STATIC_ROOT MEDIA_ROOT AUTH_USER_MODEL SECRET_KEY DEBUG TEMPLATE_DEBUG " +
    "ADMINS MANAGERS EMAIL_BACKEND CACHES CSRF_TRUSTED_ORIGINS INTERNAL_IPS"
  ).split(" "),
);
/** Settings that no other program has. */
const DJANGO_ONLY = new Set(
  "INSTALLED_APPS ROOT_URLCONF WSGI_APPLICATION MIDDLEWARE MIDDLEWARE_CLASSES DATABASES ALLOWED_HOSTS AUTH_USER_MODEL".split(
    " ",
  ),
);

/** What the top level of a Python text assigns and defines, as far as lines tell. */
interface TopLevel {
  readonly names: ReadonlySet<string>;
  readonly functions: ReadonlySet<string>;
  readonly importsAll: boolean;
}

/** How many of gunicorn's settings and hooks the file sets at its top level. */
export function gunicornSettingsIn(text: string): number {
  const { names, functions } = topLevel(text);
  let count = 0;
  for (const name of names) if (GUNICORN_SETTINGS.has(name)) count++;
  for (const name of functions) if (GUNICORN_HOOKS.has(name)) count++;
  return count;
}

/** How sure it is that the file is a Django settings module: "sure" needs a setting that only Django has. */
export function djangoSettingsIn(text: string): "sure" | "likely" | "no" {
  const { names, importsAll } = topLevel(text);
  let known = 0;
  for (const name of names) {
    if (DJANGO_ONLY.has(name)) return "sure";
    if (DJANGO_SETTINGS.has(name)) known++;
  }
  if (/class \w+\((?:[\w.]*,\s*)*(?:[\w.]*Configuration|Base|Common|Settings)\b/.test(text.slice(0, LOOK))) {
    return text.includes("INSTALLED_APPS") || text.includes("configurations") ? "sure" : "no";
  }
  if (known > 0 || importsAll) return "likely";
  return /^[ \t]+(?:INSTALLED_APPS|ROOT_URLCONF|LOGGING)\s*[=+[]/m.test(text.slice(0, LOOK))
    ? "likely"
    : "no";
}

/** True for a settings file of a reusable app, which reads Django's settings instead of making them. */
export function readsDjangoSettings(text: string): boolean {
  return text.slice(0, LOOK).includes("from django.conf import settings");
}

/** True for wsgi.py, asgi.py and manage.py of a Django project, not for Flask's or Django's own files of these names. */
export function startsDjango(text: string): boolean {
  const head = text.slice(0, LOOK);
  return /DJANGO_SETTINGS_MODULE|^[ \t]*(?:from|import)\b[^\n]*\bget_[wa]sgi_application|execute_from_command_line|\bconfigurations\b/m.test(
    head,
  );
}

function topLevel(text: string): TopLevel {
  const names = new Set<string>();
  const functions = new Set<string>();
  let importsAll = false;
  const pattern = /^(?:(def)[ \t]+)?([A-Za-z_]\w*)[ \t]*([=:([.+]?)/gm;
  const whole = text.slice(0, 4 * LOOK);
  for (const [, def, name, next] of whole.matchAll(pattern)) {
    if (name === undefined) continue;
    if (def !== undefined) functions.add(name);
    else if (next !== "(" && next !== ".") names.add(name);
  }
  if (/^from[ \t]+\S+[ \t]+import[ \t]+\*/m.test(whole)) importsAll = true;
  return { names, functions, importsAll };
}

import { describe, expect, it } from "vitest";
import { check, fixable, fixableGroups, fixedFiles } from "../fixed-files.ts";
import { lineChanges, settingLines } from "./setting-lines.ts";

/** What may change of nginx: a directive as `: name`, or what then takes effect as ` access ` and ` errors `. */
function nginx(...parts: readonly string[]): RegExp {
  return new RegExp(`^[-+]nginx.*?(?:${parts.join("|")})`);
}

/** Settings of a gunicorn by their names, and the command that says them. */
function gunicorn(...names: readonly string[]): RegExp {
  return new RegExp(
    `^[-+](?:gunicorn \\S+ setting\\.(?:${names.join("|")})[.=]|(?:gunicorn|process) \\S+\\.command=)`,
  );
}

/** The same for the access log format. */
const FORMAT =
  /^[-+](?:gunicorn \S+ setting\.access_log_format=|gunicorn \S+\.format=|(?:gunicorn|process) \S+\.command=)/;

function django(...parts: readonly string[]): RegExp {
  return new RegExp(`^[-+]django \\S+ (?:${parts.join("|")})`);
}

/** For each rule that has fixes, all that its fixes may change of what is written and of what takes effect. */
const MAY_CHANGE: Readonly<Record<string, RegExp>> = {
  "nginx/buffer-without-flush": nginx(": access_log ", " access \\S+\\.flush="),
  "nginx/cache-outlives-rotation": nginx(": open_log_file_cache "),
  "nginx/client-ip-not-forwarded": nginx(": proxy_set_header X-Forwarded-For "),
  "nginx/dev-null-target": nginx(": access_log ", " access (?:off$|/dev/null\\.)"),
  "nginx/dev-stdout-target": nginx(": error_log ", " errors (?:/dev/)?stderr warn$"),
  "nginx/directive-has-no-effect": nginx(
    ": (?:access_log|error_log|server_name) ",
    " access ",
    " errors syslog:",
  ),
  "nginx/error-level-hides-upstream": nginx(": error_log ", " errors \\S+ (?:crit|error)$"),
  "nginx/error-level-reset": nginx(": error_log ", " errors \\S+ (?:error|warn|info)$"),
  "nginx/error-log-debug": nginx(": error_log ", " errors \\S+ (?:debug\\w*|warn)$"),
  "nginx/format-escape-misplaced": nginx(": log_format json "),
  "nginx/format-json-invalid": nginx(": log_format json "),
  "nginx/format-name-case": nginx(": access_log \\S+ (?:COMBINED|combined)$"),
  "nginx/format-swallows-directive": nginx(": (?:log_format timed|access_log|sendfile) ", " access "),
  "nginx/format-undefined": nginx(
    ": access_log ",
    " access \\S+\\.(?:buffer|format\\w+)=",
    " refuses unknown log",
  ),
  "nginx/header-typo": nginx(": log_format main "),
  "nginx/log-target-is-a-word": nginx(": (?:access_log|error_log) ", " access ", " errors "),
  "nginx/not-found-muted": nginx(": log_not_found off$"),
  "nginx/off-cancels-paths": nginx(": access_log off$", " access "),
  "nginx/same-target-twice": nginx(
    ": (?:access_log|error_log) ",
    " access \\S+shop\\.log\\.",
    " errors \\S+ warn$",
  ),
  "nginx/status-overwritten": nginx(": error_page "),
  "nginx/subrequest-noise": nginx(": (?:rewrite_log|log_subrequest) on$"),
  "nginx/syntax": nginx(": error_log ", " errors \\S+ warn(?:ing)?$", " refuses invalid log level"),
  "gunicorn/capture-output-device": gunicorn("errorlog"),
  "gunicorn/capture-output-noop": gunicorn("capture_output"),
  "gunicorn/daemon-discards-output": gunicorn("daemon"),
  "gunicorn/dev-stdout-target": gunicorn("accesslog", "errorlog"),
  "gunicorn/development-option": gunicorn("reload", "spew"),
  "gunicorn/device-chowned": gunicorn("accesslog"),
  "gunicorn/escaping": FORMAT,
  "gunicorn/format-header-underscore": FORMAT,
  "gunicorn/format-invalid": FORMAT,
  "gunicorn/loglevel-unknown": gunicorn("loglevel"),
  "gunicorn/stdio-inheritance-noop": gunicorn("enable_stdio_inheritance"),
  "gunicorn/target-is-a-word": gunicorn("accesslog", "errorlog"),
  "gunicorn/unknown-setting":
    /^(?:-gunicorn \S+ ignores |[-+]gunicorn \S+ setting\.(?:accesslog|errorlog|loglevel|capture_output|worker_class|access_log_format)=|[-+]gunicorn \S+\.format=)/,
  "django/class-not-found": django(
    "LOGGING\\.(?:complete|handlers\\.(?:file|null)\\.(?:class|target))",
    "tree\\.(?:known|handlers\\.file\\.|loggers\\.\\.)",
    "refuses Unable to configure handler '(?:file|null)'",
  ),
  "django/debug-logging-in-production": django(
    "LOGGING\\.(?:root|loggers\\.django)\\.level=",
    "tree\\.\\S+\\.level=",
  ),
  "django/error-mail-leaks": django("LOGGING\\.handlers\\.mail_admins\\.options\\.include_html="),
  "django/existing-loggers-disabled": django(
    "LOGGING\\.disableExistingLoggers=",
    "tree\\.loggers\\.\\S+\\.(?:disabled|by)=",
  ),
  "django/file-truncated": django("LOGGING\\.handlers\\.file\\.options\\.mode="),
  "django/handler-opens-unused-file": django("LOGGING\\.handlers\\.file\\.options\\.delay="),
  "django/logging-key-ignored": django(
    "LOGGING\\.(?:ignoredKeys\\.|formatters\\.line\\.format=|loggers\\.blog\\.propagate=)",
    "tree\\.loggers\\.blog\\.propagate=",
  ),
  "django/rotating-handler-never-rotates": django(
    "LOGGING\\.handlers\\.file\\.options\\.(?:maxBytes|backupCount)=",
  ),
  "django/syntax": django(
    "LOGGING\\.handlers\\.console\\.level=",
    "tree\\.(?:known|handlers\\.console\\.|loggers\\.\\.)",
    "refuses (?:Unable to configure handler 'console': Unknown level|dictionary doesn't specify a version)",
  ),
  "django/syslog-unreachable": django("\\S+\\.syslog\\.(?:options\\.address|target\\.name)"),
  "stack/output-truncated": /^[-+]process \S+\.(?:stdout|stderr)\.mode=/,
  "stack/rotation-broken": /^[-+]rotation \S+\.(?:creates\.owner|ignored\.|keeps\.every)/,
  "stack/rotation-without-reopen": /^[-+]rotation \S+\.(?:reopens|signals\.)/,
  "stack/stdout-buffered": /^[-+]process \S+\.environment\.PYTHONUNBUFFERED=/,
  "stack/supervisor-device-rotation": /^-rotation \/dev\/(?:stdout|stderr|fd\/1)\./,
};

describe("the settings before and after the fixes of the rules", () => {
  it("are compared for every rule that has fixes, and for no other", () => {
    expect(Object.keys(MAY_CHANGE).sort()).toEqual(fixable.map(({ id }) => id).sort());
    expect(fixable.length).toBeGreaterThanOrEqual(30);
  });

  it.each(fixableGroups)("differ in nothing but what the rule is about: %s", (_, id, files) => {
    const after = fixedFiles(files, [id]);
    const changes = lineChanges(
      settingLines(check(files, [id]).stacks),
      settingLines(check(after, [id]).stacks),
    );
    const allowed = MAY_CHANGE[id];
    expect(changes.filter((line) => allowed?.test(line) !== true)).toEqual([]);
    // a change of the text that changes no setting would be a fix of nothing
    expect(changes.length > 0).toBe(Object.entries(after).some(([path, text]) => files[path] !== text));
  });
});

import type { KnownMessage } from "./known-message.ts";

/** Messages of nginx, as 1.22.1 prints them. The more particular stands first. */
export const NGINX_MESSAGES: readonly KnownMessage[] = [
  {
    id: "nginx-unknown-format",
    program: "nginx",
    pattern: /unknown log format "(?<name>[^"]{0,200})"/,
    title: "unknown log format",
    means:
      "access_log names a log_format that stands nowhere before it. nginx reads from top to bottom, so one that is defined further down, or in a file that is included later, does not count. An option such as buffer=32k without a format before it is taken for the format's name.",
    instead:
      "Define the format in http, above the include of the sites; or name combined, which is built in; or write the format's name before the options.",
    rules: ["nginx/format-undefined", "nginx/syntax"],
    source: "nginx 1.22.1, ngx_http_log_module.c",
  },
  {
    id: "nginx-not-allowed-here",
    program: "nginx",
    pattern: /"(?<name>[a-z0-9_]{1,100})" directive is not allowed here/,
    title: "directive is not allowed here",
    means:
      "The directive stands in a block that does not take it: log_format belongs into http only, and access_log into http, server, location, or an if inside of a location.",
    instead: "Move it to a block that takes it.",
    rules: ["nginx/syntax"],
    source: "nginx 1.22.1, ngx_conf_file.c",
  },
  {
    id: "nginx-invalid-level",
    program: "nginx",
    pattern: /invalid log level "(?<name>[^"]{0,200})"/,
    title: "invalid log level",
    means:
      "error_log takes debug, info, notice, warn, error, crit, alert or emerg, in lower case and nothing else.",
    instead: "Write one of them: warn rather than warning, error rather than err.",
    rules: ["nginx/syntax"],
    source: "nginx 1.22.1, ngx_log.c",
  },
  {
    id: "nginx-could-not-open-compiled-in",
    program: "nginx",
    pattern: /\[alert\] could not open error log file: open\(\) "(?<path>[^"]{0,400})" failed/,
    title: "could not open error log file",
    means:
      "Before nginx reads its configuration it opens the error log that was compiled into it, and this user may not. As [alert] it is only a remark: nginx goes on, and uses the error_log of its configuration. Only an [emerg] line after it stops nginx.",
    instead:
      "Nothing, when error_log is set to a path that this user may write; or start nginx with -e stderr (1.19.5 and later).",
    rules: ["nginx/error-log-missing", "stack/log-path-unwritable"],
    source: "nginx 1.22.1, ngx_log.c",
  },
  {
    id: "nginx-open-denied",
    program: "nginx",
    pattern: /open\(\) "(?<path>[^"]{0,400})" failed \(13: Permission denied\)/,
    title: "nginx may not open the file",
    means:
      "As [emerg] it stops nginx: the user that starts it may not write the file, or may not pass one of the folders above it. In a container that does not run as root, /dev/stdout and /var/log/nginx are the usual ones. As [crit] or [error] during a request, the worker's user could not open a log whose path holds a variable. On Red Hat and its kin SELinux refuses nginx any log outside of /var/log/nginx.",
    instead:
      "Let root start nginx and change to its user by itself; give the folder to the user that opens the file; or log to a folder that is meant for it.",
    rules: [
      "stack/log-path-unwritable",
      "stack/log-path-sandboxed",
      "nginx/dev-stdout-target",
      "nginx/variable-path",
    ],
    source: "nginx 1.22.1, ngx_cycle.c and ngx_http_log_module.c",
  },
  {
    id: "nginx-open-missing",
    program: "nginx",
    pattern: /open\(\) "(?<path>[^"]{0,400})" failed \(2: No such file or directory\)/,
    title: "nginx finds no such file or folder",
    means:
      "For a log, the folder is missing: nginx makes files, never folders, and then does not start. A relative path is looked for below nginx's prefix, not beside the file that names it.",
    instead: "Create the folder where the machine or the image is made, or name one that exists.",
    rules: ["stack/log-directory-missing", "nginx/relative-log-path", "nginx/log-target-is-a-word"],
    source: "nginx 1.22.1, ngx_cycle.c",
  },
  {
    id: "nginx-open-read-only",
    program: "nginx",
    pattern: /open\(\) "(?<path>[^"]{0,400})" failed \(30: Read-only file system\)/,
    title: "the file system is read-only there",
    means: "The container or the unit may not write there: read_only, readOnlyRootFilesystem, ProtectSystem.",
    instead:
      "Log to standard output, or mount a volume or tmpfs, or name the folder in ReadWritePaths= or LogsDirectory=.",
    rules: ["stack/log-path-sandboxed"],
    source: "nginx 1.22.1, ngx_cycle.c",
  },
  {
    id: "nginx-no-such-device",
    program: "nginx",
    pattern: /open\(\) "(?<path>\/dev\/std(?:out|err))" failed \(6: No such device or address\)/,
    title: "standard output is a socket",
    means: "Under systemd's journal standard output is a socket, and a socket cannot be opened by its path.",
    instead: "Log to a file or to syslog; error_log stderr works.",
    rules: ["nginx/dev-stdout-target"],
    source: "nginx 1.22.1 and Linux, open(2): ENXIO",
  },
  {
    id: "nginx-user-ignored",
    program: "nginx",
    pattern: /the "user" directive makes sense only if the master process runs with super-user privileges/,
    title: 'the "user" directive is ignored',
    means: "nginx was not started by root, so it stays the user that it is. It is a warning: nginx starts.",
    instead: "Drop the user directive, or start nginx as root.",
    rules: ["stack/log-path-unwritable"],
    source: "nginx 1.22.1, ngx_core_module in nginx.c",
  },
  {
    id: "nginx-unknown-variable",
    program: "nginx",
    pattern: /unknown "(?<name>[^"]{0,200})" variable/,
    title: "unknown variable",
    means:
      "A log_format, an if= or a path uses a variable that neither nginx nor a map, set or geo of the configuration defines.",
    instead: "Correct the name, or define it.",
    rules: ["nginx/syntax"],
    source: "nginx 1.22.1, ngx_http_variables.c",
  },
  {
    id: "nginx-upstream-refused",
    program: "nginx",
    pattern:
      /connect\(\) (?:to \S{1,200} )?failed \((?:111: Connection refused|2: No such file or directory|13: Permission denied)\) while connecting to upstream/,
    title: "nginx cannot reach the application",
    means:
      "The client gets a 502, and Django never sees the request: only nginx's error log knows of it. gunicorn does not run, listens elsewhere, or its socket cannot be entered by nginx's user.",
    instead: "Look into gunicorn's error log for why it does not run, and compare its bind with proxy_pass.",
    rules: ["nginx/error-level-hides-upstream", "nginx/silent-outage"],
    source: "nginx 1.22.1, ngx_http_upstream.c",
  },
  {
    id: "nginx-upstream-timeout",
    program: "nginx",
    pattern: /upstream timed out \(110: (?:Connection timed out|Operation timed out)\)/,
    title: "the application did not answer in time",
    means:
      "The client gets a 504. gunicorn may still be at work: if its timeout is longer than proxy_read_timeout, it finishes for nobody and logs a success; if it is shorter, gunicorn logs WORKER TIMEOUT.",
    instead:
      "Make gunicorn's timeout shorter than proxy_read_timeout, so that the one that knows the reason speaks.",
    rules: ["stack/timeout-order", "nginx/error-level-hides-upstream"],
    source: "nginx 1.22.1, ngx_http_upstream.c",
  },
  {
    id: "nginx-upstream-closed",
    program: "nginx",
    pattern: /upstream prematurely closed connection while reading response header/,
    title: "the application closed the connection without an answer",
    means:
      "The client gets a 502. Most often gunicorn killed the worker: its timeout ran out (WORKER TIMEOUT in gunicorn's error log) or memory did (SIGKILL, out of memory). No line of gunicorn's access log and no traceback tells of the request.",
    instead: "Read gunicorn's error log at that second.",
    rules: ["nginx/error-level-hides-upstream", "stack/request-unlogged", "gunicorn/loglevel-hides-errors"],
    source: "nginx 1.22.1, ngx_http_upstream.c",
  },
];

import type { SettingPage } from "./setting-page.ts";

const SOURCE = "nginx 1.22.1, ngx_http_log_module.c and ngx_log.c";

/** The directives of nginx that bear on logging. */
export const NGINX_SETTINGS: readonly SettingPage[] = [
  {
    name: "nginx.access_log",
    written: ["access_log PATH [FORMAT [buffer= gzip= flush= if=]];", "access_log off;"],
    does: "One line for each request, written when it is over. Several may stand on one level.",
    absent: "The path compiled in (Debian: /var/log/nginx/access.log) in the format combined.",
    surprises: [
      "A level with an access_log of its own inherits none from above.",
      '"off" beside a path turns both off; "on" and "none" are names of files.',
      "The location that answers in the end decides, after error_page, try_files and index.",
    ],
    rules: [
      "nginx/access-log-missing",
      "nginx/access-log-off",
      "nginx/access-log-replaced",
      "nginx/off-cancels-paths",
      "nginx/log-target-is-a-word",
    ],
    source: SOURCE,
  },
  {
    name: "nginx.error_log",
    written: ["error_log PATH [LEVEL];"],
    does: "nginx's own messages from LEVEL on: upstreams that fail, files that are missing, start and stop.",
    absent: "The path compiled in (Debian: /var/log/nginx/error.log), from level error on.",
    surprises: [
      'There is no "off": error_log off writes a file of that name.',
      "Without a level it is error, whatever the level above says.",
      "A refused or timed out upstream is logged as error: crit hides the cause of every 502 and 504.",
    ],
    rules: [
      "nginx/error-log-missing",
      "nginx/error-level-hides-upstream",
      "nginx/error-level-reset",
      "nginx/log-target-is-a-word",
    ],
    source: SOURCE,
  },
  {
    name: "nginx.log_format",
    written: ["log_format NAME [escape=default|json|none] TEXT ...;"],
    does: "Names the text of a line of the access log.",
    absent: "combined is built in.",
    surprises: [
      "It must stand before the access_log that uses it, in http.",
      "escape= counts only as the second word; elsewhere it is text.",
      "Without a semicolon it swallows the directive after it.",
    ],
    rules: [
      "nginx/format-undefined",
      "nginx/format-swallows-directive",
      "nginx/format-escape-misplaced",
      "nginx/format-json-invalid",
      "nginx/format-unused",
    ],
    source: SOURCE,
  },
  {
    name: "nginx.open_log_file_cache",
    written: ["open_log_file_cache max=N [inactive=] [min_uses=] [valid=];", "open_log_file_cache off;"],
    does: "Keeps files open whose path holds a variable.",
    absent: "off: such a file is opened and closed for each line.",
    surprises: ["A cached file is written to after it was rotated, until valid= is over."],
    rules: ["nginx/cache-outlives-rotation"],
    source: SOURCE,
  },
  {
    name: "nginx.log_not_found",
    written: ["log_not_found on|off;"],
    does: "Whether a missing file is an error in error_log.",
    absent: "on",
    surprises: [],
    rules: ["nginx/not-found-muted"],
    source: "nginx 1.22.1, ngx_http_core_module.c",
  },
  {
    name: "nginx.proxy_set_header",
    written: ["proxy_set_header NAME VALUE;"],
    does: "A header of the request that the application gets: X-Forwarded-For, X-Request-ID.",
    absent: "Host is $proxy_host, Connection is close; everything else passes as the client sent it.",
    surprises: ["A level with one of its own inherits none from above."],
    rules: ["nginx/proxy-header-lost", "nginx/client-ip-not-forwarded"],
    source: "nginx 1.22.1, ngx_http_proxy_module.c",
  },
  {
    name: "nginx.set_real_ip_from",
    written: ["set_real_ip_from ADDRESS;"],
    does: "Whose word is taken for the client's address, which then stands in $remote_addr and in every log.",
    absent: "Nobody's.",
    surprises: ["0.0.0.0/0 lets every client write the address that is logged."],
    rules: ["nginx/real-ip-trusts-anyone"],
    source: "nginx 1.22.1, ngx_http_realip_module.c",
  },
];

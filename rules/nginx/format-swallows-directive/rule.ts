import { defineRule } from "../../../src/engine/rule.ts";

/** Directives of http that people write after a log_format, without a block. */
const DIRECTIVES = new Set(
  (
    "access_log error_log log_format include sendfile tcp_nopush tcp_nodelay keepalive_timeout keepalive_requests gzip gzip_types " +
    "gzip_vary gzip_proxied gzip_comp_level client_max_body_size client_body_buffer_size default_type server_tokens " +
    "open_log_file_cache open_file_cache types_hash_max_size server_names_hash_bucket_size proxy_set_header proxy_buffering " +
    "proxy_cache_path proxy_read_timeout proxy_connect_timeout proxy_buffer_size proxy_buffers charset set_real_ip_from " +
    "real_ip_header real_ip_recursive ssl_protocols ssl_ciphers ssl_session_cache ssl_session_timeout " +
    "ssl_prefer_server_ciphers limit_req_zone limit_conn_zone resolver reset_timedout_connection send_timeout " +
    "client_body_timeout client_header_timeout large_client_header_buffers log_not_found log_subrequest add_header"
  ).split(" "),
);

export default defineRule({
  id: "nginx/format-swallows-directive",
  since: "0.1.0",
  layer: "nginx",
  summary: "a missing semicolon makes the next directive a part of log_format",
  severity: "error",
  confidence: "high",
  presets: ["recommended"],
  fixable: "unsafe",
  messages: {
    swallowed: {
      what: "log_format {name} swallows the {directive} after it: a semicolon is missing.",
      why: "nginx accepts it, so {directive} never takes effect and its words stand in every line of the log.",
      instead: "End the last string of log_format {name} with a semicolon.",
    },
  },
  references: ["nginx 1.22.1: src/http/modules/ngx_http_log_module.c, ngx_http_log_set_format"],
  check(stack, report) {
    const seen = new Set<string>();
    for (const format of stack.nginx.flatMap((nginx) => nginx.formats)) {
      const key = `${format.at.file}:${String(format.at.start)}`;
      const at = format.words.findIndex(
        (word, index) => index > 0 && !word.quoted && DIRECTIVES.has(word.value),
      );
      const word = format.words[at];
      const before = format.words[at - 1];
      if (word === undefined || before === undefined || seen.has(key)) continue;
      seen.add(key);
      const related = [{ ...before.at, label: "the semicolon is missing after this" }];
      report({
        message: "swallowed",
        at: word.at,
        related,
        data: { name: format.name, directive: word.value },
        fix: {
          safety: "unsafe",
          title: `End log_format ${format.name} with a semicolon`,
          edits: [{ ...before.at, how: "behind-word", text: ";" }],
        },
      });
    }
  },
});

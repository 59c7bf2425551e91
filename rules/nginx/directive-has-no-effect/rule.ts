import { defineRule } from "../../../src/engine/rule.ts";
import { contextsOf } from "../../../src/model/nginx-contexts.ts";

const LOGGING = new Set(["access_log", "error_log", "log_format", "log_not_found", "open_log_file_cache"]);
const ENTRIES = new Set(["types", "map", "geo", "split_clients", "charset_map"]);

export default defineRule({
  id: "nginx/directive-has-no-effect",
  since: "0.1.0",
  layer: "nginx",
  summary: "a logging directive where nginx takes it for something else",
  severity: "warning",
  confidence: "high",
  presets: ["recommended"],
  fixable: "no",
  messages: {
    entry: {
      what: "{directive} inside {block} is an entry of the table there, not a directive.",
      why: "nginx accepts it and logs as if it were not written.",
      instead: "Move it out of the block.",
    },
    severity: {
      what: "severity= in error_log has no effect.",
      why: "Each message goes to syslog with the severity of its own level; only access_log uses severity=.",
      instead: "Drop it; to send less, write a level after the target.",
    },
  },
  references: [
    "nginx 1.22.1: src/http/ngx_http_core_module.c, ngx_http_core_type; src/core/ngx_syslog.c",
    "nginx documentation: syslog",
  ],
  check(stack, report) {
    const seen = new Set<string>();
    for (const { context } of stack.nginx.flatMap((nginx) => contextsOf(nginx))) {
      if (context.kind === "other" && ENTRIES.has(context.name)) {
        for (const { name, nameAt } of context.directives) {
          const key = `${nameAt.file}:${String(nameAt.start)}`;
          if (!LOGGING.has(name) || seen.has(key)) continue;
          seen.add(key);
          report({ message: "entry", at: nameAt, data: { directive: name, block: context.name } });
        }
      }
      for (const { target } of context.errorLogs) {
        const key = `${target.at.file}:${String(target.at.start)}`;
        if (!/^syslog:(?:.{0,300},)?severity=/.test(target.value) || target.placeholder || seen.has(key))
          continue;
        seen.add(key);
        report({ message: "severity", at: target.at });
      }
    }
  },
});

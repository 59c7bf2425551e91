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
  fixable: "safe",
  messages: {
    entry: {
      what: "{directive} inside {block} is an entry of the table there, not a directive.",
      why: "nginx accepts it and logs as if it were not written.",
      instead: "Move it out of the block.",
    },
    swallowed: {
      what: "{directive} is a word of the {before} before it: a semicolon is missing.",
      why: "nginx accepts it as one more word, and logs as if {directive} were not written.",
      instead: "End {before} with a semicolon.",
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
    const refused = new Set(
      stack.nginx.flatMap(({ problems }) => problems.map(({ at }) => `${at.file}:${String(at.start)}`)),
    );
    for (const { context } of stack.nginx.flatMap((nginx) => contextsOf(nginx))) {
      if (context.kind === "other" && ENTRIES.has(context.name)) {
        for (const { name, nameAt } of context.directives) {
          const key = `${nameAt.file}:${String(nameAt.start)}`;
          if (!LOGGING.has(name) || seen.has(key)) continue;
          seen.add(key);
          report({ message: "entry", at: nameAt, data: { directive: name, block: context.name } });
        }
      }
      for (const { name, nameAt, args } of context.directives) {
        // a log_format that swallows has a rule of its own, and other tables take any word
        if (name === "log_format" || context.kind === "other") continue;
        const at = args.findIndex(({ value, quoted }, index) => index > 0 && !quoted && LOGGING.has(value));
        const word = args[at];
        const last = args[at - 1];
        if (word === undefined || last === undefined) continue;
        const key = `${word.at.file}:${String(word.at.start)}`;
        const whole = `${nameAt.file}:${String(nameAt.start)}`;
        // what nginx does not start with is nginx/syntax's
        if (seen.has(key) || refused.has(key) || refused.has(whole)) continue;
        seen.add(key);
        const related = [{ ...last.at, label: "the semicolon is missing after this" }];
        report({
          message: "swallowed",
          at: word.at,
          related,
          data: { directive: word.value, before: name },
          fix: {
            safety: "unsafe",
            title: `End ${name} with a semicolon`,
            edits: [{ ...last.at, how: "behind-word", text: ";" }],
          },
        });
      }
      for (const { target } of context.errorLogs) {
        const key = `${target.at.file}:${String(target.at.start)}`;
        if (!/^syslog:(?:.{0,300},)?severity=/.test(target.value) || target.placeholder || seen.has(key))
          continue;
        seen.add(key);
        const [severity = ""] = /,severity=[^,]*/.exec(target.value) ?? [];
        report({
          message: "severity",
          at: target.at,
          fix: {
            safety: "safe",
            title: "Drop severity=",
            edits: [{ ...target.at, how: "each", find: severity, text: "" }],
          },
        });
      }
    }
  },
});

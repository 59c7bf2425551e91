import { defineRule } from "../../../src/engine/rule.ts";
import type { AccessLog, ErrorLog } from "../../../src/model/nginx.ts";
import { contextsOf, hasBranches, nameOfContext } from "../../../src/model/nginx-contexts.ts";

export default defineRule({
  id: "nginx/same-target-twice",
  since: "0.1.0",
  layer: "nginx",
  summary: "one level writes the same log twice",
  severity: "warning",
  confidence: "high",
  presets: ["recommended"],
  fixable: "safe",
  messages: {
    twice: {
      what: "{directive} {target} stands twice in {place}, so every line is written twice.",
      why: "Counts, rates and alerts made from this log are double, and it fills twice as fast.",
      instead: "Keep one of the two lines.",
    },
  },
  references: [
    "nginx 1.22.1: src/http/modules/ngx_http_log_module.c, ngx_http_log_handler; src/core/ngx_log.c, ngx_log_error_core",
  ],
  check(stack, report) {
    const reported = new Set<string>();
    for (const nginx of stack.nginx) {
      if (hasBranches(nginx)) continue;
      for (const { context } of contextsOf(nginx)) {
        // Two conditions may exclude each other, so a log with if= is no duplicate.
        const access = context.accessLogs.filter((log) => !log.off && log.condition === null);
        for (const [directive, logs] of [
          ["access_log", access],
          ["error_log", context.errorLogs],
        ] as const) {
          const seen = new Map<string, (typeof logs)[number]>();
          for (const log of logs) {
            const target = log.target.value;
            const first = seen.get(target);
            if (first === undefined) seen.set(target, log);
            const key = `${log.at.file}:${String(log.at.start)}`;
            if (first === undefined || log.target.placeholder || target === "/dev/null" || reported.has(key))
              continue;
            reported.add(key);
            const related = [{ ...first.at, label: "the first one" }];
            report({
              message: "twice",
              at: log.at,
              related,
              data: { directive, target, place: nameOfContext(context) },
              fix: isRepeated(first, log)
                ? { safety: "safe", title: "Remove the second line", edits: [{ ...log.at, how: "remove" }] }
                : null,
            });
          }
        }
      }
    }
  },
});

/**
 * Do both lines say the same in all they say? Otherwise nobody can tell which of the two is meant. A line in an included file may be the only
 * one where else that is included.
 */
function isRepeated(first: AccessLog | ErrorLog, second: AccessLog | ErrorLog): boolean {
  if (first.at.file !== second.at.file) return false;
  if ("level" in first) return "level" in second && first.level === second.level;
  if ("level" in second) return false;
  return (
    first.formatName === second.formatName &&
    first.buffer === second.buffer &&
    first.flush === second.flush &&
    first.gzip === second.gzip
  );
}

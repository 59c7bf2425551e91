import { defineRule } from "../../../src/engine/rule.ts";
import { contextsOf, hasBranches } from "../../../src/model/nginx-contexts.ts";
import type { LogFormat } from "../../../src/model/nginx.ts";

export default defineRule({
  id: "nginx/format-name-case",
  since: "0.1.0",
  layer: "nginx",
  summary: "names of log formats that differ only by case",
  severity: "warning",
  confidence: "high",
  presets: ["recommended"],
  fixable: "safe",
  messages: {
    shadowed: {
      what: "log_format {name} is never used: access_log compares names without case and takes {first}, which stands above.",
      why: "nginx accepts both names, and the log silently has the fields of the other format.",
      instead: "Give the second one a name of its own.",
    },
    blank: {
      what: "access_log with the format {name} writes empty lines: the built-in format is combined, in lower case.",
      why: "nginx finds combined without regard to case, but prepares it only for the exact name.",
      instead: "Write combined.",
    },
  },
  references: [
    "nginx 1.22.1: src/http/modules/ngx_http_log_module.c, ngx_http_log_set_log, ngx_http_log_init",
  ],
  check(stack, report) {
    const seen = new Set<string>();
    for (const nginx of stack.nginx) {
      if (hasBranches(nginx)) continue;
      const firsts = new Map<string, LogFormat>();
      for (const format of nginx.formats) {
        const lower = format.name.toLowerCase();
        const first = firsts.get(lower);
        if (first === undefined) firsts.set(lower, format);
        else if (first.name !== format.name && !seen.has(keyOf(format.nameAt))) {
          seen.add(keyOf(format.nameAt));
          const related = [{ ...first.nameAt, label: "this one is used for both names" }];
          report({
            message: "shadowed",
            at: format.nameAt,
            related,
            data: { name: format.name, first: first.name },
          });
        }
      }
      if (nginx.scope !== "main" || !nginx.complete) continue;
      const contexts = contextsOf(nginx);
      // A server without any access_log uses the built-in format too.
      if (
        contexts.some(
          ({ context }) => context.kind === "server" && context.effectiveAccess.state === "default",
        )
      )
        continue;
      const logs = contexts.flatMap(({ context }) => context.accessLogs);
      // Any other log in the exact spelling makes nginx prepare the format for all.
      if (logs.some((log) => !log.off && (log.format === null || log.format.value === "combined"))) continue;
      for (const { format, formatName } of logs) {
        if (format === null || formatName !== "combined" || seen.has(keyOf(format.at))) continue;
        seen.add(keyOf(format.at));
        report({
          message: "blank",
          at: format.at,
          data: { name: format.value },
          fix: {
            safety: "safe",
            title: "Write combined",
            edits: [{ ...format.at, how: "replace", was: format.value, text: "combined" }],
          },
        });
      }
    }
  },
});

function keyOf(at: { readonly file: string; readonly start: number }): string {
  return `${at.file}:${String(at.start)}`;
}

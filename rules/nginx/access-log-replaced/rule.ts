import { defineRule } from "../../../src/engine/rule.ts";
import { contextsOf, hasBranches, nameOfContext } from "../../../src/model/nginx-contexts.ts";
import type { AccessLog } from "../../../src/model/nginx.ts";

export default defineRule({
  id: "nginx/access-log-replaced",
  since: "0.1.0",
  layer: "nginx",
  summary: "an access_log of its own drops the inherited format or syslog target",
  severity: "warning",
  confidence: "medium",
  presets: ["recommended"],
  fixable: "no",
  messages: {
    format: {
      what: "access_log {target} in {place} repeats the inherited path without its format, so it falls back to combined.",
      why: "A level with an access_log of its own inherits nothing: one file now holds lines in two formats, and parsers read one of them.",
      instead: "Drop the line, which changes nothing but the format, or write access_log {target} {format}.",
    },
    syslog: {
      what: "access_log {target} in {place} replaces the inherited syslog target.",
      why: "A level with an access_log of its own inherits nothing, so the central log never sees these requests.",
      instead: "Repeat the syslog line in {place}.",
    },
  },
  references: ["nginx 1.22.1: src/http/modules/ngx_http_log_module.c, ngx_http_log_merge_loc_conf"],
  check(stack, report) {
    const seen = new Set<string>();
    for (const nginx of stack.nginx) {
      if (hasBranches(nginx)) continue;
      for (const { context, around } of contextsOf(nginx)) {
        const own = context.accessLogs;
        const parent = around.findLast((each) => each.accessLogs.length > 0);
        if (
          own.length === 0 ||
          parent === undefined ||
          own.some((log) => log.off) ||
          parent.accessLogs.some((log) => log.off)
        )
          continue;
        const place = nameOfContext(context);
        for (const log of own) {
          const lost = parent.accessLogs.find(
            (each) => isSameFile(each, log) && each.formatName !== "combined",
          );
          const key = `${log.at.file}:${String(log.at.start)}`;
          if (lost === undefined || log.format !== null || log.target.placeholder || seen.has(key)) continue;
          seen.add(key);
          const related = [{ ...lost.at, label: "the inherited log" }];
          report({
            message: "format",
            at: log.at,
            related,
            data: { target: log.target.value, place, format: lost.formatName },
          });
        }
        const syslog = parent.accessLogs.find(isSyslog);
        const [first] = own;
        if (
          syslog === undefined ||
          first === undefined ||
          own.some((log) => isSyslog(log) || log.target.placeholder)
        )
          continue;
        const key = `${first.at.file}:${String(first.at.start)}`;
        if (seen.has(key)) continue;
        seen.add(key);
        const related = [{ ...syslog.at, label: "not inherited" }];
        report({ message: "syslog", at: first.at, related, data: { target: first.target.value, place } });
      }
    }
  },
});

function isSyslog(log: AccessLog): boolean {
  return log.target.value.startsWith("syslog:");
}

function isSameFile(a: AccessLog, b: AccessLog): boolean {
  return a.target.value === b.target.value && !a.target.value.startsWith("/dev/") && !isSyslog(a);
}

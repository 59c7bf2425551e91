import { defineRule } from "../../../src/engine/rule.ts";
import type { AccessLog } from "../../../src/model/nginx.ts";
import type { FileSpan, LabelledSpan } from "../../../src/text/span.ts";
import { firstSight, productionContexts } from "../places.ts";

export default defineRule({
  id: "nginx/buffer-without-flush",
  since: "0.1.0",
  layer: "nginx",
  summary: "a buffered access_log without flush= holds lines back without bound",
  severity: "warning",
  confidence: "high",
  presets: ["recommended"],
  fixable: "safe",
  messages: {
    waits: {
      what: "access_log {target} is buffered without flush=, so lines wait until the buffer is full.",
      why: "On a quiet site the last requests are missing for hours, fail2ban and tail see nothing, and a killed worker takes the lines with it.",
      instead: "Add flush=5s after {option}.",
    },
  },
  references: [
    "nginx 1.22.1: src/http/modules/ngx_http_log_module.c, ngx_http_log_write and ngx_http_log_flush",
  ],
  check(stack, report) {
    const isNew = firstSight();
    const contexts = productionContexts(stack);
    const plain = new Map<string, FileSpan>();
    for (const { context } of contexts) {
      for (const log of context.accessLogs) {
        if (!log.off && !isBuffered(log) && !plain.has(log.target.value)) plain.set(log.target.value, log.at);
      }
    }
    for (const { context } of contexts) {
      if (context.accessLogs.some((log) => log.off)) continue;
      for (const log of context.accessLogs) {
        if (!isBuffered(log) || log.flush !== null || log.target.value === "/dev/null" || !isNew(log.at))
          continue;
        if (log.target.placeholder || log.target.value.includes("$")) continue;
        const beside = plain.get(log.target.value);
        const related: LabelledSpan[] =
          beside === undefined ? [] : [{ ...beside, label: "the same file, so it is buffered too" }];
        const option = log.buffer === null ? "gzip" : `buffer=${log.buffer}`;
        const end = log.at.end - 1;
        report({
          message: "waits",
          at: log.at,
          related,
          data: { target: log.target.value, option },
          fix: {
            safety: "safe",
            title: "Flush after five seconds",
            edits: [{ file: log.at.file, start: end, end, text: " flush=5s" }],
          },
        });
      }
    }
  },
});

function isBuffered(log: AccessLog): boolean {
  return log.buffer !== null || log.gzip;
}

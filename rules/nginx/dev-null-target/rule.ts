import { defineRule } from "../../../src/engine/rule.ts";
import { nameOfContext } from "../../../src/model/nginx-contexts.ts";
import { firstSight, productionContexts } from "../places.ts";

export default defineRule({
  id: "nginx/dev-null-target",
  since: "0.1.0",
  layer: "nginx",
  summary: "access_log /dev/null instead of off",
  severity: "info",
  confidence: "high",
  presets: ["recommended"],
  fixable: "safe",
  messages: {
    device: {
      what: "access_log in {place} writes every line to /dev/null.",
      why: "nginx formats and writes each line for nothing, and at a reopen signal its master gives the device to the workers' user.",
      instead: "Write access_log off;.",
    },
  },
  references: ["nginx 1.22.1: src/os/unix/ngx_process_cycle.c and src/core/ngx_cycle.c, ngx_reopen_files"],
  check(stack, report) {
    const isNew = firstSight();
    for (const { context } of productionContexts(stack)) {
      const [log, ...others] = context.accessLogs;
      if (log === undefined || log.off || log.target.value !== "/dev/null" || !isNew(log.at)) continue;
      const data = { place: nameOfContext(context) };
      if (others.length > 0) continue;
      report({
        message: "device",
        at: log.at,
        data,
        fix: {
          safety: "safe",
          title: "Turn the access log off",
          edits: [{ file: log.at.file, start: log.at.start, end: log.at.end, text: "access_log off;" }],
        },
      });
    }
  },
});

import { defineRule } from "../../../src/engine/rule.ts";
import { firstSight, productionContexts } from "../places.ts";

export default defineRule({
  id: "nginx/gzip-name",
  since: "0.1.0",
  layer: "nginx",
  summary: "a compressed access_log with the name of a plain one",
  severity: "info",
  confidence: "high",
  presets: ["recommended"],
  fixable: "no",
  messages: {
    plain: {
      what: "access_log {target} is written compressed, but its name says plain text.",
      why: "tail, grep, fail2ban and log shippers read it as text and find nothing; logrotate compresses it a second time.",
      instead: "Name it {target}.gz and read it with zcat, or drop gzip and let logrotate compress.",
    },
  },
  references: ["nginx 1.22.1: src/http/modules/ngx_http_log_module.c, ngx_http_log_gzip"],
  check(stack, report) {
    const isNew = firstSight();
    for (const { context } of productionContexts(stack)) {
      if (context.accessLogs.some((log) => log.off)) continue;
      for (const { gzip, target } of context.accessLogs) {
        if (!gzip || target.placeholder || /\.gz$|^\/dev\/|\$/.test(target.value) || !isNew(target.at))
          continue;
        report({ message: "plain", at: target.at, data: { target: target.value } });
      }
    }
  },
});

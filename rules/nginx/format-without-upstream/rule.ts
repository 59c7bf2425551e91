import { defineRule } from "../../../src/engine/rule.ts";
import { nameOfContext } from "../../../src/model/nginx-contexts.ts";
import { firstSight } from "../places.ts";
import { proxiedLogs } from "../proxied-logs.ts";

export default defineRule({
  id: "nginx/format-without-upstream",
  since: "0.1.0",
  layer: "nginx",
  summary: "requests are proxied, but the log says nothing of the application's time or status",
  severity: "info",
  confidence: "high",
  presets: [],
  fixable: "no",
  messages: {
    without: {
      what: "Requests of {place} are logged in {format}, which has neither a time nor what the application answered.",
      why: "When the site is slow or answers 502, the log cannot say whether nginx, the network or the application took the time.",
      instead:
        "Log in a log_format with $request_time, $upstream_response_time, $upstream_status and $upstream_addr.",
    },
  },
  references: ["nginx documentation: ngx_http_upstream_module, variables", "CIS NGINX Benchmark 3.1"],
  check(stack, report) {
    const isNew = firstSight();
    for (const { context, variables, format, at } of proxiedLogs(stack)) {
      const tells = [...variables].some((name) => name.startsWith("upstream_") || name === "request_time");
      if (tells || !isNew(at)) continue;
      const related = [{ ...context.at, label: "proxied here" }];
      report({ message: "without", at, related, data: { place: nameOfContext(context), format } });
    }
  },
});

import { defineRule } from "../../../src/engine/rule.ts";
import { nameOfContext } from "../../../src/model/nginx-contexts.ts";
import { firstSight } from "../places.ts";
import { proxiedLogs } from "../proxied-logs.ts";

/** Variables that tell one request from another across layers: nginx's own id, headers that carry one, tracing modules. */
const IDS =
  /^(?:(?:sent_|upstream_)?http_.*(?:request_?id|correlation_?id|trace|cf_ray|amzn?_)|request_id$|opentracing_|opentelemetry_|otel_|.*(?:request|correlation|trace|span)_?id$)/;

export default defineRule({
  id: "nginx/format-without-request-id",
  since: "0.1.0",
  layer: "nginx",
  summary: "requests are proxied, but the log has no id to find them by in the application's log",
  severity: "info",
  confidence: "high",
  presets: [],
  fixable: "no",
  messages: {
    without: {
      what: "Requests of {place} are logged in {format}, which has no request id.",
      why: "A traceback in Django's log cannot be matched with its line here, but for a guess by time and path.",
      instead:
        "Add $request_id to the log_format, and send it on with proxy_set_header X-Request-ID $request_id.",
    },
  },
  references: ["nginx documentation: $request_id (ngx_http_core_module, since 1.11.0)"],
  check(stack, report) {
    const isNew = firstSight();
    for (const { context, variables, format, at } of proxiedLogs(stack)) {
      if ([...variables].some((name) => IDS.test(name.slice(0, 100))) || !isNew(at)) continue;
      const related = [{ ...context.at, label: "proxied here" }];
      report({ message: "without", at, related, data: { place: nameOfContext(context), format } });
    }
  },
});

import { defineRule } from "../../../src/engine/rule.ts";
import { nameOfContext } from "../../../src/model/nginx-contexts.ts";
import { firstSight, productionContexts } from "../places.ts";

export default defineRule({
  id: "nginx/not-found-muted",
  since: "0.1.0",
  layer: "nginx",
  summary: "log_not_found off for a whole server keeps missing files out of the error log",
  severity: "info",
  confidence: "high",
  presets: [],
  fixable: "unsafe",
  messages: {
    muted: {
      what: "log_not_found off in {place} keeps missing files out of the error log.",
      why: "A wrong root or alias, or a collectstatic that did not run, then shows only as 404 in the access log, without the path on disk that nginx looked for.",
      instead: "Write it in the locations where missing files are normal: favicon.ico, robots.txt.",
    },
  },
  references: ["nginx 1.22.1: src/http/modules/ngx_http_static_module.c, ngx_http_static_handler"],
  check(stack, report) {
    const isNew = firstSight();
    for (const { context } of productionContexts(stack)) {
      if (context.kind !== "http" && context.kind !== "server") continue;
      for (const directive of context.directives) {
        if (directive.name !== "log_not_found" || directive.args[0]?.value !== "off") continue;
        if (!isNew(directive.at)) continue;
        report({
          message: "muted",
          at: directive.at,
          data: { place: nameOfContext(context) },
          fix: {
            safety: "unsafe",
            title: "Remove log_not_found off",
            edits: [{ ...directive.at, how: "remove" }],
          },
        });
      }
    }
  },
});

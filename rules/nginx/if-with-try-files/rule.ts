import { defineRule } from "../../../src/engine/rule.ts";
import { directiveIn, nameOfContext } from "../../../src/model/nginx-contexts.ts";
import type { NginxContext } from "../../../src/model/nginx.ts";
import { firstSight, productionContexts } from "../places.ts";

export default defineRule({
  id: "nginx/if-with-try-files",
  since: "0.1.0",
  layer: "nginx",
  summary: "an access_log inside if makes nginx skip the location's try_files",
  severity: "warning",
  confidence: "high",
  presets: ["recommended"],
  fixable: "no",
  messages: {
    skipped: {
      what: "The if around this access_log makes nginx skip try_files in {location}.",
      why: "A request that matches the if is handled inside it, where try_files does not count: the application is never asked, and the client gets 404.",
      instead: "Drop the if and write access_log ... if=$variable with a map.",
    },
  },
  references: [
    "nginx wiki: If is Evil",
    "nginx 1.22.1: src/http/modules/ngx_http_try_files_module.c (not merged into if)",
  ],
  check(stack, report) {
    const isNew = firstSight();
    for (const { context: location } of productionContexts(stack)) {
      const attempt = directiveIn(location, "try_files");
      if (location.kind !== "location" || attempt === undefined) continue;
      for (const inner of location.children) {
        const [log] = inner.accessLogs;
        if (inner.kind !== "if" || log === undefined || decidesItself(inner) || !isNew(log.at)) continue;
        const related = [
          { ...inner.at, label: "requests that match this" },
          { ...attempt.at, label: "do not get here" },
        ];
        report({ message: "skipped", at: log.at, related, data: { location: nameOfContext(location) } });
      }
    }
  },
});

/** The if answers on its own, so that try_files is not missed. */
function decidesItself(inner: NginxContext): boolean {
  return inner.directives.some(({ name }) => /^(?:return|rewrite|include|\w+_pass)$|_by_lua/.test(name));
}

import { defineRule } from "../../../src/engine/rule.ts";
import { directiveIn, nameOfContext } from "../../../src/model/nginx-contexts.ts";
import type { NginxContext } from "../../../src/model/nginx.ts";
import { firstSight, productionContexts } from "../places.ts";

export default defineRule({
  id: "nginx/return-logged-elsewhere",
  since: "0.1.0",
  layer: "nginx",
  summary: "an access_log in a location that the server's own return keeps from being reached",
  severity: "info",
  confidence: "high",
  presets: ["recommended"],
  fixable: "no",
  messages: {
    unreached: {
      what: "The access_log of {location} never takes effect: the server answers every request with its own return {status}.",
      why: "A return in the server block comes before any location is chosen, so these requests go to the server's log, and what the location does never happens.",
      instead: "Move the return into location / of the server, or the access_log into the server block.",
    },
  },
  references: ["nginx 1.22.1: src/http/modules/ngx_http_rewrite_module.c (server rewrite phase)"],
  check(stack, report) {
    const isNew = firstSight();
    for (const { context: server } of productionContexts(stack)) {
      if (server.kind !== "server" || mayGoOn(server)) continue;
      const answer = directiveIn(server, "return");
      if (answer === undefined) continue;
      for (const location of server.children) {
        const [log] = location.accessLogs;
        if (location.kind !== "location" || log === undefined || !isNew(log.at)) continue;
        const status = answer.args[0]?.value ?? "";
        report({
          message: "unreached",
          at: log.at,
          related: [{ ...answer.at, label: "every request ends here" }],
          data: { location: nameOfContext(location), status },
        });
      }
    }
  },
});

/** A rewrite, break, if or unread include before the return may let requests through to a location. */
function mayGoOn(server: NginxContext): boolean {
  if (server.children.some((child) => child.kind === "if")) return true;
  return server.directives.some(({ name }) => /^(?:rewrite|break|include)$|_by_lua/.test(name));
}

import { defineRule } from "../../../src/engine/rule.ts";
import {
  contextsOf,
  isFileForDevelopment,
  nameOfContext,
  passOf,
} from "../../../src/model/nginx-contexts.ts";
import type { NginxContext, NginxInstance } from "../../../src/model/nginx.ts";
import { listensOf, nameOfListen } from "../listens.ts";
import { firstSight } from "../places.ts";
import { append } from "../../../src/text/append.ts";

export default defineRule({
  id: "nginx/default-server-unlogged",
  since: "0.1.0",
  layer: "nginx",
  summary: "the default server has access_log off: bad requests and unknown hosts go unseen",
  severity: "info",
  confidence: "medium",
  presets: ["security"],
  fixable: "no",
  messages: {
    unseen: {
      what: "The default server of {listen} has access_log off.",
      why: "Malformed requests, scans and requests for unknown hosts are answered there whatever they ask for, and leave no line.",
      instead: "Give it an access_log of its own, such as /var/log/nginx/default.log.",
    },
  },
  references: [
    "nginx documentation: How nginx processes a request",
    "nginx 1.22.1: src/http/ngx_http_request.c, ngx_http_find_virtual_server",
  ],
  check(stack, report) {
    const isNew = firstSight();
    for (const nginx of stack.nginx) {
      for (const { server, key } of defaultServers(nginx)) {
        const access = server.effectiveAccess;
        if (access.state !== "off" || access.cancelled.length > 0) continue;
        if (!isNew(access.at) || isFileForDevelopment(stack, access.at.file) || handsOn(server)) continue;
        const related = [{ ...server.at, label: `${nameOfContext(server)} is the default` }];
        report({ message: "unseen", at: access.at, related, data: { listen: nameOfListen(key) } });
      }
    }
  },
});

/** Servers that are marked default_server, each once. */
function defaultServers(
  nginx: NginxInstance,
): readonly { readonly server: NginxContext; readonly key: string }[] {
  const found: { server: NginxContext; key: string }[] = [];
  for (const { context: server } of contextsOf(nginx)) {
    if (server.kind !== "server") continue;
    const marked = listensOf(server)?.find((listen) => listen.isDefault);
    if (marked !== undefined) found.push({ server, key: marked.key });
  }
  return found;
}

/** Where it proxies, nginx/access-log-off has the case. */
function handsOn(server: NginxContext): boolean {
  const waiting = [server];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (passOf(next) !== null) return true;
    append(waiting, next.children);
  }
  return false;
}

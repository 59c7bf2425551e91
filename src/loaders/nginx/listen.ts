import type { NginxDirective } from "../../model/nginx.ts";
import type { Problem } from "../../model/problem.ts";
import { directiveTable } from "./directive-table.ts";
import { refusal } from "./refusal.ts";

/**
 * Parameters of `listen` in a server of http: those of nginx 1.22.1 (ngx_http_core_module.c, ngx_http_core_listen) and of its
 * documentation up to 1.29, so that nothing is refused that a newer one takes.
 */
const PARAMETERS = new Set(
  "default default_server bind deferred reuseport ssl http2 http3 quic spdy proxy_protocol multipath".split(
    " ",
  ),
);
const PREFIXES = /^(?:setfib|fastopen|backlog|rcvbuf|sndbuf|accept_filter|ipv6only|so_keepalive)=/;

/** What nginx refuses in a `listen` of http: a parameter that it does not know, most often the next line after a lost semicolon. */
export function checkListen(directive: NginxDirective): Problem[] {
  const [, ...parameters] = directive.args;
  if (directive.args.some((arg) => arg.placeholder)) return [];
  const unknown = parameters.find(({ value }) => !PARAMETERS.has(value) && !PREFIXES.test(value));
  if (unknown === undefined) return [];
  const instead = directiveTable().has(unknown.value)
    ? `end listen with a semicolon before ${unknown.value}`
    : undefined;
  return [refusal(`invalid parameter "${unknown.value}"`, unknown.at, instead)];
}

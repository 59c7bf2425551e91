import { defineRule } from "../../../src/engine/rule.ts";
import { contextsOf, isFileForDevelopment } from "../../../src/model/nginx-contexts.ts";
import type { NginxArgument, NginxContext } from "../../../src/model/nginx.ts";

export default defineRule({
  id: "nginx/real-ip-trusts-anyone",
  since: "0.1.0",
  layer: "nginx",
  summary: "set_real_ip_from trusts every client, or none",
  severity: "warning",
  confidence: "medium",
  presets: ["recommended", "security"],
  fixable: "no",
  messages: {
    anyone: {
      what: "set_real_ip_from {range} lets every client choose the address that is logged.",
      why: "Whoever sends the header of real_ip_header appears under any address, also in rate limits and bans made from the log.",
      instead: "Name the addresses of the load balancer or proxy in front.",
    },
    nobody: {
      what: "set_real_ip_from {range} matches no client, so the address of the proxy is logged.",
      why: "Without a mask, or with /32, 0.0.0.0 is one address that nobody has.",
      instead: "Name the addresses of the load balancer or proxy in front, such as 10.0.0.0/8.",
    },
  },
  references: [
    "nginx documentation: ngx_http_realip_module",
    "nginx 1.22.1: src/http/modules/ngx_http_realip_module.c",
  ],
  check(stack, report) {
    const seen = new Set<string>();
    for (const nginx of stack.nginx) {
      const contexts = contextsOf(nginx);
      if (contexts.some(({ context }) => listensOnSocket(context))) continue;
      const found = { anyone: [] as NginxArgument[], nobody: [] as NginxArgument[] };
      for (const { name, args } of contexts.flatMap(({ context }) => context.directives)) {
        const range = args[0];
        if (name !== "set_real_ip_from" || range === undefined || isFileForDevelopment(stack, range.at.file))
          continue;
        const key = `${range.at.file}:${String(range.at.start)}`;
        const message = meaningOf(range.value);
        if (message === null || seen.has(key)) continue;
        seen.add(key);
        found[message].push(range);
      }
      for (const message of ["anyone", "nobody"] as const) {
        const [first, ...others] = found[message];
        if (first === undefined) continue;
        const related = others.map(({ at, value }) => ({ ...at, label: `${value} likewise` }));
        report({ message, at: first.at, related, data: { range: first.value } });
      }
    }
  },
});

function meaningOf(range: string): "anyone" | "nobody" | null {
  if (/^(?:\d{1,3}(?:\.\d{1,3}){3}|[0:]*::?)\/0$/.test(range)) return "anyone";
  return /^0\.0\.0\.0(?:\/32)?$/.test(range) ? "nobody" : null;
}

/** Behind a unix socket only a local proxy can connect, so trusting everyone is safe. */
function listensOnSocket(context: NginxContext): boolean {
  return context.directives.some(
    (directive) => directive.name === "listen" && directive.args[0]?.value.startsWith("unix:") === true,
  );
}

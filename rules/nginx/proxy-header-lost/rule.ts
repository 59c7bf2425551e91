import { defineRule } from "../../../src/engine/rule.ts";
import { contextsOf, isQuietLocation, nameOfContext } from "../../../src/model/nginx-contexts.ts";
import type { NginxContext, NginxDirective } from "../../../src/model/nginx.ts";

/** Headers that the logs behind nginx need: who the client is, and which request it is. */
const NEEDED = new Map([
  ["x-forwarded-for", "X-Forwarded-For"],
  ["x-real-ip", "X-Real-IP"],
  ["x-request-id", "X-Request-ID"],
]);

export default defineRule({
  id: "nginx/proxy-header-lost",
  since: "0.1.0",
  layer: "nginx",
  summary: "a location's own proxy_set_header drops the inherited ones",
  severity: "warning",
  confidence: "high",
  presets: ["recommended"],
  fixable: "no",
  messages: {
    lost: {
      what: "proxy_set_header in {place} drops the inherited {headers}.",
      why: "nginx inherits these lines only where a level has none of its own, so the application logs the address of nginx, or whatever the client sent in these headers.",
      instead: "Repeat the lines in {place}, or put all of them into one file and include it in both places.",
    },
  },
  references: [
    "nginx documentation: proxy_set_header",
    "nginx 1.22.1: src/http/modules/ngx_http_proxy_module.c",
  ],
  check(stack, report) {
    const seen = new Set<string>();
    for (const nginx of stack.nginx) {
      for (const { context, around } of contextsOf(nginx)) {
        if (context.kind !== "location" || isQuietLocation(context)) continue;
        const [first] = headersOf(context);
        if (first === undefined || !has(context, "proxy_pass") || has(context, "include")) continue;
        const parent = around.findLast((each) => headersOf(each).length > 0);
        if (parent === undefined) continue;
        const own = new Set(headersOf(context).map(nameOf));
        const lost = headersOf(parent).filter(
          (header) => NEEDED.has(nameOf(header)) && !own.has(nameOf(header)),
        );
        const key = `${first.at.file}:${String(first.at.start)}`;
        if (lost.length === 0 || seen.has(key)) continue;
        seen.add(key);
        const headers = lost.map((header) => NEEDED.get(nameOf(header)) ?? "").join(", ");
        const related = lost.map((header) => ({ ...header.at, label: "not inherited" }));
        report({ message: "lost", at: first.at, related, data: { place: nameOfContext(context), headers } });
      }
    }
  },
});

function headersOf(context: NginxContext): NginxDirective[] {
  return context.directives.filter((directive) => directive.name === "proxy_set_header");
}

function nameOf(header: NginxDirective): string {
  return (header.args[0]?.value ?? "").toLowerCase();
}

function has(context: NginxContext, name: string): boolean {
  return context.directives.some((directive) => directive.name === name);
}

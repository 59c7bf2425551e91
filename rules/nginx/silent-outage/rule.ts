import { defineRule } from "../../../src/engine/rule.ts";
import { contextsOf, hasBranches, isFileForDevelopment, passOf } from "../../../src/model/nginx-contexts.ts";
import type { EffectiveError, NginxContext, NginxDirective } from "../../../src/model/nginx.ts";

export default defineRule({
  id: "nginx/silent-outage",
  since: "0.1.0",
  layer: "nginx",
  summary: "an outage of the application leaves no line in any nginx log",
  severity: "error",
  confidence: "high",
  presets: ["recommended"],
  fixable: "no",
  messages: {
    silent: {
      what: "When the application is down, nginx logs nothing: error_page {page} answers with access_log off, and error_log hides the cause.",
      why: "A request that ends in an error page is logged where the page is, not where it came in, so an outage leaves no line at all.",
      instead: "Drop access_log off from the error page's location, and write error_log at the level error.",
    },
  },
  references: ["nginx 1.22.1: src/http/ngx_http_special_response.c, src/http/modules/ngx_http_log_module.c"],
  check(stack, report) {
    const seen = new Set<string>();
    for (const nginx of stack.nginx) {
      if (hasBranches(nginx)) continue;
      for (const { context: location, around } of contextsOf(nginx)) {
        const pass = passOf(location);
        const server = around.findLast((each) => each.kind === "server");
        if (location.kind !== "location" || pass === null || server === undefined) continue;
        const cause = location.effectiveError[0];
        if (
          cause?.at == null ||
          !location.effectiveError.every(hides) ||
          isFileForDevelopment(stack, cause.at.file)
        )
          continue;
        const page = failurePage([location, ...around.toReversed()]);
        const uri = page?.args.at(-1)?.value;
        const target = uri === undefined ? undefined : locationOf(server, uri);
        if (page === null || uri === undefined || target?.effectiveAccess.state !== "off") continue;
        const { at } = target.effectiveAccess;
        const key = `${at.file}:${String(at.start)}`;
        if (seen.has(key)) continue;
        seen.add(key);
        const related = [
          { ...pass.at, label: "requests come in here" },
          { ...page.at, label: "their failures are answered elsewhere" },
          { ...cause.at, label: "the cause is hidden" },
        ];
        report({ message: "silent", at, related, data: { page: uri } });
      }
    }
  },
});

function hides(log: EffectiveError): boolean {
  return log.target === "/dev/null" || log.level === "crit" || log.level === "alert" || log.level === "emerg";
}

/** The error_page for a refused backend: the innermost level that has any decides. */
function failurePage(levels: readonly NginxContext[]): NginxDirective | null {
  for (const level of levels) {
    const pages = level.directives.filter((directive) => directive.name === "error_page");
    if (pages.length === 0) continue;
    return pages.find((page) => page.args.some((arg) => arg.value === "502")) ?? null;
  }
  return null;
}

/** The location that answers a fixed path: exact, named, or the longest prefix; null when an expression may decide. */
function locationOf(server: NginxContext, uri: string): NginxContext | undefined {
  const locations = server.children.filter((child) => child.kind === "location");
  if (uri.startsWith("@")) return locations.find((each) => each.args[0] === uri);
  const exact = locations.find((each) => each.args[0] === "=" && each.args[1] === uri);
  if (exact !== undefined || !uri.startsWith("/") || uri.includes("$")) return exact;
  if (locations.some((each) => each.args[0]?.startsWith("~") === true)) return undefined;
  const prefixes = locations.filter(
    (each) => each.args[0] !== "=" && uri.startsWith(each.args.at(-1) ?? "@"),
  );
  return prefixes.sort((a, b) => (b.args.at(-1) ?? "").length - (a.args.at(-1) ?? "").length)[0];
}

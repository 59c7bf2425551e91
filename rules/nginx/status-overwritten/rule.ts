import { defineRule, type PlannedFix } from "../../../src/engine/rule.ts";
import { contextsOf, formatOf, isFileForDevelopment } from "../../../src/model/nginx-contexts.ts";
import type { NginxContext, NginxDirective, NginxInstance } from "../../../src/model/nginx.ts";
import { firstSight } from "../places.ts";
import { append } from "../../../src/text/append.ts";

export default defineRule({
  id: "nginx/status-overwritten",
  since: "0.1.0",
  layer: "nginx",
  summary: "error_page gives failures the status of a success, in the access log too",
  severity: "info",
  confidence: "high",
  presets: ["recommended"],
  fixable: "unsafe",
  messages: {
    overwritten: {
      what: "error_page turns {codes} into {status}, and the access log then says {status}.",
      why: "An outage looks like success in the log and in everything that counts its lines: the error rate stays at zero.",
      instead:
        "Drop ={status}, or add $upstream_status to the log_format, which keeps what the application answered.",
    },
  },
  references: ["nginx 1.22.1: src/http/ngx_http_special_response.c, ngx_http_send_error_page"],
  check(stack, report) {
    const isNew = firstSight();
    for (const nginx of stack.nginx) {
      for (const { context } of contextsOf(nginx)) {
        for (const page of context.directives) {
          const turned = page.name === "error_page" ? turnedBy(page) : null;
          if (turned === null || !isNew(page.at) || isFileForDevelopment(stack, page.at.file)) continue;
          if (keepsUpstreamStatus(nginx, context)) continue;
          report({ message: "overwritten", at: page.at, data: turned, fix: statusFix(page) });
        }
      }
    }
  },
});

/** The failures that the directive hides behind a 2xx or 3xx of its own; null when it hides none. */
function turnedBy(page: NginxDirective): { codes: string; status: string } | null {
  const words = page.args.map((arg) => arg.value);
  const status = words.find((word) => /^=[23]\d\d$/.test(word))?.slice(1);
  const codes = words.filter((word) => /^5\d\d$/.test(word)).join(", ");
  return status === undefined || codes === "" ? null : { codes, status };
}

/** Without the status the page comes with the failure's own; a redirect to another site has none. */
function statusFix({ args }: NginxDirective): PlannedFix | null {
  const status = args.find(({ value }) => /^=2\d\d$/.test(value));
  if (status === undefined || args.some(({ value }) => value.includes("://"))) return null;
  const edits = [{ ...status.at, how: "remove-word" }] as const;
  return { safety: "unsafe", title: `Drop ${status.value}`, edits };
}

/** A format in use around here has the status that the application gave, or may have it. */
function keepsUpstreamStatus(nginx: NginxInstance, context: NginxContext): boolean {
  const within = [context];
  for (let next = within.pop(); next !== undefined; next = within.pop()) {
    append(within, next.children);
    const access = next.effectiveAccess;
    if (access.state === "unknown" && (next.kind === "server" || next.kind === "location")) return true;
    if (access.state !== "set") continue;
    for (const log of access.logs) {
      const format = formatOf(nginx, log);
      if (format === undefined && log.formatName !== "combined") return true;
      if (
        format?.pieces.some((piece) => piece.kind === "variable" && piece.name === "upstream_status") === true
      )
        return true;
    }
  }
  return false;
}

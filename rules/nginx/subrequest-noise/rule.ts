import { defineRule, type PlannedFix } from "../../../src/engine/rule.ts";
import { contextsOf } from "../../../src/model/nginx-contexts.ts";
import type { EffectiveError, NginxContext, NginxDirective } from "../../../src/model/nginx.ts";
import { firstSight, productionContexts } from "../places.ts";
import { append } from "../../../src/text/append.ts";

export default defineRule({
  id: "nginx/subrequest-noise",
  since: "0.1.0",
  layer: "nginx",
  summary: "rewrite_log or log_subrequest left on",
  severity: "info",
  confidence: "high",
  presets: ["recommended"],
  fixable: "unsafe",
  messages: {
    rewrites: {
      what: "rewrite_log on writes several lines for each rewritten request into {target}.",
      why: "It is meant for finding a wrong rewrite; left on, real errors drown and the file grows with the traffic.",
      instead: "Remove the line once the rewrite works.",
    },
    subrequests: {
      what: "log_subrequest on writes a second line for each request that {source} makes.",
      why: "Counts, rates and times taken from the access log are wrong: one request of a client looks like two.",
      instead:
        "Remove the line, or write it only in the location of the subrequest, with an access_log of its own.",
    },
  },
  references: [
    "nginx documentation: rewrite_log, log_subrequest",
    "nginx 1.22.1: src/http/ngx_http_core_module.c, src/http/modules/ngx_http_rewrite_module.c",
  ],
  check(stack, report) {
    const isNew = firstSight();
    for (const { context, nginx } of productionContexts(stack)) {
      for (const directive of context.directives) {
        if (directive.args[0]?.value !== "on") continue;
        if (directive.name === "rewrite_log") {
          const noisy = writerIn(context);
          if (noisy !== null && isNew(directive.at))
            report({
              message: "rewrites",
              at: directive.at,
              related:
                noisy.at === null ? [] : [{ ...noisy.at, label: `the level ${noisy.level} shows them` }],
              data: { target: noisy.target ?? "the error log" },
              fix: removal(directive),
            });
        } else if (
          directive.name === "log_subrequest" &&
          (context.kind === "http" || context.kind === "server") &&
          isNew(directive.at)
        ) {
          const source = contextsOf(nginx)
            .flatMap((placed) => placed.context.directives)
            .find(({ name, args }) => /^(?:auth_request|mirror)$/.test(name) && args[0]?.value !== "off");
          if (source === undefined) continue;
          const related = [{ ...source.at, label: "this makes subrequests" }];
          report({
            message: "subrequests",
            at: directive.at,
            related,
            data: { source: source.name },
            fix: removal(directive),
          });
        }
      }
    }
  },
});

/** The first error log below this context that shows messages of the level notice, when something there rewrites. */
function writerIn(context: NginxContext): EffectiveError | null {
  const within = [context];
  let rewrites = false;
  let noisy: EffectiveError | null = null;
  for (let next = within.shift(); next !== undefined; next = within.shift()) {
    append(within, next.children);
    rewrites ||= next.kind === "if" || next.directives.some(({ name }) => name === "rewrite");
    noisy ??=
      next.effectiveError.find(({ level, target }) => isNoisy(level) && target !== "/dev/null") ?? null;
  }
  return rewrites ? noisy : null;
}

function removal({ name, at }: NginxDirective): PlannedFix {
  return { safety: "unsafe", title: `Remove ${name}`, edits: [{ ...at, how: "remove" }] };
}

function isNoisy(level: string): boolean {
  return level === "notice" || level === "info" || level.startsWith("debug");
}

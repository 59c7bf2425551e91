import { defineRule } from "../../../src/engine/rule.ts";
import type { NginxContext, NginxDirective } from "../../../src/model/nginx.ts";
import {
  contextsOf,
  isFileForDevelopment,
  nameOfContext,
  passOf,
  type PlacedContext,
} from "../../../src/model/nginx-contexts.ts";
import { isForDevelopment } from "../../../src/model/purpose.ts";
import type { FileSpan } from "../../../src/text/span.ts";
import { backendsOf } from "../backends.ts";

/** nginx makes an id for each request and logs it, but does not send it on: proxy_set_header is inherited only where a level has none of its own. */
export default defineRule({
  id: "stack/request-id-broken",
  since: "0.1.0",
  layer: "stack",
  summary: "nginx logs a request id that the application never gets",
  severity: "info",
  confidence: "high",
  presets: [],
  fixable: "no",
  messages: {
    unsent: {
      what: "nginx logs $request_id for {place}, but does not send it on.",
      why: "The id is there to find a request's lines in the application's log; nothing behind nginx ever sees it.",
      instead: "Add proxy_set_header X-Request-ID $request_id; to the level that sets the other headers.",
    },
  },
  references: [
    "nginx documentation: $request_id, since 1.11.0",
    "nginx ngx_http_proxy_module: proxy_set_header and its inheritance",
  ],
  check(stack, report) {
    if (isForDevelopment(stack.purpose)) return;
    const seen = new Set<string>();
    for (const nginx of stack.nginx.filter(({ file }) => !isFileForDevelopment(stack, file))) {
      for (const placed of contextsOf(nginx)) {
        const { context } = placed;
        const pass = passOf(context);
        const logged = loggedId(context, nginx.formats);
        if (pass?.name !== "proxy_pass" || logged === null || backendsOf(stack, nginx, context).length === 0)
          continue;
        const headers = headersOf(placed);
        if (headers === null || headers.some(carriesId) || isDropped(placed)) continue;
        const key = `${pass.at.file}:${String(pass.at.start)}`;
        if (seen.has(key)) continue;
        seen.add(key);
        report({
          message: "unsent",
          data: { place: nameOfContext(context) },
          at: pass.at,
          related: [{ ...logged, label: "the id is logged here" }],
        });
      }
    }
  },
});

/** Where a format that the context certainly uses has the id. */
function loggedId(
  { effectiveAccess }: NginxContext,
  formats: readonly {
    readonly name: string;
    readonly pieces: readonly { readonly kind: string; readonly name?: string; readonly at: FileSpan }[];
  }[],
): FileSpan | null {
  if (effectiveAccess.state !== "set") return null;
  for (const { formatName } of effectiveAccess.logs) {
    const pieces = formats.find(({ name }) => name === formatName)?.pieces ?? [];
    const id = pieces.find(({ kind, name }) => kind === "variable" && name === "request_id");
    if (id !== undefined) return id.at;
  }
  return null;
}

/** The headers that are set for the context: those of the innermost level that has any; null where an include may hold some. */
function headersOf({ context, around }: PlacedContext): readonly NginxDirective[] | null {
  for (const level of [context, ...around.toReversed()]) {
    if (level.directives.some(({ name }) => name === "include")) return null;
    const own = level.directives.filter(({ name }) => name === "proxy_set_header");
    if (own.length > 0) return own;
  }
  return [];
}

/** True where a level above sends the id and a level below drops it: nginx/proxy-header-lost tells of that. */
function isDropped({ context, around }: PlacedContext): boolean {
  return [context, ...around].some((level) =>
    level.directives.some((directive) => directive.name === "proxy_set_header" && carriesId(directive)),
  );
}

/** The id itself, or a variable of somebody's own that may hold it. */
function carriesId({ args }: NginxDirective): boolean {
  const name = args[0]?.value ?? "";
  return (
    /request_?-?id|correlation|trace/i.test(name) || args.some(({ value }) => value.includes("request_id"))
  );
}

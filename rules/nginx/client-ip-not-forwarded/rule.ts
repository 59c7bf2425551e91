import { defineRule, type PlannedFix } from "../../../src/engine/rule.ts";
import {
  contextsOf,
  isFileForDevelopment,
  isQuietLocation,
  nameOfContext,
  type PlacedContext,
} from "../../../src/model/nginx-contexts.ts";
import type { NginxContext, NginxDirective } from "../../../src/model/nginx.ts";

const CARRIERS = new Set([
  "x-forwarded-for",
  "x-real-ip",
  "forwarded",
  "x-client-ip",
  "x-forwarded-client-ip",
  "cf-connecting-ip",
  "true-client-ip",
]);

export default defineRule({
  id: "nginx/client-ip-not-forwarded",
  since: "0.1.0",
  layer: "nginx",
  summary: "the application never learns the address of the client",
  severity: "warning",
  confidence: "medium",
  presets: ["recommended"],
  fixable: "unsafe",
  messages: {
    missing: {
      what: "{place} passes requests on without the address of the client.",
      why: "gunicorn and Django then see and log the address of nginx for everybody, so their logs cannot say who it was.",
      instead: "Add proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for beside it.",
    },
    client: {
      what: "X-Forwarded-For is passed on as the client sent it, without the address that nginx sees.",
      why: "The application logs whatever the client writes there, or nothing.",
      instead: "Write proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for.",
    },
  },
  references: ["nginx documentation: proxy_set_header", "CIS NGINX Benchmark 3.7"],
  check(stack, report) {
    if (stack.gunicorn.length === 0 && stack.django.length === 0) return;
    const seen = new Set<string>();
    for (const nginx of stack.nginx) {
      // Behind a proxy that nginx trusts, the header as it came may be the better one.
      const trusted = contextsOf(nginx).some(({ context }) =>
        context.directives.some((each) => each.name === "set_real_ip_from"),
      );
      const missing = new Map<NginxContext, { pass: NginxDirective; place: string }[]>();
      for (const placed of contextsOf(nginx)) {
        const pass = localPass(placed.context);
        if (pass === null || isQuietLocation(placed.context) || isFileForDevelopment(stack, pass.at.file))
          continue;
        const headers = effectiveHeaders(placed, nginx.scope === "main");
        if (headers === null) continue;
        const forwarded = headers.find((header) => nameOf(header) === "x-forwarded-for");
        if (
          forwarded !== undefined &&
          /^\$\{?http_x_forwarded_for\}?$/i.test(forwarded.args[1]?.value ?? "")
        ) {
          const key = `${forwarded.at.file}:${String(forwarded.at.start)}`;
          const real = headers.some((header) => nameOf(header) === "x-real-ip");
          if (!real && !trusted && !seen.has(key))
            report({ message: "client", at: forwarded.at, confidence: "low", fix: clientFix(forwarded) });
          seen.add(key);
        } else if (
          !headers.some(carries) &&
          !placed.around.some(({ directives }) => directives.some(carries))
        ) {
          const server = placed.around.find((each) => each.kind === "server") ?? nginx.root;
          const known = missing.get(server) ?? [];
          missing.set(server, [...known, { pass, place: nameOfContext(placed.context) }]);
        }
      }
      for (const [first, ...others] of missing.values()) {
        if (first === undefined) continue;
        const key = `${first.pass.at.file}:${String(first.pass.at.start)}`;
        if (seen.has(key)) continue;
        seen.add(key);
        const related = others.slice(0, 5).map(({ pass }) => ({ ...pass.at, label: "here too" }));
        report({ message: "missing", at: first.pass.at, related, data: { place: first.place } });
      }
    }
  },
});

/** The application gets a list where it got one address. */
function clientFix({ args }: NginxDirective): PlannedFix | null {
  const value = args[1];
  if (value === undefined) return null;
  const edit = { ...value.at, how: "replace", was: value.value, text: "$proxy_add_x_forwarded_for" } as const;
  return { safety: "unsafe", title: "Write $proxy_add_x_forwarded_for", edits: [edit] };
}

/** proxy_pass to the same machine or a container: not to another site, which has no business with the address. */
function localPass(context: NginxContext): NginxDirective | null {
  const pass = context.directives.find((directive) => directive.name === "proxy_pass");
  const target = pass?.args[0];
  if (pass === undefined || target === undefined || target.placeholder || context.kind !== "location")
    return null;
  const host = /^http:\/\/(unix:|[\w-]+|127\.\d+\.\d+\.\d+|\[::1\])(?:[:/]|$)/.exec(target.value)?.[1];
  return host === undefined && !target.value.startsWith("http://unix:") ? null : pass;
}

/** The proxy_set_header lines in force; null when some level could hold more than was read. */
function effectiveHeaders(
  { context, around }: PlacedContext,
  whole: boolean,
): readonly NginxDirective[] | null {
  for (const level of [context, ...around.toReversed()]) {
    if (level.directives.some((directive) => directive.name === "include" && !isHarmless(directive)))
      return null;
    const headers = level.directives.filter((directive) => directive.name === "proxy_set_header");
    if (headers.length > 0) return headers;
  }
  return whole ? [] : null;
}

/** Unread includes that set no headers. */
function isHarmless(include: NginxDirective): boolean {
  return /(?:^|\/)(?:mime\.types|(?:fastcgi|uwsgi|scgi)_params|modules-enabled\/\*\.conf)$/.test(
    include.args[0]?.value ?? "",
  );
}

/** Sends the client's address. Where an outer level has one that is lost, nginx/proxy-header-lost tells of it. */
function carries(directive: NginxDirective): boolean {
  return directive.name === "proxy_set_header" && CARRIERS.has(nameOf(directive));
}

function nameOf(header: NginxDirective): string {
  return (header.args[0]?.value ?? "").toLowerCase();
}

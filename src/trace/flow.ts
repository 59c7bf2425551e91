import type { NginxContext, NginxDirective } from "../model/nginx.ts";
import { directiveIn, nameOfContext, passOf } from "../model/nginx-contexts.ts";
import type { Step } from "../routes/route.ts";
import { chooseLocation, namedLocation } from "./location.ts";
import { matchesPattern } from "./pattern.ts";
import type { TraceRequest } from "./request.ts";

/** Where nginx ends up with a request: the context whose logs record it, the status, and what it is passed to. */
export interface Flow {
  readonly context: NginxContext;
  /** The location that passed the request to the application; null when nginx answers itself. */
  readonly passed: NginxContext | null;
  /** Null when it depends on what is not known, such as files on disk. */
  readonly status: number | null;
  readonly steps: readonly Step[];
  readonly sure: boolean;
}

interface State {
  readonly server: NginxContext;
  readonly steps: Step[];
  sure: boolean;
  uri: string;
}

const MAX_REDIRECTS = 10;

/** Follows a request through a server: return, rewrite, the location, try_files, the upstream, error_page. */
export function followRequest(server: NginxContext, uri: string, request: TraceRequest): Flow {
  const state: State = { server, steps: [], sure: true, uri };
  const early = returned(server);
  // A `return` of the server itself comes before any location is chosen: the server's own log records it.
  if (early !== null) return answer(state, server, early.status, early.directive);
  let named: NginxContext | null = null;
  for (let jumps = 0; jumps < MAX_REDIRECTS; jumps++) {
    const location = named ?? pick(state);
    named = null;
    const context = location ?? server;
    const own = returned(context);
    if (own !== null) return withErrorPage(state, context, own.status, own.directive, request);
    const rewritten = rewrite(state, context);
    if (rewritten !== null) {
      state.uri = rewritten;
      continue;
    }
    const next = tryFiles(state, context);
    if (next !== null && next.startsWith("@")) {
      named = namedLocation(server, next);
      if (named !== null) continue;
    } else if (next !== null && /^=\d{3}$/.test(next)) {
      return withErrorPage(
        state,
        context,
        Number(next.slice(1)),
        directiveIn(context, "try_files") ?? null,
        request,
      );
    } else if (next !== null && passOf(context) === null) {
      state.uri = next.replace("$uri", state.uri).replace(/\?.*$|\$is_args\$args$|\$args$/, "");
      if (jumps > 0) break;
      continue;
    }
    return passOrServe(state, context, request);
  }
  state.sure = false;
  return { context: server, passed: null, status: null, steps: state.steps, sure: false };
}

function pick(state: State): NginxContext | null {
  const { context, sure } = chooseLocation(state.server, state.uri);
  const what = context === null ? "no location matches" : nameOfContext(context);
  if (!sure) state.sure = false;
  state.steps.push({
    what,
    verdict: sure ? "pass" : "maybe",
    ...(sure ? {} : { why: "a regular expression before it is not decided here" }),
    at: context?.at ?? null,
  });
  return context;
}

function passOrServe(state: State, context: NginxContext, request: TraceRequest): Flow {
  const pass = passOf(context);
  if (pass === null) {
    state.steps.push({
      what: "nginx serves it from files",
      verdict: "pass",
      at: directiveIn(context, "root")?.at ?? context.at,
    });
    return { context, passed: null, status: request.status, steps: state.steps, sure: state.sure };
  }
  state.steps.push({ what: `${pass.name} ${pass.args[0]?.value ?? ""}`, verdict: "pass", at: pass.at });
  const status = request.upstreamDown ? 502 : (request.status ?? (request.exception ? 500 : 200));
  if (request.upstreamDown) {
    state.steps.push({
      what: "nothing answers there",
      verdict: "pass",
      why: "nginx makes the status 502",
      at: pass.at,
    });
  }
  const intercepts = directiveIn(context, "proxy_intercept_errors")?.args[0]?.value === "on";
  const byNginx = request.upstreamDown || status === 504 || intercepts;
  const flow = byNginx
    ? withErrorPage(state, context, status, null, request)
    : finish(state, context, status);
  return { ...flow, passed: context };
}

/** `error_page` sends what nginx itself refuses to another URI or location; its log records the request then. */
function withErrorPage(
  state: State,
  context: NginxContext,
  status: number,
  by: NginxDirective | null,
  request: TraceRequest,
): Flow {
  if (by !== null)
    state.steps.push({
      what: `${by.name} ${by.args.map((arg) => arg.value).join(" ")}`,
      verdict: "pass",
      at: by.at,
    });
  const page = status < 300 ? null : errorPage(context, state.server, status);
  if (page === null) return finish(state, context, status);
  const target = page.directive.args.at(-1)?.value ?? "";
  state.steps.push({
    what: `error_page ${String(status)} leads to ${target}`,
    verdict: "pass",
    at: page.directive.at,
  });
  const inner = target.startsWith("@")
    ? namedLocation(state.server, target)
    : chooseLocation(state.server, target).context;
  const shown = page.status ?? status;
  if (inner === null) return finish(state, state.server, shown);
  state.steps.push({ what: `${nameOfContext(inner)} records it`, verdict: "pass", at: inner.at });
  const flow = finish(state, inner, shown);
  // An error page that is itself passed on has the application's status.
  return passOf(inner) === null || page.status !== null
    ? flow
    : { ...flow, status: request.upstreamDown ? shown : null };
}

/** The error_page in force: of the location, else inherited whole from the server (`ngx_http_core_error_page`). */
function errorPage(
  context: NginxContext,
  server: NginxContext,
  status: number,
): { readonly directive: NginxDirective; readonly status: number | null } | null {
  const own = context.directives.some((each) => each.name === "error_page") ? context : server;
  for (const directive of own.directives) {
    if (directive.name !== "error_page") continue;
    const words = directive.args.map((arg) => arg.value);
    if (!words.slice(0, -1).includes(String(status))) continue;
    const change = words.find((word) => /^=\d{3}$/.test(word));
    return { directive, status: change === undefined ? null : Number(change.slice(1)) };
  }
  return null;
}

function finish(state: State, context: NginxContext, status: number | null): Flow {
  return { context, passed: null, status, steps: state.steps, sure: state.sure };
}

function answer(state: State, context: NginxContext, status: number, by: NginxDirective): Flow {
  state.steps.push({
    what: `return ${by.args.map((arg) => arg.value).join(" ")}`,
    verdict: "pass",
    at: by.at,
  });
  return finish(state, context, status);
}

function returned(
  context: NginxContext,
): { readonly status: number; readonly directive: NginxDirective } | null {
  const directive = context.directives.find((each) => each.name === "return");
  const first = directive?.args[0]?.value;
  if (directive === undefined || first === undefined) return null;
  return { directive, status: /^\d{3}$/.test(first) ? Number(first) : 302 };
}

function rewrite(state: State, context: NginxContext): string | null {
  for (const directive of context.directives) {
    if (directive.name !== "rewrite") continue;
    const [pattern, replacement, flag] = directive.args.map((arg) => arg.value);
    if (pattern === undefined || replacement === undefined || flag === "break") continue;
    const found = matchesPattern(pattern, state.uri, false);
    if (found === null) state.sure = false;
    if (found === null || found === false || flag === "redirect" || flag === "permanent") continue;
    state.steps.push({ what: `rewrite ${pattern} ${replacement}`, verdict: "pass", at: directive.at });
    return replacement
      .replaceAll(/\$(\d)/g, (_, index: string) => found[Number(index)] ?? "")
      .replace(/\?.*$/, "");
  }
  return null;
}

/** The last word of try_files, taken when no file is there: which files exist is not known, so the application's way is shown. */
function tryFiles(state: State, context: NginxContext): string | null {
  const directive = directiveIn(context, "try_files");
  const last = directive?.args.at(-1)?.value;
  if (directive === undefined || last === undefined) return null;
  state.steps.push({
    what: `try_files leads to ${last}`,
    verdict: "maybe",
    why: "when none of the files before it exists",
    at: directive.at,
  });
  return last;
}

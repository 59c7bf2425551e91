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
  /** `$args` where the request is recorded: an error page at a URI has its own. Null: the request's. */
  readonly args: string | null;
  readonly steps: readonly Step[];
  readonly sure: boolean;
}

interface State {
  readonly server: NginxContext;
  /** What surrounds the server, innermost first. */
  readonly outer: readonly NginxContext[];
  /** Does nothing answer where this location passes to? */
  readonly isDown: (location: NginxContext) => boolean;
  readonly steps: Step[];
  sure: boolean;
  uri: string;
}

const MAX_REDIRECTS = 10;

/** Follows a request through a server: return, rewrite, the location, try_files, the upstream, error_page. */
export function followRequest(
  server: NginxContext,
  outer: readonly NginxContext[],
  uri: string,
  request: TraceRequest,
  isDown: (location: NginxContext) => boolean = () => request.upstreamDown,
): Flow {
  const state: State = { server, outer, isDown, steps: [], sure: true, uri };
  const early = returned(server);
  // A `return` of the server itself comes before any location is chosen: the server's own log records it.
  if (early !== null) return answer(state, server, early.status, early.directive);
  let named: NginxContext | null = null;
  for (let jumps = 0; jumps < MAX_REDIRECTS; jumps++) {
    const location = named ?? pick(state);
    named = null;
    const context = location ?? server;
    const own = returned(context);
    if (own !== null) return withErrorPage(state, context, own.status, own.directive);
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
      return withErrorPage(state, context, Number(next.slice(1)), directiveIn(context, "try_files") ?? null);
    } else if (next !== null && passOf(context) === null) {
      state.uri = next.replace("$uri", state.uri).replace(/\?.*$|\$is_args\$args$|\$args$/, "");
      if (jumps > 0) break;
      continue;
    }
    return passOrServe(state, context, request);
  }
  state.sure = false;
  return { context: server, passed: null, status: null, args: null, steps: state.steps, sure: false };
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
    return {
      context,
      passed: null,
      status: request.status,
      args: null,
      steps: state.steps,
      sure: state.sure,
    };
  }
  state.steps.push({ what: `${pass.name} ${pass.args[0]?.value ?? ""}`, verdict: "pass", at: pass.at });
  const down = state.isDown(context);
  const status = down ? 502 : (request.status ?? (request.exception ? 500 : 200));
  if (down) {
    state.steps.push({
      what: "nothing answers there",
      verdict: "pass",
      why: "nginx makes the status 502",
      at: pass.at,
    });
  }
  const intercepts = directiveIn(context, "proxy_intercept_errors")?.args[0]?.value === "on";
  const byNginx = down || status === 504 || intercepts;
  const flow = byNginx ? withErrorPage(state, context, status, null) : finish(state, context, status);
  return { ...flow, passed: context };
}

/** `error_page` sends what nginx itself refuses to another URI or location; its log records the request then. */
function withErrorPage(state: State, context: NginxContext, status: number, by: NginxDirective | null): Flow {
  if (by !== null)
    state.steps.push({
      what: `${by.name} ${by.args.map((arg) => arg.value).join(" ")}`,
      verdict: "pass",
      at: by.at,
    });
  const page = status < 300 ? null : errorPage(aroundOf(state, context), status);
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
  // `=` alone takes the status of the page, `=200` replaces it; else the first error stays, whatever the page answers.
  const shown = page.change === "page" ? pageStatus(inner) : (page.change ?? status);
  if (inner === null) return finish(state, state.server, shown);
  state.steps.push({ what: `${nameOfContext(inner)} records it`, verdict: "pass", at: inner.at });
  // A page that is itself passed to an application that is down is a new error, which no second page catches.
  if (passOf(inner) !== null && state.isDown(inner)) return finish(state, inner, 502);
  const args = target.startsWith("@") ? null : (target.split("?")[1] ?? "");
  return { ...finish(state, inner, shown), args };
}

/** The status that an error page has of its own; null when an application or a file decides it. */
function pageStatus(page: NginxContext | null): number | null {
  return page === null ? null : (returned(page)?.status ?? null);
}

/** The error_page in force: of the innermost level that has any, whole (`ngx_http_core_merge_loc_conf`). */
function errorPage(
  around: readonly NginxContext[],
  status: number,
): { readonly directive: NginxDirective; readonly change: number | "page" | null } | null {
  const own = around.find((context) => context.directives.some((each) => each.name === "error_page"));
  for (const directive of own?.directives ?? []) {
    if (directive.name !== "error_page") continue;
    const words = directive.args.map((arg) => arg.value);
    if (!words.slice(0, -1).includes(String(status))) continue;
    const change = words.slice(0, -1).find((word) => word.startsWith("="));
    if (change === undefined) return { directive, change: null };
    return { directive, change: change === "=" ? "page" : Number(change.slice(1)) };
  }
  return null;
}

/** A context with all around it, innermost first. */
function aroundOf(state: State, context: NginxContext): NginxContext[] {
  return [...pathTo(state.server, context).reverse(), ...state.outer];
}

function pathTo(outer: NginxContext, wanted: NginxContext): NginxContext[] {
  if (outer === wanted) return [outer];
  for (const child of outer.children) {
    const below = pathTo(child, wanted);
    if (below.length > 0) return [outer, ...below];
  }
  return [];
}

function finish(state: State, context: NginxContext, status: number | null): Flow {
  return { context, passed: null, status, args: null, steps: state.steps, sure: state.sure };
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

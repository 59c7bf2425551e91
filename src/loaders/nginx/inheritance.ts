import type { EffectiveAccess, EffectiveError, InheritedFrom, NginxContext } from "../../model/nginx.ts";
import type { ContextDraft } from "./contexts.ts";
import { isErrorFile } from "./error-log.ts";
import { cannotBringLogging } from "./unresolved-includes.ts";

/** The compiled-in log paths; null where the build does not decide. */
export interface CompiledIn {
  readonly access: string | null;
  readonly error: string | null;
}

/** What a level hands down to those inside it. */
interface Inherited {
  readonly access: EffectiveAccess;
  readonly error: readonly EffectiveError[];
}

const NOT_HTTP: EffectiveAccess = { state: "unknown", why: "not a context that answers http requests" };

/**
 * Fills what takes effect in every context, from the outside in: a level with access_log or error_log of its own has
 * exactly these, any other has its parent's; `off` beats paths beside it. ngx_http_log_module.c
 * ngx_http_log_merge_loc_conf, ngx_http_core_module.c ngx_http_core_merge_loc_conf, ngx_log.c ngx_log_open_default.
 * `whole` is false for a fragment, whose surroundings may have set something.
 */
export function applyInheritance(root: ContextDraft, whole: boolean, compiled: CompiledIn): void {
  const open: [ContextDraft, Inherited][] = [[root, outermost(root, whole)]];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [draft, inherited] = next;
    const access = accessOf(draft, inherited.access, compiled, whole);
    const error = errorOf(draft, inherited.error, compiled, whole);
    draft.context.effectiveAccess = access;
    draft.context.effectiveError = error;
    draft.context.children = draft.children.map((child) => child.context);
    const down = { access: handedDown(access, draft), error: error.map((each) => errorDown(each, draft)) };
    for (const child of draft.children) open.push([child, down]);
  }
}

function outermost(root: ContextDraft, whole: boolean): Inherited {
  if (whole) return { access: NOT_HTTP, error: [] };
  if (root.place === "stream") return { access: { state: "set", logs: [], inheritedFrom: null }, error: [] };
  return {
    access: { state: "unknown", why: "what surrounds this file is not known, and it decides" },
    error: [],
  };
}

function accessOf(
  draft: ContextDraft,
  inherited: EffectiveAccess,
  compiled: CompiledIn,
  whole: boolean,
): EffectiveAccess {
  const own = draft.accessLogs;
  const off = own.find((log) => log.off);
  switch (draft.place) {
    case "http":
    case "server":
    case "server-if":
    case "location":
    case "location-if":
    case "limit_except":
    case "stream":
    case "stream-server":
      break;
    default:
      return NOT_HTTP;
  }
  if (off !== undefined) {
    return { state: "off", at: off.at, inheritedFrom: null, cancelled: own.filter((log) => !log.off) };
  }
  if (own.length > 0) return { state: "set", logs: own, inheritedFrom: null };
  const unread = draft.unread.find((include) => !cannotBringLogging(include.pattern));
  if (unread !== undefined) return { state: "unknown", why: `include ${unread.pattern} could not be read` };
  if (draft.place === "http" && whole) return { state: "default", path: compiled.access };
  if (draft.place === "stream" && whole) return { state: "set", logs: [], inheritedFrom: null };
  return inherited;
}

function errorOf(
  draft: ContextDraft,
  inherited: readonly EffectiveError[],
  compiled: CompiledIn,
  whole: boolean,
): readonly EffectiveError[] {
  const own = draft.errorLogs.map((log): EffectiveError => {
    return { target: log.target.value, level: log.level, state: "set", at: log.at, inheritedFrom: null };
  });
  if (draft.parent === null && whole) {
    const file = own.some((each) => each.target !== null && opensFile(each.target));
    if (file) return own;
    return [
      ...own,
      { target: compiled.error, level: "error", state: "default", at: null, inheritedFrom: null },
    ];
  }
  return own.length > 0 ? own : inherited;
}

/** stderr counts: nginx opens it as a file without a name. */
function opensFile(target: string): boolean {
  return target === "stderr" || isErrorFile(target);
}

function handedDown(access: EffectiveAccess, draft: ContextDraft): EffectiveAccess {
  if (access.state !== "set" && access.state !== "off") return access;
  return access.inheritedFrom === null ? { ...access, inheritedFrom: levelOf(draft.context) } : access;
}

function errorDown(error: EffectiveError, draft: ContextDraft): EffectiveError {
  return error.inheritedFrom === null ? { ...error, inheritedFrom: levelOf(draft.context) } : error;
}

/** The name of a level as others inherit from it. */
function levelOf(context: NginxContext): InheritedFrom {
  switch (context.kind) {
    case "main":
    case "http":
    case "server":
    case "location":
    case "stream":
    case "mail":
      return context.kind;
    case "stream-server":
    case "mail-server":
      return "server";
    default:
      return "location";
  }
}

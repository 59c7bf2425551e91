import type { EffectiveAccess, NginxContext, NginxInstance } from "../../src/model/nginx.ts";
import { isQuietLocation } from "../../src/model/nginx-contexts.ts";
import type { Stack } from "../../src/model/stack.ts";
import { backendsOf } from "../stack/backends.ts";
import type { FileSpan } from "../../src/text/span.ts";

/** What nginx records of the requests that it passes on. */
export interface ProxyLogging {
  /** Every context of every nginx that passes requests on. */
  readonly contexts: number;
  /** True when each of them logs each request; health checks and the like may go unlogged. */
  readonly logsAll: boolean;
  /** True when none certainly leaves requests out, and what surrounds the file decides for some: a site's file without its nginx.conf. */
  readonly mayLogAll: boolean;
  /** The targets, in the order met, without repetition. */
  readonly targets: readonly string[];
  /** The first `access_log` that is written. */
  readonly at: FileSpan | null;
}

/**
 * Looks through every nginx of the stack for contexts with `proxy_pass` or its kin, and for what they log; those that certainly pass their requests to
 * other gunicorns than `gunicorn` do not count.
 */
export function proxyLogging(stack: Stack, gunicorn: string): ProxyLogging {
  const contexts = stack.nginx.flatMap((nginx) =>
    proxyingContexts(nginx).filter((context) => {
      const backends = backendsOf(stack, nginx, context);
      return backends.length === 0 || backends.includes(gunicorn);
    }),
  );
  const targets = new Set<string>();
  let at: FileSpan | null = null;
  let logsAll = contexts.length > 0;
  let mayLogAll = logsAll;
  for (const context of contexts) {
    const { effectiveAccess } = context;
    const logged = targetsOf(effectiveAccess);
    if (logged.length === 0 && !isQuietLocation(context)) {
      logsAll = false;
      if (effectiveAccess.state !== "unknown") mayLogAll = false;
    }
    for (const target of logged) targets.add(target);
    if (at === null && effectiveAccess.state === "set") at = effectiveAccess.logs[0]?.at ?? null;
  }
  return { contexts: contexts.length, logsAll, mayLogAll, targets: [...targets], at };
}

/** Where an access log without a condition writes; empty when some requests may leave no line. */
function targetsOf(access: EffectiveAccess): readonly string[] {
  switch (access.state) {
    case "off":
    case "unknown":
      return [];
    case "default":
      return [access.path ?? "its compiled-in access log"];
    case "set":
      return access.logs
        .filter(({ condition, target }) => condition === null && target.value !== "/dev/null")
        .map(({ target }) => target.value);
  }
}

const PASSES = new Set(["proxy_pass", "uwsgi_pass", "scgi_pass", "fastcgi_pass"]);

function proxyingContexts(nginx: NginxInstance): readonly NginxContext[] {
  const found: NginxContext[] = [];
  const waiting: NginxContext[] = [nginx.root];
  for (let context = waiting.pop(); context !== undefined; context = waiting.pop()) {
    if (context.kind === "stream" || context.kind === "mail") continue;
    if (context.directives.some(({ name }) => PASSES.has(name))) found.push(context);
    for (const child of context.children.toReversed()) waiting.push(child);
  }
  return found;
}

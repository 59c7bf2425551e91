import { defineRule } from "../../../src/engine/rule.ts";
import { certainValue, placeOf } from "../../../src/model/fact.ts";
import type { GunicornInstance } from "../../../src/model/gunicorn.ts";
import {
  contextsOf,
  directiveIn,
  nameOfContext,
  type PlacedContext,
} from "../../../src/model/nginx-contexts.ts";
import type { NginxDirective, NginxInstance } from "../../../src/model/nginx.ts";
import { isForDevelopment } from "../../../src/model/purpose.ts";
import { backendsOf } from "../backends.ts";

/**
 * nginx waits for a response less long than gunicorn lets a worker be silent. A sync worker that hangs is killed after `timeout`, and WORKER TIMEOUT is
 * logged (arbiter.py, murder_workers, 20.1.0); nginx that gave up before has sent 504 and closed the connection, and a request that ends in between leaves
 * no cause anywhere.
 */
export default defineRule({
  id: "stack/timeout-order",
  since: "0.1.0",
  layer: "stack",
  summary: "nginx gives up on a request before gunicorn does, and no cause is logged",
  severity: "info",
  confidence: "medium",
  presets: ["recommended"],
  fixable: "no",
  messages: {
    later: {
      what: "nginx gives up on {place} after {nginx}, and gunicorn lets a worker hang for {gunicorn}.",
      why: "The client gets 504 while the worker goes on: gunicorn has not logged WORKER TIMEOUT then, and if the worker ends in between it never does: nothing tells why.",
      instead: "Set proxy_read_timeout above {gunicorn}, or timeout below {nginx}.",
    },
    never: {
      what: "nginx gives up on {place} after {nginx}, and gunicorn never: timeout is 0.",
      why: "The client gets 504 while the worker goes on: gunicorn never logs WORKER TIMEOUT, and nothing tells why.",
      instead: "Set timeout below {nginx}.",
    },
  },
  references: [
    "nginx ngx_http_proxy_module: proxy_read_timeout, 60s by default",
    "gunicorn arbiter.py, murder_workers (20.1.0)",
    "https://github.com/benoitc/gunicorn/issues/1243",
  ],
  check(stack, report) {
    if (isForDevelopment(stack.purpose)) return;
    const seen = new Set<string>();
    for (const nginx of stack.nginx) {
      for (const placed of contextsOf(nginx)) {
        const waits = readTimeout(nginx, placed);
        if (waits === null) continue;
        for (const name of backendsOf(stack, nginx, placed.context)) {
          const gunicorn = stack.gunicorn.find((each) => each.name === name);
          const timeout = gunicorn === undefined ? null : timeoutOf(gunicorn);
          if (gunicorn === undefined || timeout === null || seen.has(name)) continue;
          if (timeout !== 0 && timeout <= waits.seconds) continue;
          const at = placeOf(gunicorn.settings["timeout"]);
          if (at === undefined) continue;
          seen.add(name);
          const data = {
            place: nameOfContext(placed.context),
            nginx: `${String(waits.seconds)} s`,
            gunicorn: `${String(timeout)} s`,
          };
          const related =
            waits.directive === null
              ? [{ ...placed.context.at, label: "proxied here, with the default of proxy_read_timeout" }]
              : [{ ...waits.directive.at, label: "nginx gives up after this time" }];
          report({ message: timeout === 0 ? "never" : "later", data, at, related });
        }
      }
    }
  },
});

/** Seconds after which a worker that does nothing but one request is killed; null for workers whose heartbeat goes on beside a request. */
function timeoutOf(gunicorn: GunicornInstance): number | null {
  const timeout = certainValue(gunicorn.settings["timeout"]);
  const kind = certainValue(gunicorn.settings["worker_class"]);
  const threads = certainValue(gunicorn.settings["threads"]);
  return typeof timeout === "number" && kind === "sync" && threads === 1 ? timeout : null;
}

interface Waits {
  readonly seconds: number;
  readonly directive: NginxDirective | null;
}

/** proxy_read_timeout as it takes effect: the innermost one, 60 seconds where the whole configuration has none; null where it is not known. */
function readTimeout(nginx: NginxInstance, { context, around }: PlacedContext): Waits | null {
  for (const level of [context, ...around.toReversed()]) {
    if (level.directives.some(({ name }) => name === "include")) return null;
    const directive = directiveIn(level, "proxy_read_timeout");
    if (directive === undefined) continue;
    const [arg] = directive.args;
    const seconds = arg === undefined || arg.placeholder ? null : secondsOf(arg.value);
    return seconds === null ? null : { seconds, directive };
  }
  const isWhole = nginx.scope === "main" && nginx.complete;
  return isWhole ? { seconds: 60, directive: null } : null;
}

const UNITS: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400, "": 1 };

/** nginx's times (ngx_parse.c, ngx_parse_time): `90`, `90s`, `1m30s`. */
function secondsOf(text: string): number | null {
  if (!/^(?:\d{1,9}(?:ms|s|m|h|d)?\s?){1,6}$/.test(text)) return null;
  let seconds = 0;
  for (const [, digits = "", unit = ""] of text.matchAll(/(\d{1,9})(ms|s|m|h|d)?/g))
    seconds += Number(digits) * (UNITS[unit] ?? 1);
  return seconds;
}

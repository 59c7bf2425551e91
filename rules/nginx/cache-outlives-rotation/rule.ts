import { defineRule } from "../../../src/engine/rule.ts";
import { contextsOf, directiveIn, isFileForDevelopment } from "../../../src/model/nginx-contexts.ts";
import type { NginxContext, NginxDirective } from "../../../src/model/nginx.ts";
import { firstSight } from "../places.ts";

/** Longer than this, and lines of more than a moment go astray at each rotation. Milliseconds. */
const TOLERATED = 300_000;

export default defineRule({
  id: "nginx/cache-outlives-rotation",
  since: "0.1.0",
  layer: "nginx",
  summary: "open_log_file_cache keeps rotated files open for long",
  severity: "warning",
  confidence: "medium",
  presets: ["recommended"],
  fixable: "unsafe",
  messages: {
    stale: {
      what: "open_log_file_cache looks only every {valid} whether {path} is still the same file.",
      why: "The reopen signal that logrotate sends does not touch this cache: until then lines go into the renamed file, and are lost if that is compressed meanwhile.",
      instead: "Write valid=1m or less, and delaycompress in the logrotate stanza.",
    },
  },
  references: [
    "nginx documentation: open_log_file_cache",
    "nginx 1.22.1: src/http/modules/ngx_http_log_module.c, ngx_http_log_script_write",
  ],
  check(stack, report) {
    const isNew = firstSight();
    for (const nginx of stack.nginx) {
      for (const { context, around } of contextsOf(nginx)) {
        const log = context.accessLogs.find(({ off, target }) => !off && target.value.includes("$"));
        const cache = cacheOf([context, ...around.toReversed()]);
        if (log === undefined || log.target.placeholder || cache === null) continue;
        if (!isNew(cache.at) || isFileForDevelopment(stack, cache.at.file)) continue;
        const valid = cache.args.findLast((arg) => arg.value.startsWith("valid="))?.value.slice(6) ?? "60s";
        if (cache.args.some((arg) => arg.placeholder) || millisecondsOf(valid) <= TOLERATED) continue;
        const related = [{ ...log.at, label: "this path has variables, so the cache is used" }];
        report({
          message: "stale",
          at: cache.at,
          related,
          data: { valid, path: log.target.value },
          fix: {
            safety: "unsafe",
            title: "Write valid=1m",
            edits: [{ ...cache.at, how: "each", find: `valid=${valid}`, text: "valid=1m" }],
          },
        });
      }
    }
  },
});

/** The innermost open_log_file_cache decides; null when there is none, or it is off. */
function cacheOf(levels: readonly NginxContext[]): NginxDirective | null {
  for (const level of levels) {
    const cache = directiveIn(level, "open_log_file_cache");
    if (cache !== undefined) return cache.args[0]?.value === "off" ? null : cache;
  }
  return null;
}

const UNITS: Readonly<Record<string, number>> = {
  "": 1000,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  M: 2_592_000_000,
  y: 31_536_000_000,
};

/** nginx's time, such as 30s or 1h30m; 0 for one that nginx would refuse. */
function millisecondsOf(time: string): number {
  if (!/^(?:\d{1,9}(?:ms|[smhdwMy])){0,7}\d{1,9}(?:ms|[smhdwMy])?$/.test(time)) return 0;
  let sum = 0;
  for (const [, digits = "0", unit = ""] of time.matchAll(/(\d{1,9})(ms|[smhdwMy])?/g)) {
    sum += Number(digits) * (Object.hasOwn(UNITS, unit) ? (UNITS[unit] ?? 0) : 0);
  }
  return sum;
}

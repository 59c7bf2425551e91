import { defineRule } from "../../../src/engine/rule.ts";
import {
  contextsOf,
  directiveIn,
  isFileForDevelopment,
  isQuietLocation,
  nameOfContext,
  passOf,
  type PlacedContext,
} from "../../../src/model/nginx-contexts.ts";
import type { EffectiveError } from "../../../src/model/nginx.ts";
import type { FileSpan } from "../../../src/text/span.ts";

export default defineRule({
  id: "nginx/error-level-hides-upstream",
  since: "0.1.0",
  layer: "nginx",
  summary: "error_log at crit or above, or to /dev/null, where requests are proxied",
  severity: "warning",
  confidence: "high",
  presets: ["recommended"],
  fixable: "unsafe",
  messages: {
    hidden: {
      what: "error_log at {level} hides why a request to the application failed in {place}.",
      why: "nginx logs refused connections, timeouts and broken responses, the causes of 502 and 504, at level error; all of them are dropped.",
      instead: "Write the level warn or error there.",
    },
    discarded: {
      what: "error_log /dev/null discards why a request to the application failed in {place}.",
      why: "Refused connections, timeouts and broken responses, the causes of 502 and 504, are written nowhere.",
      instead: "Write error_log /var/log/nginx/error.log warn, and keep /dev/null for static files.",
    },
  },
  references: ["nginx 1.22.1: src/http/ngx_http_upstream.c, src/core/ngx_log.c", "CIS NGINX Benchmark 3.3"],
  check(stack, report) {
    for (const nginx of stack.nginx) {
      const hiding = new Map<string, { at: FileSpan; log: EffectiveError; places: PlacedContext[] }>();
      for (const placed of contextsOf(nginx)) {
        const logs = placed.context.effectiveError;
        const [log] = logs;
        if (log?.at == null || !logs.every(hides) || !isServed(placed)) continue;
        if (isFileForDevelopment(stack, log.at.file)) continue;
        const key = `${log.at.file}:${String(log.at.start)}`;
        const known = hiding.get(key);
        if (known === undefined) hiding.set(key, { at: log.at, log, places: [placed] });
        else known.places.push(placed);
      }
      for (const { at, log, places } of hiding.values()) {
        const [first] = places;
        if (first === undefined) continue;
        const related = places.slice(0, 5).flatMap(({ context }) => {
          const pass = passOf(context);
          return pass === null ? [] : [{ ...pass.at, label: "the causes of failures here are lost" }];
        });
        const data = { place: nameOfContext(first.context), level: log.level };
        if (log.target === "/dev/null") report({ message: "discarded", at, related, data });
        else {
          const [was, text] = [`${log.level};`, "error;"];
          const edits = [{ ...at, how: "replace", was, text }] as const;
          const fix = { safety: "unsafe", title: "Write the level error", edits } as const;
          report({ message: "hidden", at, related, data, fix });
        }
      }
    }
  },
});

function hides(log: EffectiveError): boolean {
  return log.target === "/dev/null" || log.level === "crit" || log.level === "alert" || log.level === "emerg";
}

function isServed({ context, around }: PlacedContext): boolean {
  if (context.kind !== "location" || passOf(context) === null) return false;
  return ![...around, context].some(
    (each) => isQuietLocation(each) || directiveIn(each, "internal") !== undefined,
  );
}

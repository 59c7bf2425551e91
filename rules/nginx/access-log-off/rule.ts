import { defineRule } from "../../../src/engine/rule.ts";
import { certainValue } from "../../../src/model/fact.ts";
import {
  contextsOf,
  directiveIn,
  isFileForDevelopment,
  isQuietLocation,
  nameOfContext,
  passOf,
  type PlacedContext,
} from "../../../src/model/nginx-contexts.ts";
import type { NginxContext } from "../../../src/model/nginx.ts";
import type { Stack } from "../../../src/model/stack.ts";
import type { FileSpan } from "../../../src/text/span.ts";

export default defineRule({
  id: "nginx/access-log-off",
  since: "0.1.0",
  layer: "nginx",
  summary: "access_log off where requests are proxied and no other layer records them",
  severity: "warning",
  confidence: "medium",
  presets: ["recommended"],
  fixable: "no",
  messages: {
    off: {
      what: "access_log off leaves no trace of the requests that {place} hands to the application.",
      why: "When something breaks there, neither nginx nor gunicorn can say who asked for what, and requests that time out appear in no log at all.",
      instead:
        "Drop the line, or keep off for health checks and static files alone; to thin out a busy log, use if= with a map.",
    },
  },
  references: ["nginx documentation: access_log", "OWASP Logging Cheat Sheet", "CIS NGINX Benchmark 3.2"],
  check(stack, report) {
    if (recordedElsewhere(stack)) return;
    for (const nginx of stack.nginx) {
      const silenced = new Map<string, { at: FileSpan; places: PlacedContext[] }>();
      const served = contextsOf(nginx).filter(isServed);
      const recording = new Set(
        served.filter(({ context }) => context.effectiveAccess.state !== "off").map(serverOf),
      );
      for (const placed of served) {
        const { effectiveAccess } = placed.context;
        if (effectiveAccess.state !== "off" || effectiveAccess.cancelled.length > 0) continue;
        if (isFileForDevelopment(stack, effectiveAccess.at.file)) continue;
        // Somebody chose this path among others that are recorded: a chatty endpoint, long polling, a websocket.
        if (recording.has(serverOf(placed)) && isOneOfMany(placed, effectiveAccess.at)) continue;
        const key = `${effectiveAccess.at.file}:${String(effectiveAccess.at.start)}`;
        const known = silenced.get(key);
        if (known === undefined) silenced.set(key, { at: effectiveAccess.at, places: [placed] });
        else known.places.push(placed);
      }
      for (const { at, places } of silenced.values()) {
        const related = places.slice(0, 5).flatMap(({ context }) => {
          const pass = passOf(context);
          return pass === null ? [] : [{ ...pass.at, label: "these requests are not recorded" }];
        });
        const [first] = places;
        if (first !== undefined)
          report({ message: "off", at, related, data: { place: nameOfContext(first.context) } });
      }
    }
  },
});

/** A location that proxies requests of clients: neither static files, health checks nor subrequests. */
function isServed({ context, around }: PlacedContext): boolean {
  if (context.kind !== "location" || passOf(context) === null) return false;
  const locations = [...around, context];
  return !locations.some((each) => isQuietLocation(each) || directiveIn(each, "internal") !== undefined);
}

/** The server around a context, or the outermost context of a fragment. */
function serverOf({ context, around }: PlacedContext): NginxContext {
  return around.findLast(({ kind }) => kind === "server") ?? around[0] ?? context;
}

/** Is `off` written in a location for one path, as opposed to the server or a location that takes every request? */
function isOneOfMany({ context, around }: PlacedContext, off: FileSpan): boolean {
  const owner = [...around, context].find(({ directives }) =>
    directives.some(({ at }) => at.file === off.file && at.start <= off.start && off.start < at.end),
  );
  const path = owner?.args.at(-1) ?? "";
  return owner?.kind === "location" && !/^(?:@.*|\^?\/?(?:\.\*|\(\.\*\))?\$?)$/.test(path);
}

/** gunicorn has an access log, or may have one that is not seen. */
function recordedElsewhere(stack: Stack): boolean {
  return stack.gunicorn.some((gunicorn) => {
    const accesslog = gunicorn.settings["accesslog"];
    if (accesslog === undefined) return true;
    return (
      certainValue(accesslog) !== null ||
      (accesslog.state === "default" && !gunicorn.commandKnown && gunicorn.configFile === null)
    );
  });
}

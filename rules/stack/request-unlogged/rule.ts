import { defineRule } from "../../../src/engine/rule.ts";
import { certainValue } from "../../../src/model/fact.ts";
import type { GunicornInstance } from "../../../src/model/gunicorn.ts";
import {
  contextsOf,
  directiveIn,
  hasBranches,
  isFileForDevelopment,
  isQuietLocation,
  nameOfContext,
  passOf,
  type PlacedContext,
} from "../../../src/model/nginx-contexts.ts";
import type { Stack } from "../../../src/model/stack.ts";
import type { Route } from "../../../src/routes/route.ts";
import { routesOf } from "../../../src/routes/routes.ts";
import type { FileSpan, LabelledSpan } from "../../../src/text/span.ts";
import { backendsOf } from "../backends.ts";

/**
 * Requests that nginx does not log and hands to a gunicorn whose access records end nowhere either: it has no accesslog while
 * another gunicorn has one, its worker makes no records, or LOGGING silences them. Where no gunicorn of the stack has an access
 * log, nginx/access-log-off says so.
 */
export default defineRule({
  id: "stack/request-unlogged",
  since: "0.1.0",
  layer: "stack",
  summary: "requests that neither nginx nor the gunicorn behind it records",
  severity: "warning",
  confidence: "high",
  presets: ["recommended"],
  fixable: "no",
  messages: {
    unlogged: {
      what: "Nobody records the requests of {place}: access_log is off here, and {name} writes no access line: {why}.",
      why: "When something breaks there, neither nginx nor gunicorn can say who asked for what, and when.",
      instead: "Drop access_log off, or let gunicorn's access lines through.",
    },
  },
  references: [
    "nginx documentation: access_log",
    "gunicorn glogging.py, Logger.access",
    "OWASP Logging Cheat Sheet",
  ],
  check(stack, report) {
    if (!stack.gunicorn.some(hasAccessLog) || logsRequestsItself(stack)) return;
    const silent = new Map<string, Route>();
    for (const route of routesOf(stack)) {
      if (route.event !== "gunicorn.access") continue;
      if (route.certain && route.sinks.every((sink) => sink.kind === "null"))
        silent.set(route.service, route);
    }
    if (silent.size === 0) return;
    const seen = new Set<string>();
    for (const nginx of stack.nginx.filter((each) => !hasBranches(each))) {
      for (const placed of contextsOf(nginx)) {
        const { effectiveAccess } = placed.context;
        const pass = passOf(placed.context);
        if (effectiveAccess.state !== "off" || pass === null || isMeant(placed, effectiveAccess.at)) continue;
        if (isFileForDevelopment(stack, effectiveAccess.at.file)) continue;
        const routes = backendsOf(stack, nginx, placed.context).map((name) => silent.get(name));
        const [route] = routes;
        const key = `${effectiveAccess.at.file}:${String(effectiveAccess.at.start)}`;
        if (route === undefined || routes.includes(undefined) || seen.has(key)) continue;
        seen.add(key);
        const [drop] = route.dropped;
        const related: LabelledSpan[] = [{ ...pass.at, label: `these requests go to ${route.service}` }];
        if (drop !== undefined) related.push({ ...drop.at, label: drop.why });
        const why = drop?.why ?? "its lines go nowhere";
        const data = { place: nameOfContext(placed.context), name: route.service, why };
        report({ message: "unlogged", data, at: effectiveAccess.at, related });
      }
    }
  },
});

function hasAccessLog(gunicorn: GunicornInstance): boolean {
  return certainValue(gunicorn.settings["accesslog"]) !== null;
}

/** A middleware of the project may record each request. */
function logsRequestsItself(stack: Stack): boolean {
  return stack.django.some((project) => {
    const middleware = certainValue(project.MIDDLEWARE);
    return (
      middleware === undefined ||
      middleware.some((each) => /log|audit|trac|telemetry|metric|monitor/i.test(each))
    );
  });
}

/** Health checks, static files, subrequests, and one path that somebody chose. */
function isMeant({ context, around }: PlacedContext, off: FileSpan): boolean {
  const locations = [...around, context].filter((each) => each.kind === "location");
  if (locations.length === 0) return true;
  if (locations.some((each) => isQuietLocation(each) || directiveIn(each, "internal") !== undefined))
    return true;
  const owner = locations.find(
    ({ block }) => block.file === off.file && block.start <= off.start && off.end <= block.end,
  );
  return owner !== undefined && !/^(?:@.*|\^?\/?(?:\.\*|\(\.\*\))?\$?)$/.test(owner.args.at(-1) ?? "");
}

import { certainValue } from "../model/fact.ts";
import type { GunicornInstance } from "../model/gunicorn.ts";
import type { AccessLog, NginxContext } from "../model/nginx.ts";
import { contextsOf } from "../model/nginx-contexts.ts";
import type { Process, Stack } from "../model/stack.ts";
import { isUvicorn } from "../routes/gunicorn-loggers.ts";
import { accessWay, errorWay } from "../routes/nginx-logs.ts";
import type { Route, Step } from "../routes/route.ts";
import { routesOf } from "../routes/routes.ts";
import { outsideStreams } from "../routes/standard-stream.ts";
import { djangoLines, djangoPath, type DjangoRecord } from "./django-line.ts";
import { followRequest, type Flow } from "./flow.ts";
import { gunicornLine, uvicornLine, type Arrival } from "./gunicorn-line.ts";
import { lostOn } from "./lost.ts";
import { nginxLine } from "./nginx-line.ts";
import { splitTarget, type Trace, type TraceLine, type TraceRequest } from "./request.ts";
import { chooseServer, type ChosenServer } from "./server.ts";
import { append } from "../text/append.ts";

/** Every line that one request leaves in nginx, gunicorn and Django, and where. Pure: nothing is sent or run. */
export function traceRequest(stack: Stack, request: TraceRequest): Trace {
  const chosen = chooseServer(stack.nginx, request.host);
  const { path, uri } = splitTarget(request.target);
  const steps: Step[] = [];
  const lines: TraceLine[] = [];
  let flow: Flow | null = null;
  if (chosen !== null) {
    steps.push({
      what: `${chosen.how} in ${chosen.nginx.file}`,
      verdict: chosen.sure ? "pass" : "maybe",
      ...(chosen.sure ? {} : { why: "a regular expression is not decided here" }),
      at: chosen.context.at,
    });
    flow = followRequest(chosen.context, surroundings(chosen, chosen.context).slice(1), uri, request);
    append(steps, flow.steps);
    append(lines, nginxLines(stack, chosen, flow, request));
  }
  const reaches = !request.upstreamDown && (flow === null || flow.passed !== null);
  const status = flow === null ? (request.status ?? (request.exception ? 500 : 200)) : flow.status;
  if (reaches) append(lines, applicationLines(stack, chosen, flow, request, status));
  return {
    request: { method: request.method, host: request.host, path, status },
    lines,
    nowhere: lines.every(
      (line) => line.lost?.certain !== false && line.sinks.every((sink) => sink.kind === "null"),
    ),
    steps,
  };
}

function nginxLines(stack: Stack, chosen: ChosenServer, flow: Flow, request: TraceRequest): TraceLine[] {
  const { nginx } = chosen;
  const process = stack.processes.find((each: Process) => each.runs === "nginx");
  const around = { nginx, process, streams: outsideStreams(process, "nginx") };
  const effective = flow.context.effectiveAccess;
  const logs: readonly (AccessLog | null)[] =
    effective.state === "set" ? effective.logs : effective.state === "unknown" ? [] : [null];
  const lines = logs.map((log): TraceLine => {
    const context: NginxContext =
      log === null // the compiled-in path, or access_log off
        ? flow.context
        : { ...flow.context, effectiveAccess: { state: "set", logs: [log], inheritedFrom: null } };
    const way = accessWay(context, around);
    const rendered =
      way.sinks.length === 0
        ? null
        : nginxLine(nginx, log, flow.passed ?? flow.context, chosen.context, request, flow);
    return {
      layer: "nginx",
      event: "nginx.access",
      text: rendered?.text ?? null,
      varies: rendered?.varies ?? [],
      sinks: way.sinks,
      ...lostOn(way.sinks, way.steps),
      at: log?.at ?? (effective.state === "off" ? effective.at : null),
    };
  });
  if (!request.upstreamDown || flow.passed === null) return lines;
  const way = errorWay(flow.passed, "error", around);
  const text = `connect() failed (111: Connection refused) while connecting to upstream, client: ${request.client}, request: "${request.method} ${request.target} HTTP/1.1", host: "${request.host}"`;
  return [
    ...lines,
    {
      layer: "nginx",
      event: "nginx.error",
      text,
      varies: [],
      sinks: way.sinks,
      ...lostOn(way.sinks, way.steps),
      at: way.steps[0]?.at ?? null,
    },
  ];
}

function applicationLines(
  stack: Stack,
  chosen: ChosenServer | null,
  flow: Flow | null,
  request: TraceRequest,
  status: number | null,
): TraceLine[] {
  const contexts = chosen === null || flow?.passed == null ? [] : surroundings(chosen, flow.passed);
  const lines: TraceLine[] = [];
  const record = recordOf(request);
  const asked = record === null ? undefined : { logger: record.logger, level: record.level };
  const gunicorns: readonly (GunicornInstance | null)[] =
    stack.gunicorn.length === 0 ? [null] : stack.gunicorn;
  const routes = routesOf(stack, asked);
  for (const gunicorn of gunicorns) {
    for (const route of routes) {
      if (gunicorn !== null && route.service !== gunicorn.name) continue;
      if (route.event === "gunicorn.access") {
        const peer = gunicorn === null ? request.client : peerOf(gunicorn, chosen, request);
        lines.push(accessLine(route, gunicorn, { contexts, peer, status }, request));
      } else if (record !== null && isAbout(route, record)) {
        const project = stack.django.find((each) => each.settings === route.settings);
        append(lines, djangoLines(route, project, record));
      }
    }
  }
  return lines;
}

/** An unhandled exception has a route of its own; any other record that Django makes of an answer is asked for by its logger. */
function isAbout(route: Route, record: DjangoRecord): boolean {
  if (record.hasTraceback) return route.event === "django.exception";
  return route.event === "django.logger" && route.logger === record.logger && route.level === record.level;
}

/** What Django logs of its answer: every status from 400 on (`django/core/handlers/base.py`, `log_response`). */
function recordOf(request: TraceRequest): DjangoRecord | null {
  const status = request.status ?? (request.exception ? 500 : 200);
  if (!request.exception && status < 400) return null;
  const { path } = splitTarget(request.target);
  const reason = request.exception ? "Internal Server Error" : REASONS.get(status);
  if (reason === undefined) return null;
  return {
    logger: "django.request",
    level: request.exception || status >= 500 ? "ERROR" : "WARNING",
    message: `${reason}: ${djangoPath(path)}`,
    hasTraceback: request.exception,
    status: request.exception ? 500 : status,
    request: `<WSGIRequest: ${request.method} '${request.target}'>`,
  };
}

/** Reasons by status of `http.client.responses`, for answers that Django's own views give. */
const REASONS: ReadonlyMap<number, string> = new Map([
  [400, "Bad Request"],
  [401, "Unauthorized"],
  [403, "Forbidden"],
  [404, "Not Found"],
  [405, "Method Not Allowed"],
  [409, "Conflict"],
  [410, "Gone"],
  [429, "Too Many Requests"],
  [500, "Internal Server Error"],
  [502, "Bad Gateway"],
  [503, "Service Unavailable"],
  [504, "Gateway Timeout"],
]);

function accessLine(
  route: Route,
  gunicorn: GunicornInstance | null,
  arrival: Arrival,
  request: TraceRequest,
): TraceLine {
  const at = route.steps.findLast((step) => step.at !== null)?.at ?? null;
  const format = gunicorn?.accessFormat ?? null;
  const isRendered = format !== null && route.sinks.length > 0;
  const rendered = !isRendered
    ? null
    : gunicorn !== null && isUvicorn(gunicorn)
      ? uvicornLine(arrival, request)
      : gunicornLine(format, arrival, request);
  return {
    layer: "gunicorn",
    event: route.event,
    text: rendered?.text ?? null,
    varies: rendered?.varies ?? [],
    sinks: route.sinks,
    ...lostOn(route.sinks, route.steps),
    at,
  };
}

/** REMOTE_ADDR: nginx's own address, the client's without nginx, nothing on a unix socket. */
function peerOf(gunicorn: GunicornInstance, chosen: ChosenServer | null, request: TraceRequest): string {
  const bind = certainValue(gunicorn.settings["bind"]);
  const first = Array.isArray(bind) ? (bind as readonly unknown[])[0] : bind;
  if (typeof first === "string" && first.startsWith("unix:")) return "";
  return chosen === null ? request.client : "127.0.0.1";
}

/** The location and all around it, innermost first: the order in which proxy_set_header is looked for. */
function surroundings(chosen: ChosenServer, passed: NginxContext): NginxContext[] {
  const placed = contextsOf(chosen.nginx).find(({ context }) => context === passed);
  return placed === undefined ? [passed] : [passed, ...placed.around.toReversed()];
}

import { certainValue } from "../model/fact.ts";
import type { GunicornInstance } from "../model/gunicorn.ts";
import type { AccessLog, NginxContext } from "../model/nginx.ts";
import { contextsOf } from "../model/nginx-contexts.ts";
import type { Process, Stack } from "../model/stack.ts";
import { accessWay, errorWay } from "../routes/nginx-logs.ts";
import type { Route, Step } from "../routes/route.ts";
import { routesOf } from "../routes/routes.ts";
import { outsideStreams } from "../routes/standard-stream.ts";
import { followRequest, type Flow } from "./flow.ts";
import { gunicornLine, type Arrival } from "./gunicorn-line.ts";
import { nginxLine } from "./nginx-line.ts";
import { splitTarget, type Trace, type TraceLine, type TraceRequest } from "./request.ts";
import { chooseServer, type ChosenServer } from "./server.ts";

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
    steps.push(...flow.steps);
    lines.push(...nginxLines(stack, chosen, flow, request));
  }
  const reaches = !request.upstreamDown && (flow === null || flow.passed !== null);
  const status = flow === null ? (request.status ?? (request.exception ? 500 : 200)) : flow.status;
  if (reaches) lines.push(...applicationLines(stack, chosen, flow, request, status));
  return {
    request: { method: request.method, host: request.host, path, status },
    lines,
    nowhere: lines.every((line) => line.sinks.every((sink) => sink.kind === "null")),
    steps,
  };
}

function nginxLines(stack: Stack, chosen: ChosenServer, flow: Flow, request: TraceRequest): TraceLine[] {
  const { nginx } = chosen;
  const process = stack.processes.find((each: Process) => each.runs === "nginx");
  const around = { nginx, process, streams: outsideStreams(process, "nginx") };
  const effective = flow.context.effectiveAccess;
  const logs: readonly (AccessLog | null)[] =
    effective.state === "set" ? effective.logs : effective.state === "default" ? [null] : [];
  const lines = logs.map((log): TraceLine => {
    const context: NginxContext =
      log === null
        ? flow.context
        : { ...flow.context, effectiveAccess: { state: "set", logs: [log], inheritedFrom: null } };
    const way = accessWay(context, around);
    const rendered = nginxLine(nginx, log, flow.passed ?? flow.context, chosen.context, request, flow);
    return {
      layer: "nginx",
      event: "nginx.access",
      text: rendered?.text ?? null,
      varies: rendered?.varies ?? [],
      sinks: way.sinks,
      at: log?.at ?? null,
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
  const routes = routesOf(stack);
  for (const gunicorn of stack.gunicorn) {
    for (const route of routes.filter((each) => each.service === gunicorn.name)) {
      const line = lineOf(
        route,
        gunicorn,
        { contexts, peer: peerOf(gunicorn, chosen, request), status },
        request,
      );
      if (line !== null) lines.push(line);
    }
  }
  if (stack.gunicorn.length === 0) {
    for (const route of routes) {
      const line = lineOf(route, null, { contexts, peer: request.client, status }, request);
      if (line !== null) lines.push(line);
    }
  }
  return lines;
}

function lineOf(
  route: Route,
  gunicorn: GunicornInstance | null,
  arrival: Arrival,
  request: TraceRequest,
): TraceLine | null {
  const at = route.steps.findLast((step) => step.at !== null)?.at ?? null;
  if (route.event === "gunicorn.access") {
    const format = gunicorn?.accessFormat ?? null;
    const rendered =
      format === null || route.sinks.length === 0 ? null : gunicornLine(format, arrival, request);
    return {
      layer: "gunicorn",
      event: route.event,
      text: rendered?.text ?? null,
      varies: rendered?.varies ?? [],
      sinks: route.sinks,
      at,
    };
  }
  if (route.event === "django.exception" && request.exception) {
    const text = `Internal Server Error: ${splitTarget(request.target).path}\nTraceback (most recent call last): ...`;
    return { layer: "django", event: route.event, text, varies: ["the traceback"], sinks: route.sinks, at };
  }
  return null;
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

import type { AccessLog, EffectiveError, NginxContext, NginxInstance } from "../model/nginx.ts";
import type { Stack, Process } from "../model/stack.ts";
import { routeOf, type Route, type Sink, type Step } from "./route.ts";
import { fileSink, streamSinks } from "./sinks.ts";

interface Place {
  readonly server: string;
  readonly location?: string;
}

/**
 * The access and error routes of one nginx: one pair per server, and one for each location that logs otherwise than
 * what surrounds it.
 */
export function nginxRoutes(stack: Stack, nginx: NginxInstance): Route[] {
  const process = stack.processes.find((each) => each.runs === "nginx");
  const routes: Route[] = [];
  const pending: { context: NginxContext; parent: NginxContext | null; place: Place | null }[] = [
    { context: nginx.root, parent: null, place: null },
  ];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { context, parent, place } = next;
    const here = placeOf(context, place);
    if (here !== null && (context.kind === "server" || (parent !== null && differs(context, parent)))) {
      const head = { service: nginx.file, stack: stack.name, ...here };
      if (context.kind === "server" || !sameAccess(context, parent)) {
        routes.push(accessRoute({ event: "nginx.access", ...head }, context, process));
      }
      if (context.kind === "server" || !sameError(context, parent)) {
        routes.push(errorRoute({ event: "nginx.error", ...head }, context, process));
      }
    }
    for (const child of [...context.children].reverse())
      pending.push({ context: child, parent: context, place: here });
  }
  return routes;
}

type Head = Parameters<typeof routeOf>[0];

function accessRoute(head: Head, context: NginxContext, process: Process | undefined): Route {
  const effective = context.effectiveAccess;
  switch (effective.state) {
    case "off":
      return routeOf(
        head,
        [{ what: "access_log off", verdict: "drop", why: "access_log off", at: effective.at }],
        [],
      );
    case "unknown":
      return routeOf(head, [{ what: "access_log", verdict: "maybe", why: effective.why, at: null }], []);
    case "default": {
      const step: Step = {
        what: "no access_log is written: the compiled-in path, in the format combined",
        verdict: "pass",
        at: null,
      };
      const sinks = effective.path === null ? [] : [fileSink(effective.path)];
      const why = "the compiled-in path depends on the nginx build";
      return routeOf(head, effective.path === null ? [{ ...step, verdict: "maybe", why }] : [step], sinks);
    }
    case "set": {
      const steps = effective.logs.map((log) => accessStep(log));
      const sinks = effective.logs.flatMap((log) =>
        targetSinks(log.target.value, log.condition === null && !log.target.placeholder, process),
      );
      return routeOf(head, steps, sinks);
    }
  }
}

function accessStep(log: AccessLog): Step {
  const what = `access_log ${log.target.value}`;
  if (log.condition !== null)
    return { what, verdict: "maybe", why: `only when if=${log.condition.value} holds`, at: log.at };
  if (log.target.placeholder)
    return { what, verdict: "maybe", why: "the path holds a template placeholder", at: log.at };
  return { what, verdict: "pass", at: log.at };
}

function errorRoute(head: Head, context: NginxContext, process: Process | undefined): Route {
  if (context.effectiveError.length === 0) {
    const why = "what surrounds this file is not known, and it decides";
    return routeOf({ ...head, level: "error" }, [{ what: "error_log", verdict: "maybe", why, at: null }], []);
  }
  const steps = context.effectiveError.map((log): Step => {
    const what = `error_log ${log.target ?? "at the compiled-in path"} ${log.level}`;
    if (hidesErrors(log))
      return { what, verdict: "drop", why: `the level ${log.level} hides error and warn`, at: log.at };
    return { what: log.state === "default" ? `${what} (compiled in)` : what, verdict: "pass", at: log.at };
  });
  const sinks = context.effectiveError
    .filter((log) => !hidesErrors(log))
    .flatMap((log) => (log.target === null ? [] : targetSinks(log.target, true, process)));
  return routeOf({ ...head, level: "error" }, steps, sinks);
}

function hidesErrors(log: EffectiveError): boolean {
  return log.level === "crit" || log.level === "alert" || log.level === "emerg";
}

/** ngx_log_set_log and ngx_http_log_set_log: `stderr` is special for error_log alone, `syslog:` for both. */
function targetSinks(target: string, certain: boolean, process: Process | undefined): Sink[] {
  if (target === "/dev/null") return [{ kind: "null", read: null, certain }];
  if (target.startsWith("syslog:")) {
    const server = /server=([^,]+)/.exec(target)?.[1] ?? "";
    return [{ kind: "syslog", address: server, read: null, certain }];
  }
  if (target === "stderr" || target === "/dev/stderr") return streamSinks("stderr", "nginx", process?.stderr);
  if (target === "/dev/stdout") return streamSinks("stdout", "nginx", process?.stdout);
  return [fileSink(target, certain && !target.includes("$"))];
}

function placeOf(context: NginxContext, outer: Place | null): Place | null {
  if (context.kind === "server") {
    const names = context.directives
      .filter((directive) => directive.name === "server_name")
      .flatMap((each) => each.args.map((arg) => arg.value));
    const listens = context.directives
      .filter((directive) => directive.name === "listen")
      .map((each) => each.args[0]?.value ?? "");
    return { server: names.length > 0 ? names.join(" ") : (listens[0] ?? "_") };
  }
  if (context.kind === "location") {
    const words = context.args.join(" ");
    return { server: outer?.server ?? "_", location: words };
  }
  return outer;
}

function differs(context: NginxContext, parent: NginxContext): boolean {
  return context.kind === "location" && (!sameAccess(context, parent) || !sameError(context, parent));
}

function sameAccess(context: NginxContext, parent: NginxContext | null): boolean {
  return (
    parent !== null &&
    context.accessLogs.length === 0 &&
    context.effectiveAccess.state === parent.effectiveAccess.state
  );
}

function sameError(context: NginxContext, parent: NginxContext | null): boolean {
  return parent !== null && context.errorLogs.length === 0;
}

import type { NginxContext, NginxInstance } from "../model/nginx.ts";
import type { Process, Stack } from "../model/stack.ts";
import { accessWay, errorWay } from "./nginx-logs.ts";
import type { Route } from "./route.ts";
import { outsideStreams } from "./standard-stream.ts";
import { routeFor } from "./way.ts";
import { append } from "../text/append.ts";

interface Place {
  readonly server: string;
  readonly location?: string;
}

interface Visit {
  readonly context: NginxContext;
  readonly parent: NginxContext | null;
  readonly place: Place | null;
}

/**
 * The access and error routes of one nginx: one pair per server, and one for each location, `if` and `limit_except`
 * that logs otherwise than what surrounds it. Errors are those of level error; where a log hides these and shows
 * crit (a missing unix socket), that level has a route of its own.
 */
export function nginxRoutes(stack: Stack, nginx: NginxInstance): Route[] {
  const process = processOf(stack, nginx);
  const surroundings = { nginx, process, streams: outsideStreams(process, "nginx") };
  const routes: Route[] = [];
  const names = serverNames(nginx.root);
  const pending: Visit[] = [{ context: nginx.root, parent: null, place: null }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { context, parent, place } = next;
    const here = placeOf(context, place, names);
    const isServer = context.kind === "server" || context.kind === "stream-server";
    if (here !== null && (isServer || here !== place)) {
      const head = { service: nginx.file, stack: stack.name, ...here };
      if (isServer || !sameAccess(context, parent)) {
        routes.push(
          routeFor({ event: "nginx.access", ...head }, accessWay(context, surroundings), context.at),
        );
      }
      if (isServer || !sameError(context, parent)) {
        routes.push(
          routeFor(
            { event: "nginx.error", ...head, level: "error" },
            errorWay(context, "error", surroundings),
            context.at,
          ),
        );
        if (hidesOnlyErrors(context)) {
          const way = errorWay(context, "crit", surroundings);
          routes.push(routeFor({ event: "nginx.error", ...head, level: "crit" }, way, context.at));
        }
      }
    }
    for (const child of [...context.children].reverse())
      pending.push({ context: child, parent: context, place: here });
  }
  return routes;
}

/** The process that runs this nginx, where the files tell. */
export function processOf(stack: Stack, nginx: NginxInstance): Process | undefined {
  const running = stack.processes.filter((each) => each.runs === "nginx");
  const own = running.find((each) => each.name === nginx.process);
  if (own !== undefined) return own;
  return running.find((each) => each.command.includes(nginx.file)) ?? running[0];
}

function hidesOnlyErrors(context: NginxContext): boolean {
  return context.effectiveError.some((log) => log.level === "crit");
}

function placeOf(
  context: NginxContext,
  outer: Place | null,
  names: ReadonlyMap<NginxContext, string>,
): Place | null {
  switch (context.kind) {
    case "server":
    case "stream-server":
      return { server: names.get(context) ?? "_" };
    case "location":
      return { server: outer?.server ?? "_", location: context.args.join(" ") };
    case "if":
    case "limit_except": {
      if (outer === null || (context.accessLogs.length === 0 && context.errorLogs.length === 0)) return outer;
      const words = [context.kind, ...context.args].join(" ");
      return { ...outer, location: outer.location === undefined ? words : `${outer.location} ${words}` };
    }
    default:
      return outer;
  }
}

/** A name for each server; those of one name tell by what they listen on. */
export function serverNames(root: NginxContext): ReadonlyMap<NginxContext, string> {
  const servers: NginxContext[] = [];
  const open = [root];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next.kind === "server" || next.kind === "stream-server") servers.push(next);
    else append(open, next.children);
  }
  const counts = new Map<string, number>();
  for (const server of servers) {
    const name = serverName(server);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return new Map(
    servers.map((server) => {
      const name = serverName(server);
      const [listen] = wordsOf(server, "listen");
      const isOne = counts.get(name) === 1 || listen === undefined || listen === name;
      return [server, isOne ? name : `${name} on ${listen}`];
    }),
  );
}

function serverName(context: NginxContext): string {
  const names = wordsOf(context, "server_name").filter((name) => name !== "");
  if (names.length > 0) return names.join(" ");
  const listen = wordsOf(context, "listen")[0];
  if (context.kind === "stream-server") return `stream ${listen ?? ""}`.trim();
  return listen ?? "_";
}

function wordsOf(context: NginxContext, name: string): string[] {
  return context.directives
    .filter((directive) => directive.name === name)
    .flatMap((each) => each.args.map((arg) => arg.value));
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

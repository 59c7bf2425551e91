import type { NginxContext } from "../model/nginx.ts";
import type { Stack } from "../model/stack.ts";
import { accessWay, errorWay } from "../routes/nginx-logs.ts";
import { processOf, serverNames } from "../routes/nginx.ts";
import type { Route, Step } from "../routes/route.ts";
import { outsideStreams } from "../routes/standard-stream.ts";
import { after, routeFor } from "../routes/way.ts";
import { chooseLocation } from "./location.ts";
import { splitTarget } from "./request.ts";
import { chooseServer } from "./server.ts";
import { append } from "../text/append.ts";

/** One place of nginx: a Host, and the words of a location (`= /healthz`) or a path that one of them answers. */
export interface AskedPlace {
  readonly server: string | undefined;
  readonly location: string | undefined;
}

/**
 * The access and error routes of one place of nginx, also where it logs as what surrounds it does, and where no server has
 * the name: the server and location are those that nginx picks. Empty without nginx.
 */
export function placeRoutes(stack: Stack, { server, location }: AskedPlace): Route[] {
  const chosen = chooseServer(stack.nginx, server ?? "");
  if (chosen === null) return [];
  const { nginx, context: home } = chosen;
  const steps: Step[] = [{ what: chosen.how, verdict: chosen.sure ? "pass" : "maybe", at: home.at }];
  const found = location === undefined ? null : locationIn(home, location);
  if (location !== undefined)
    steps.push({
      what:
        found?.context == null
          ? `no location takes ${location}: the server itself does`
          : wordsOf(found.context),
      verdict: found?.sure === false ? "maybe" : "pass",
      ...(found?.sure === false ? { why: "a regular expression is not decided here" } : {}),
      at: (found?.context ?? home).at,
    });
  const context = found?.context ?? home;
  const process = processOf(stack, nginx);
  const around = { nginx, process, streams: outsideStreams(process, "nginx") };
  const head = {
    service: nginx.file,
    stack: stack.name,
    server: serverNames(nginx.root).get(home) ?? "_",
    ...(found?.context == null ? {} : { location: found.context.args.join(" ") }),
  };
  const access = accessWay(context, around);
  const error = errorWay(context, "error", around);
  return [
    routeFor(
      { event: "nginx.access", ...head },
      steps.reduceRight((way, step) => after(step, way), access),
      context.at,
    ),
    routeFor(
      { event: "nginx.error", ...head, level: "error" },
      steps.reduceRight((way, step) => after(step, way), error),
      context.at,
    ),
  ];
}

function locationIn(
  server: NginxContext,
  asked: string,
): { readonly context: NginxContext | null; readonly sure: boolean } | null {
  const inside: NginxContext[] = [];
  const open = [server];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next.kind === "location") inside.push(next);
    append(open, next.children);
  }
  const named = inside.find((context) => context.args.join(" ") === asked);
  if (named !== undefined) return { context: named, sure: true };
  return asked.startsWith("/") ? chooseLocation(server, splitTarget(asked).uri) : null;
}

function wordsOf({ args }: NginxContext): string {
  return `location ${args.join(" ")}`;
}

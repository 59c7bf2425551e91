import type { LogFile } from "../../routes/log-files.ts";
import type { Route } from "../../routes/route.ts";
import { loggersName, routeName } from "../where/route-names.ts";
import { trailKey, type EventsDraft, type ServiceDraft, type Trail } from "./map-draft.ts";
import { plain, trailsOf } from "./trails.ts";

/** The services of the routes, in order, each with its events; those that take the same way stand together. */
export function servicesOf(routes: readonly Route[], files: readonly LogFile[]): ServiceDraft[] {
  const several = new Set(routes.map((route) => route.stack)).size > 1;
  const services = new Map<string, Route[]>();
  for (const route of routes) {
    const parts = [route.stack, partOf(route), route.service, route.server, route.settings];
    const key = JSON.stringify(partOf(route) === "Django" ? parts : parts.slice(0, 4));
    const known = services.get(key);
    if (known === undefined) services.set(key, [route]);
    else known.push(route);
  }
  return [...services.values()].flatMap((own): ServiceDraft[] => {
    const [first] = own;
    return first === undefined ? [] : [{ ...headOf(first, several), events: eventsOf(own, files) }];
  });
}

function partOf({ event }: Route): "nginx" | "gunicorn" | "Django" {
  if (event.startsWith("nginx.")) return "nginx";
  return event.startsWith("gunicorn.") ? "gunicorn" : "Django";
}

function headOf(route: Route, several: boolean): Omit<ServiceDraft, "events"> {
  const part = partOf(route);
  const stack = several && route.stack !== route.service ? ` in ${plain(route.stack)}` : "";
  const service = plain(route.service);
  switch (part) {
    case "nginx": {
      const name = plain(route.server ?? "");
      const family = JSON.stringify([route.stack, route.service]);
      return { family, name, title: `nginx: ${name}`, subtitle: service + stack };
    }
    case "gunicorn":
      return { family: null, name: service, title: "gunicorn", subtitle: service + stack };
    case "Django": {
      const settings = plain(route.settings ?? "");
      const where =
        route.settings === route.service ? "started by something that is not here" : `in ${service}`;
      return { family: null, name: settings, title: `Django: ${settings}`, subtitle: where + stack };
    }
  }
}

function eventsOf(routes: readonly Route[], files: readonly LogFile[]): EventsDraft[] {
  const byWay = new Map<string, { routes: Route[]; trails: Trail[] }>();
  for (const route of routes) {
    const trails = trailsOf(route, files);
    const key = JSON.stringify(trails.map(trailKey));
    const known = byWay.get(key);
    if (known === undefined) byWay.set(key, { routes: [route], trails });
    else {
      known.routes.push(route);
      known.trails = known.trails.map((trail, index) => withPlaces(trail, trails[index]));
    }
  }
  return [...byWay.values()].map((each) => ({ ...each, names: namesOf(each.routes) }));
}

/** Ends that are one keep the lines of all. */
function withPlaces(trail: Trail, other: Trail | undefined): Trail {
  if (other === undefined) return trail;
  return { ...trail, end: { ...trail.end, places: [...trail.end.places, ...other.end.places] } };
}

/** Loggers that are here at the same levels share a name. */
function namesOf(routes: readonly Route[]): string[] {
  const byLogger = new Map<string, Route[]>();
  for (const route of routes) {
    if (route.event !== "django.logger") continue;
    const known = byLogger.get(route.logger ?? "");
    if (known === undefined) byLogger.set(route.logger ?? "", [route]);
    else known.push(route);
  }
  const byLevels = new Map<string, Route[]>();
  for (const own of byLogger.values()) {
    const levels = JSON.stringify(own.map((route) => route.level ?? ""));
    byLevels.set(levels, [...(byLevels.get(levels) ?? []), ...own]);
  }
  const names: string[] = [];
  for (const route of routes) {
    if (route.event !== "django.logger") names.push(plain(routeName(route)));
    for (const [levels, own] of byLevels) {
      if (own[0] !== route) continue;
      names.push(plain(loggersName(own)));
      byLevels.delete(levels);
    }
  }
  return [...new Set(names)];
}

import type { Route, Sink } from "../../routes/route.ts";

/** What a route is about, for people, in the words of those who look for it. */
export function routeName(route: Route): string {
  const place = route.location === undefined ? "" : ` ${route.location}`;
  switch (route.event) {
    case "nginx.access":
      return `requests${place}`;
    case "nginx.error":
      return route.level === "crit" ? `nginx crit and above${place}` : `nginx errors${place}`;
    case "gunicorn.access":
      return "gunicorn access log";
    case "gunicorn.error":
      return route.logger === undefined ? "gunicorn master" : "gunicorn workers";
    case "django.exception":
      return "unhandled exception";
    case "django.logger":
      if (route.logger === "django.server" || route.logger === "uvicorn.access") return "requests";
      if (route.logger === "uvicorn.error") return "uvicorn's errors";
      return `logger ${shownLogger(route)} ${route.level ?? ""}`.trimEnd();
    case "python.print":
      return "print()";
    case "python.stderr":
      return "stderr";
    case "python.warnings":
      return "warnings.warn()";
  }
}

/** Routes of loggers that end alike, as one: `loggers blog, posts`, `logger blog INFO`. */
export function loggersName(routes: readonly Route[]): string {
  const levels = new Set(routes.map((route) => route.level ?? ""));
  const names = [...new Set(routes.map(shownLogger))];
  const label = names.length === 1 ? "logger" : "loggers";
  const shown = names.slice(0, 3).join(", ");
  const more = names.length > 3 ? ` and ${String(names.length - 3)} more` : "";
  return levels.size === 1
    ? `${label} ${shown}${more} ${[...levels][0] ?? ""}`.trimEnd()
    : `${label} ${shown}${more}`;
}

function shownLogger(route: Route): string {
  return route.logger === undefined || route.logger === "" ? "root" : route.logger;
}

/** The service a route belongs to, as the title of its block. */
export function serviceName(route: Route): string {
  if (route.event.startsWith("nginx.")) return `nginx, server ${route.server ?? ""} (${route.service})`;
  if (route.service.startsWith("manage.py runserver"))
    return `Django, ${route.service}, ${route.settings ?? ""}`;
  if (route.service.startsWith("uvicorn of ")) return `uvicorn, ${route.service.slice("uvicorn of ".length)}`;
  if (route.service === route.settings)
    return `Django, ${route.service}, started by something that is not here`;
  return `gunicorn, ${route.service}`;
}

/** `workload/container`, as Kubernetes' services are named. */
function isPod(service: string): boolean {
  return service.includes("/") && !/dockerfile/i.test(service);
}

export function sinkName(sink: Sink): string {
  switch (sink.kind) {
    case "file":
      return sink.path;
    case "stdout":
    case "stderr":
      return `${sink.kind} of ${sink.process}`;
    case "journal":
      return `journal of ${sink.unit}`;
    case "docker":
      return `${isPod(sink.service) ? "kubectl" : "docker"} logs of ${sink.service}`;
    case "syslog":
      return `syslog ${sink.address}`;
    case "mail":
      return `mail to ${sink.to}`;
    case "http":
    case "third-party":
      return sink.name;
    case "null":
      return "/dev/null";
  }
}

import type { Route } from "../../src/routes/route.ts";

const NAMES: Readonly<Record<string, string>> = {
  "nginx.access": "nginx's access log",
  "nginx.error": "nginx's error log",
  "gunicorn.access": "gunicorn's access log",
  "gunicorn.error": "gunicorn's error log",
  "django.exception": "the traceback of a failed request",
  "django.logger": "what the application logs",
};
const SERVERS: Readonly<Record<string, string>> = {
  "uvicorn.access": "uvicorn's access log",
  "uvicorn.error": "uvicorn's error log",
};

/** What a route is about, for people; undefined for print() and its like, which are no log. */
export function recordsName({ event, logger = "" }: Route): string | undefined {
  return event === "django.logger" && Object.hasOwn(SERVERS, logger) ? SERVERS[logger] : NAMES[event];
}

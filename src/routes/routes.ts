import type { DjangoProject } from "../model/django.ts";
import type { GunicornInstance } from "../model/gunicorn.ts";
import type { Process, Stack } from "../model/stack.ts";
import { djangoRoutes } from "./django.ts";
import { gunicornRoutes } from "./gunicorn.ts";
import { nginxRoutes } from "./nginx.ts";
import type { Route } from "./route.ts";

/** One logger and level to follow, for example `shop.views` and `INFO`. */
export interface AskedLogger {
  readonly logger: string;
  readonly level: string;
}

/** Every route of a stack: nginx first, then each gunicorn with the Django project that it serves. */
export function routesOf(stack: Stack, asked?: AskedLogger): Route[] {
  const routes = stack.nginx.flatMap((nginx) => nginxRoutes(stack, nginx));
  for (const gunicorn of stack.gunicorn) {
    const process = processOf(stack, gunicorn);
    const project = projectOf(stack, gunicorn);
    routes.push(...gunicornRoutes(stack, gunicorn, project, process));
    if (project !== undefined) routes.push(...djangoRoutes(stack, gunicorn, project, process, asked));
  }
  return routes;
}

function processOf(stack: Stack, gunicorn: GunicornInstance): Process | undefined {
  return stack.processes.find((process) => process.runs === "gunicorn" && process.name === gunicorn.name);
}

/** The project that a gunicorn serves: what its process names, else the one production project of the stack. */
export function projectOf(stack: Stack, gunicorn: GunicornInstance): DjangoProject | undefined {
  const settings = processOf(stack, gunicorn)?.settings ?? null;
  const named = stack.django.find((project) => project.settings === settings);
  if (named !== undefined) return named;
  const served = stack.django.filter(
    (project) => project.purpose === "production" || project.purpose === "unknown",
  );
  return served.length === 1 ? served[0] : undefined;
}

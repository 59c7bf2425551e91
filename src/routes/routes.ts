import type { DjangoProject } from "../model/django.ts";
import type { GunicornInstance } from "../model/gunicorn.ts";
import { processesOf, runsProject } from "../model/project-processes.ts";
import type { Process, Stack } from "../model/stack.ts";
import { djangoRoutes } from "./django.ts";
import { gunicornProcesses, gunicornRoutes, homeOf } from "./gunicorn.ts";
import type { Logging } from "./logger.ts";
import { nginxRoutes } from "./nginx.ts";
import { refusalOf } from "./refusal.ts";
import type { Route } from "./route.ts";
import { isRunserver, runserverService, runserverTree } from "./runserver.ts";
import { outsideStreams } from "./standard-stream.ts";
import { uvicornProcess, uvicornRoutes, uvicornService } from "./uvicorn.ts";

/** One logger and level to follow, for example `shop.views` and `INFO`. */
export interface AskedLogger {
  readonly logger: string;
  readonly level: string;
}

/** Every route of a stack: nginx first, then each gunicorn and uvicorn with what it serves, then the projects that no known gunicorn serves. */
export function routesOf(stack: Stack, asked?: AskedLogger): Route[] {
  const routes = stack.nginx.flatMap((nginx) => nginxRoutes(stack, nginx));
  const served = new Set<DjangoProject>();
  for (const gunicorn of stack.gunicorn) {
    const projects = projectsOf(stack, gunicorn);
    for (const project of projects) served.add(project);
    routes.push(...gunicornAndProjects(stack, gunicorn, projects, asked));
  }
  for (const process of stack.processes) {
    for (const project of stack.django.filter((each) => runsProject(process, each))) {
      const logging = uvicornProcess(process, project);
      if (logging === null) continue;
      served.add(project);
      routes.push(...uvicornRoutes(stack, project, logging));
      routes.push(...djangoRoutes(stack, uvicornService(process), project, logging, asked));
    }
  }
  const left = stack.django.filter((project) => !served.has(project));
  for (const project of served.size > 0 ? [] : left) {
    const logging = ownProcess(stack, project);
    const service =
      logging.debug === true && logging.process !== undefined
        ? runserverService(logging.process)
        : project.settings;
    routes.push(...djangoRoutes(stack, service, project, logging, asked));
  }
  return routes;
}

function gunicornAndProjects(
  stack: Stack,
  gunicorn: GunicornInstance,
  projects: readonly DjangoProject[],
  asked: AskedLogger | undefined,
): Route[] {
  const process = processOf(stack, gunicorn);
  const first = gunicornProcesses(gunicorn, projects[0], process);
  const routes = gunicornRoutes(stack, gunicorn, first);
  for (const project of projects) {
    const { worker } = project === projects[0] ? first : gunicornProcesses(gunicorn, project, process);
    routes.push(...djangoRoutes(stack, gunicorn.name, project, worker, asked));
  }
  const refused = refusalOf(gunicorn, process, projects);
  if (refused === null) return routes;
  const { why, stage } = refused;
  const at = refused.at ?? gunicorn.at;
  return routes.map((route) => {
    // The master itself still writes its errors, that of its workers among them.
    if (stage === "boot" && route.event === "gunicorn.error" && route.logger === undefined) return route;
    return {
      ...route,
      certain: true,
      sinks: [],
      dropped: [{ why, at: refused.at ?? homeOf(gunicorn) }],
      steps: [{ what: "gunicorn", verdict: "drop", why, at }],
    };
  });
}

/** A project that no known gunicorn serves: its loggers, and the streams of a process that is not known. */
function ownProcess(stack: Stack, project: DjangoProject): Logging {
  const process = processesOf(stack, project).find((each) => each.runs !== "nginx");
  const streams = outsideStreams(process, "the process");
  if (process === undefined || !isRunserver(process))
    return { tree: project.tree, project, streams, process };
  return { tree: runserverTree(project), project, streams, process, debug: true };
}

function processOf(stack: Stack, gunicorn: GunicornInstance): Process | undefined {
  return stack.processes.find((process) => process.runs === "gunicorn" && process.name === gunicorn.name);
}

/** The projects that a gunicorn may serve: what its process names, else those for production, else all. */
function projectsOf(stack: Stack, gunicorn: GunicornInstance): readonly DjangoProject[] {
  const process = processOf(stack, gunicorn);
  const named = process === undefined ? [] : stack.django.filter((project) => runsProject(process, project));
  if (named.length > 0) return named;
  const live = stack.django.filter(({ purpose }) => purpose === "production" || purpose === "unknown");
  const production = live.filter(({ purpose }) => purpose === "production");
  if (production.length > 0) return production;
  return live.length > 0 ? live : stack.django.slice(0, 1);
}

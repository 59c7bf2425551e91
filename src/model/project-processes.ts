import type { DjangoProject } from "./django.ts";
import type { GunicornInstance } from "./gunicorn.ts";
import type { Process, Stack } from "./stack.ts";

/** True when the process runs these settings, evaluated with its own environment. */
export function runsProject(
  process: Pick<Process, "settings" | "variant">,
  project: Pick<DjangoProject, "settings" | "variant">,
): boolean {
  return process.settings === project.settings && process.variant === project.variant;
}

/** The processes that run these settings with an environment under which they become this project. */
export function processesOf(stack: Stack, project: DjangoProject): readonly Process[] {
  return stack.processes.filter((process) => runsProject(process, project));
}

/**
 * False when it is certain that no request meets this project: other processes serve the same settings under another environment, and those that
 * run it only work beside them.
 */
export function mayServe(stack: Stack, project: DjangoProject): boolean {
  if (project.variant === undefined) return true;
  return processesOf(stack, project).some(({ runs }) => runs !== "celery" && runs !== "manage.py");
}

/** False when the gunicorn certainly runs the same settings with another environment. */
export function mayRunIn(stack: Stack, project: DjangoProject, gunicorn: GunicornInstance): boolean {
  if (project.variant === undefined) return true;
  const process = stack.processes.find(({ runs, name }) => runs === "gunicorn" && name === gunicorn.name);
  return process === undefined || runsProject(process, project);
}

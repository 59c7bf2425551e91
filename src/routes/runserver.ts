import type { DjangoProject, EffectiveLogger, LoggerTree } from "../model/django.ts";
import { certainValue } from "../model/fact.ts";
import type { Process } from "../model/stack.ts";
import { PLAIN_LOGGER } from "./gunicorn-loggers.ts";

/** Is it Django's development server? */
export function isRunserver(process: Process): boolean {
  return process.runs === "manage.py" && /\brunserver(?:_plus)?\b/.test(process.command);
}

/** The service of its routes, for people: `manage.py runserver`, with the service that runs it where a file names one. */
export function runserverService({ name }: Process): string {
  return name.includes("runserver") ? name : `manage.py runserver of ${name}`;
}

/**
 * The loggers under runserver. It configures logging twice: when manage.py starts, and again when it loads the WSGI application, after the
 * system checks have imported the URLconf and with it the modules of the site (`django/core/management/commands/runserver.py`, `inner_run`; 3.2). What
 * these modules took with getLogger exists by then, so that `disable_existing_loggers` silences it unless LOGGING names it or a parent.
 */
export function runserverTree(project: DjangoProject): LoggerTree {
  const { tree, config } = project;
  const isIncremental = config !== null && certainValue(config.incremental) === true;
  if (config === null || isIncremental || certainValue(project.LOGGING_CONFIG) === null) return tree;
  const named = config.loggers.map(({ name }) => name).filter((name) => name !== "");
  const loggers = Object.assign(Object.create(null) as Record<string, EffectiveLogger>, tree.loggers);
  const isNamed = (name: string): boolean =>
    named.some((parent) => name === parent || name.startsWith(`${parent}.`));
  for (const { name: home, loggers: taken } of project.packages) {
    const own = taken.map(({ name }) => name);
    // The package itself stands for the loggers below it.
    for (const name of own.length > 0 ? [home, ...own] : []) {
      if (isNamed(name)) continue;
      const known = loggers[name] ?? PLAIN_LOGGER;
      loggers[name] = { ...known, disabled: config.disableExistingLoggers, by: config.at };
    }
  }
  return { ...tree, loggers };
}

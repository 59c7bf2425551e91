import { nearest } from "../config/nearest.ts";
import type { LoadedStacks, StackRequest } from "../index.ts";
import { isAbsolute, isInside, normalize, relative } from "../text/path.ts";
import type { Io } from "./io.ts";
import type { OptionValues } from "./options.ts";
import { UsageError } from "./usage-error.ts";

type WhatIf = Pick<StackRequest, "settings" | "envFiles" | "environment" | "as" | "stack">;

/** What --stack, --settings, --env and --as ask of a site. Throws UsageError for an env file that is not there. */
export function whatIfOptions(options: OptionValues, io: Pick<Io, "fs" | "cwd">): WhatIf {
  const envFiles: string[] = [];
  const environment: Record<string, string> = {};
  for (const given of options.env ?? []) {
    const path = seenFrom(io.cwd, given);
    if (io.fs.kindOf(path) === "file") {
      envFiles.push(path);
      continue;
    }
    const pair = /^([A-Za-z_]\w*)=(.*)$/s.exec(given);
    if (pair?.[1] === undefined)
      throw new UsageError(
        `There is no file "${given}".`,
        "--env takes a file of variables, such as .env, or one variable: --env DEBUG=0.",
      );
    environment[pair[1]] = pair[2] ?? "";
  }
  return {
    ...(options.stack === undefined ? {} : { stack: options.stack }),
    ...(options.settings === undefined ? {} : { settings: options.settings }),
    ...(options.as === undefined ? {} : { as: "runserver" as const }),
    envFiles,
    environment,
  };
}

/**
 * Loads as asked. A stack may be named by a part of its name that no other has. Throws UsageError for a stack, settings or a
 * manage.py that is not there, with what is.
 */
export function loadAsked<Loaded extends Pick<LoadedStacks, "stacks" | "names">>(
  whatIf: WhatIf,
  load: (whatIf: WhatIf) => Loaded,
): Loaded {
  const loaded = load(whatIf);
  const { stack, settings, as } = whatIf;
  if (as === "runserver" && loaded.names.length === 0 && load({}).names.length > 0)
    throw new UsageError(
      "There is no manage.py here that leads to settings that are here.",
      "--as runserver shows a site as `python manage.py runserver` does.",
    );
  if (stack !== undefined && loaded.stacks.length === 0 && loaded.names.length > 0) {
    const meant = loaded.names.filter((name) => name.toLowerCase().includes(stack.toLowerCase()));
    const [only] = meant;
    if (only !== undefined && meant.length === 1) return loadAsked({ ...whatIf, stack: only }, load);
    const close = nearest(stack, loaded.names);
    throw new UsageError(
      `There is no stack "${stack}".${close === undefined ? "" : ` Did you mean "${close}"?`}`,
      `Stacks: ${loaded.names.join(", ")}.`,
    );
  }
  const isUsed = loaded.stacks.some(({ django }) => django.some((project) => project.settings === settings));
  if (settings !== undefined && !isUsed && loaded.names.length > 0) {
    const here = load({}).stacks.flatMap(({ django }) => django.map((project) => project.settings));
    const names = [...new Set(here)];
    const close = nearest(settings, names);
    throw new UsageError(
      `There are no settings "${settings}" here.${close === undefined ? "" : ` Did you mean ${close}?`}`,
      names.length === 0
        ? "No settings module was found at all."
        : `Settings in use here: ${names.join(", ")}.`,
    );
  }
  return loaded;
}

/** Absolute paths inside the working directory are shown as relative ones. */
function seenFrom(cwd: string, given: string): string {
  const path = normalize(given);
  return isAbsolute(path) && isInside(cwd, path) ? relative(cwd, path) : path;
}

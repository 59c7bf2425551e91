import type { ManagedRun } from "../loaders/docker/built-image.ts";
import { outsidePath } from "../loaders/images/container-file-system.ts";
import type { DjangoProject } from "../model/django.ts";
import { certainValue } from "../model/fact.ts";
import type { ContainerView, ProvidedPath } from "../model/launch.ts";
import type { Process } from "../model/stack.ts";
import type { FileSystem } from "../text/file-system.ts";
import { isAbsolute, isInside, normalize } from "../text/path.ts";
import type { Containers } from "./containers.ts";
import type { LinkedLaunch } from "./follow-launches.ts";
import { placeOfLaunch } from "./launch-place.ts";
import { projectFor, type ProjectsRequest } from "./load-django-projects.ts";
import { evaluatorEnvironment } from "./process-environment.ts";
import { settingsOfProcess } from "./process-settings.ts";

export interface BuiltLogsRequest {
  readonly processes: readonly Process[];
  readonly launches: readonly LinkedLaunch[];
  readonly containers: Containers;
  readonly homes: readonly string[];
  /** Projects of the stack: where none of them logs to a file, no build is looked at. */
  readonly django: readonly DjangoProject[];
  readonly projects: ProjectsRequest;
}

/**
 * The processes with the log files that a `manage.py` of their image's build left behind, which belong to the user of the build: it configures
 * LOGGING with the environment of the build, and a FileHandler makes its file at once.
 */
export function withBuiltLogs(request: BuiltLogsRequest): readonly Process[] {
  const { processes, containers, launches, django } = request;
  if (!django.some(mayLogToFile)) return processes;
  const made = new Map<ManagedRun, readonly ProvidedPath[]>();
  return processes.map((process) => {
    const view = process.container;
    const linked = launches.find(({ launch }) => launch.at === process.at);
    if (view === null || linked === undefined) return process;
    const left: ProvidedPath[] = [];
    for (const run of containers.get(view)?.managed ?? []) {
      const own = made.get(run) ?? filesOf(run, linked, request);
      made.set(run, own);
      for (const path of own) {
        const isNew = !left.some((each) => each.path === path.path);
        if (isNew && isLeft(path, run, process, view, request.projects.fs)) left.push(path);
      }
    }
    if (left.length === 0) return process;
    return { ...process, access: { ...process.access, provides: [...process.access.provides, ...left] } };
  });
}

function filesOf(run: ManagedRun, linked: LinkedLaunch, request: BuiltLogsRequest): ProvidedPath[] {
  const { fs } = request.projects;
  const { args, environment, cwd, at, by, user, umask } = run;
  if (user === null) return [];
  const launch = { ...linked.launch, environment, cwd };
  const place = placeOfLaunch({ fs, launch, homes: request.homes });
  const command: LinkedLaunch = { ...linked, program: "manage.py", args, launch, place };
  const choice = settingsOfProcess(fs, command, undefined, request.homes);
  if (choice === null) return [];
  const project = projectFor(request.projects, {
    process: by,
    settings: choice.settings,
    at: choice.at,
    environment: evaluatorEnvironment(environment),
    place,
    cwd,
    chdir: undefined,
  });
  const mode = (0o666 & ~umask).toString(8).padStart(4, "0");
  const group = user === "root" ? "root" : null;
  return (project === null ? [] : filesOpenedBy(project)).map((path) => ({
    path,
    isDirectory: false,
    owner: user,
    group,
    mode,
    at,
    by,
    opened: true,
  }));
}

function mayLogToFile({ tree }: DjangoProject): boolean {
  return Object.values(tree.handlers).some(({ origin, target }) => {
    const known = certainValue(target);
    return origin === "logging" && (known === undefined || known.kind === "file");
  });
}

/** Files that are there once LOGGING is configured. */
function filesOpenedBy(project: DjangoProject): string[] {
  return Object.values(project.tree.handlers).flatMap((handler) => {
    const target = certainValue(handler.target);
    if (handler.origin !== "logging" || target?.kind !== "file" || !target.exact || !isAbsolute(target.path))
      return [];
    const written = project.config?.handlers.find((each) => each.name === handler.name);
    const delay = written?.options["delay"];
    if (written === undefined || (delay !== undefined && certainValue(delay) !== false)) return [];
    return /^\/(?:dev|proc)\//.test(target.path) ? [] : [normalize(target.path)];
  });
}

/** Nothing changes it behind the command: no later step, no mount, no entrypoint; and it was not there before. */
function isLeft(
  { path }: ProvidedPath,
  run: ManagedRun,
  { access, container }: Process,
  view: ContainerView,
  fs: FileSystem,
): boolean {
  if (run.touched.some((touched) => isInside(touched, path))) return false;
  if (container?.maps.some((map) => map.kind !== "copy" && isInside(map.inside, path)) === true) return false;
  if (access.rules.some((rule) => rule.kind === "tmpfs" && isInside(rule.path, path))) return false;
  const outside = outsidePath(view, path);
  if (outside !== null && fs.kindOf(outside) !== undefined) return false;
  return !access.provides.some((each) => {
    if (!isInside(each.path, path)) return false;
    return (
      normalize(each.path) === path ||
      each.linksTo !== undefined ||
      (each.at !== null && each.at.file !== run.at.file)
    );
  });
}

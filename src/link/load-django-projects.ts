import type { FoundFile } from "../discover/discover.ts";
import type { Environment } from "../evaluate/evaluate.ts";
import { findPackages } from "../loaders/django/find-packages.ts";
import { findSettings, type FoundSettings } from "../loaders/django/find-settings.ts";
import { loadDjango } from "../loaders/django/load-django.ts";
import type { DjangoProject } from "../model/django.ts";
import { certainValue, type Fact } from "../model/fact.ts";
import type { PythonModule } from "../read/python/tree.ts";
import type { FileSystem } from "../text/file-system.ts";
import { isAbsolute } from "../text/path.ts";
import type { FileSpan } from "../text/span.ts";
import type { LaunchPlace } from "./launch-place.ts";
import { bareEnvironment, type Given } from "./given.ts";
import { append } from "../text/append.ts";

/** A loaded project, and how its settings module was found. */
export interface LinkedProject {
  readonly project: DjangoProject;
  readonly found: FoundSettings;
  /** Names of the processes that run it with an environment that leads to this project. */
  readonly processes: readonly string[];
}

/** A process that uses a settings module, with what decides how the module is evaluated. */
export interface ServerUse {
  /** Name of the process. */
  readonly process: string;
  readonly settings: string;
  /** Where the module is named. */
  readonly at: FileSpan | null;
  readonly environment: Environment;
  readonly place: LaunchPlace;
  readonly cwd: Fact<string>;
  /** gunicorn's `chdir`, which is the working directory when the settings are loaded. */
  readonly chdir: Fact<unknown> | undefined;
}

export interface ProjectsRequest {
  readonly fs: FileSystem;
  readonly files: readonly FoundFile[];
  /** The processes of the deployment, the serving ones first. */
  readonly uses: readonly ServerUse[];
  readonly version: Fact<string>;
  readonly given: Given;
  readonly readCache: Map<string, PythonModule>;
}

/**
 * Every settings module in use in a deployment: what the server runs first. Each is evaluated for every process that uses it, with the environment of
 * that process; those that come to the same are one project.
 */
export function loadDjangoProjects(request: ProjectsRequest): LinkedProject[] {
  const { fs, uses, given } = request;
  const asked = certainValue(given.variables["DJANGO_SETTINGS_MODULE"]) ?? "";
  const forced = given.settings === null ? {} : { forced: true };
  const python = request.files.filter((file) => file.as === "django").map((file) => file.file);
  const found = new Map<string, FoundSettings>();
  for (const use of [...uses, null]) {
    const settings = use?.settings ?? asked;
    const environment = settings === "" ? {} : { environment: { settings, at: use?.at ?? null, ...forced } };
    if (use !== null && [...found.values()].some((each) => each.settings === use.settings && each.served))
      continue;
    if (use === null && found.size > 0) break;
    for (const each of findSettings({ fs, files: python, ...environment })) {
      if (!found.has(each.file) || each.served) found.set(each.file, each);
    }
  }
  return [...found.values()]
    .filter((each) => given.settings === null || each.settings === given.settings)
    .flatMap((each) => variantsOf(request, each));
}

/** The project that one more process would have; null where its settings module is not here. */
export function projectFor(request: ProjectsRequest, use: ServerUse): DjangoProject | null {
  const { fs, files } = request;
  const python = files.filter((file) => file.as === "django").map((file) => file.file);
  const environment = { settings: use.settings, at: use.at };
  const found = findSettings({ fs, files: python, environment }).find(
    (each) => each.settings === use.settings,
  );
  return found === undefined ? null : load(request, found, use, findPackages(fs, found.searchPath));
}

function variantsOf(request: ProjectsRequest, found: FoundSettings): LinkedProject[] {
  const firstParty = findPackages(request.fs, found.searchPath);
  const uses = request.uses.filter((each) => each.settings === found.settings);
  if (uses.length === 0) {
    return [{ found, project: load(request, found, undefined, firstParty), processes: [] }];
  }
  const evaluated = new Map<string, { project: DjangoProject; processes: string[] }>();
  for (const use of uses) {
    const key = circumstancesOf(use);
    const known = evaluated.get(key);
    if (known !== undefined) known.processes.push(use.process);
    else evaluated.set(key, { project: load(request, found, use, firstParty), processes: [use.process] });
  }
  const distinct = new Map<string, { project: DjangoProject; processes: string[] }>();
  for (const each of evaluated.values()) {
    const key = evaluated.size === 1 ? "" : contentOf(each.project);
    const known = distinct.get(key);
    if (known === undefined) distinct.set(key, each);
    else append(known.processes, each.processes);
  }
  const isOne = distinct.size === 1;
  return [...distinct.values()].map(({ project, processes }) => {
    const [variant] = processes;
    return {
      found,
      project: isOne || variant === undefined ? project : { ...project, variant },
      processes,
    };
  });
}

/** All that the evaluation of settings takes from the process that loads them. */
function circumstancesOf({ environment, place, cwd, chdir }: ServerUse): string {
  const { values, complete, unknown = [] } = environment;
  const variables = Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([
    variables,
    complete,
    [...unknown].sort(),
    place.deployed,
    certainValue(cwd),
    certainValue(chdir),
  ]);
}

/** What a project says, without the places outside of its own modules: two lines of a compose file may set the same value. */
function contentOf(project: DjangoProject): string {
  const own = new Set(project.files);
  return JSON.stringify(project, (key, value: unknown) => {
    if (key === "via") return undefined;
    return isSpan(value) && !own.has(value.file) ? null : value;
  });
}

function isSpan(value: unknown): value is FileSpan {
  return typeof value === "object" && value !== null && "file" in value && "start" in value && "end" in value;
}

function load(
  { fs, version, given, readCache }: ProjectsRequest,
  found: FoundSettings,
  use: ServerUse | undefined,
  firstParty: ReturnType<typeof findPackages>,
): DjangoProject {
  const chdir = certainValue(use?.chdir);
  const cwd = typeof chdir === "string" ? chdir : certainValue(use?.cwd);
  const deployed = use?.place.deployed ?? null;
  const environment = use?.environment ?? bareEnvironment(given);
  const configuration = configurationOf(found, environment);
  return loadDjango({
    fs,
    settings: found.settings,
    file: found.file,
    searchPath: found.searchPath,
    environment,
    ...(configuration === null ? {} : { configuration }),
    purpose: found.purpose,
    version,
    firstParty,
    ...(deployed === null ? {} : { deployedAt: deployed.inside, deployedFrom: deployed.outside }),
    ...(cwd === undefined || !isAbsolute(cwd) ? {} : { workingDirectory: cwd }),
    readCache,
  });
}

/** The class of django-configurations that the entry module names; null where the process's environment has the last word. */
function configurationOf({ configuration }: FoundSettings, environment: Environment): string | null {
  if (configuration === null) return null;
  const isSet =
    Object.hasOwn(environment.values, "DJANGO_CONFIGURATION") ||
    environment.unknown?.includes("DJANGO_CONFIGURATION") === true;
  return configuration.how === "setdefault" && isSet ? null : configuration.settings;
}

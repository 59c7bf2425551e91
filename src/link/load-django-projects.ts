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
import { UNKNOWN_ENVIRONMENT } from "./load-gunicorn-files.ts";

/** A loaded project, and how its settings module was found. */
export interface LinkedProject {
  readonly project: DjangoProject;
  readonly found: FoundSettings;
}

/** A process that uses a settings module, with what decides how the module is evaluated. */
export interface ServerUse {
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
  readonly readCache: Map<string, PythonModule>;
}

/** Every settings module in use in a deployment: what the server runs first. Each is evaluated for the first process that uses it. */
export function loadDjangoProjects(request: ProjectsRequest): LinkedProject[] {
  const { fs, uses } = request;
  const python = request.files.filter((file) => file.as === "django").map((file) => file.file);
  const found = new Map<string, FoundSettings>();
  for (const use of [...uses, null]) {
    const environment = use === null ? {} : { environment: { settings: use.settings, at: use.at } };
    if (use !== null && [...found.values()].some((each) => each.settings === use.settings && each.served))
      continue;
    if (use === null && found.size > 0) break;
    for (const each of findSettings({ fs, files: python, ...environment })) {
      if (!found.has(each.file) || each.served) found.set(each.file, each);
    }
  }
  return [...found.values()].map((each) => ({ found: each, project: load(request, each) }));
}

function load({ fs, uses, version, readCache }: ProjectsRequest, found: FoundSettings): DjangoProject {
  const use = uses.find((each) => each.settings === found.settings);
  const chdir = certainValue(use?.chdir);
  const cwd = typeof chdir === "string" ? chdir : certainValue(use?.cwd);
  const deployed = use?.place.deployed ?? null;
  const environment = use?.environment ?? UNKNOWN_ENVIRONMENT;
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
    firstParty: findPackages(fs, found.searchPath),
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

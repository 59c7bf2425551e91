import type { FoundFile } from "../discover/discover.ts";
import { parseSettingsReferences } from "../loaders/django/settings-references.ts";
import { certainValue, defaultFact, unknownFact, type Fact } from "../model/fact.ts";
import { UNKNOWN_ACCESS } from "../model/launch.ts";
import type { ReadFile } from "../model/purpose.ts";
import type { Process, Stack } from "../model/stack.ts";
import type { PythonModule } from "../read/python/tree.ts";
import { isUnreadable, type FileSystem } from "../text/file-system.ts";
import { basename, dirname, isAbsolute, join } from "../text/path.ts";
import { distinctGaps } from "./distinct-gaps.ts";
import { bareEnvironment, type Given } from "./given.ts";
import { loadDjangoProjects } from "./load-django-projects.ts";

export interface RunserverRequest {
  readonly fs: FileSystem;
  readonly name: string;
  readonly files: readonly FoundFile[];
  readonly version: Fact<string>;
  readonly given: Given;
  readonly readCache: Map<string, PythonModule>;
}

/**
 * What `python manage.py runserver` makes of a site, typed at a terminal: no nginx, no gunicorn, an environment of which only
 * what the caller gives is known. One stack for each manage.py that leads to settings that are here.
 */
export function loadRunserver(request: RunserverRequest): Stack[] {
  return request.files
    .filter(({ file }) => basename(file) === "manage.py")
    .flatMap(({ file }) => stackOf(request, file) ?? []);
}

function stackOf(request: RunserverRequest, file: string): Stack | null {
  const { fs, name, files, version, given, readCache } = request;
  const source = fs.read(file);
  if (isUnreadable(source)) return null;
  const [named] = parseSettingsReferences(source.text, file);
  const variable = certainValue(given.variables["DJANGO_SETTINGS_MODULE"]);
  const fromFile = named?.settings ?? null;
  const isAssigned = named?.how === "assigned" && given.settings === null;
  const settings = isAssigned ? fromFile : (variable ?? fromFile);
  if (settings === null) return null;
  const home = dirname(file);
  const at = { file, start: 0, end: 0 };
  const use = {
    process: PROCESS,
    settings,
    at: settings === fromFile && named !== undefined ? named.at : null,
    environment: bareEnvironment(given),
    place: {
      start: home,
      deployed: null,
      here: (path: string) => (isAbsolute(path) ? null : join(home, path)),
    },
    cwd: unknownFact<string>("the developer's own directory"),
    chdir: undefined,
  };
  const own = files.filter((each) => each.as === "django");
  const asked: Given = { ...given, settings };
  const projects = loadDjangoProjects({ fs, files: own, uses: [use], version, given: asked, readCache });
  const django = projects.map(({ project }) => project);
  if (django.length === 0) return null;
  const read: ReadFile[] = [...new Set([file, ...django.flatMap((project) => project.files)])].map(
    (each) => ({
      file: each,
      as: "django",
      purpose: "development",
      stack: name,
    }),
  );
  const env = given.files.map((each): ReadFile => ({
    file: each,
    as: "env",
    purpose: "development",
    stack: name,
  }));
  return {
    name,
    purpose: "development",
    files: [...read, ...env],
    nginx: [],
    gunicorn: [],
    django,
    processes: [{ ...process(settings, given), at }],
    rotations: [],
    links: [],
    suppressions: [],
    gaps: distinctGaps(django.flatMap((project) => project.gaps)),
  };
}

const PROCESS = "manage.py runserver";

function process(settings: string, given: Given): Omit<Process, "at"> {
  const why = "whoever types the command decides";
  return {
    name: PROCESS,
    runs: "manage.py",
    by: "shell",
    command: "python manage.py runserver",
    user: unknownFact(why),
    cwd: unknownFact(why),
    environment: given.variables,
    environmentComplete: false,
    stdout: defaultFact({ kind: "terminal" }, "a terminal"),
    stderr: defaultFact({ kind: "terminal" }, "a terminal"),
    count: defaultFact(1, "runserver"),
    settings,
    groups: unknownFact(why),
    umask: unknownFact(why),
    access: UNKNOWN_ACCESS,
    container: null,
    via: [],
  };
}

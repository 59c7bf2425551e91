import type { FoundFile } from "../discover/discover.ts";
import { purposeOfPath } from "../discover/purpose.ts";
import type { Gap } from "../model/problem.ts";
import type { Purpose, ReadFile, Technology } from "../model/purpose.ts";
import type { Stack } from "../model/stack.ts";
import type { PythonModule } from "../read/python/tree.ts";
import type { FileSystem } from "../text/file-system.ts";
import { basename, isInside, normalize, relative } from "../text/path.ts";
import type { Deployment } from "./deployments.ts";
import { loadDjangoProjects } from "./load-django-projects.ts";
import { loadGunicornFiles } from "./load-gunicorn-files.ts";
import { loadNginxFiles } from "./load-nginx-files.ts";

/** Reads the files of one deployment and joins them into a stack; suppressions are added by the caller. */
export function loadDeployment(fs: FileSystem, deployment: Deployment, paths: readonly string[]): Stack {
  const readCache = new Map<string, PythonModule>();
  const nginx = loadNginxFiles(fs, deployment.files);
  const gunicorn = loadGunicornFiles(fs, deployment.files, readCache);
  const projects = loadDjangoProjects(fs, deployment.files, readCache);
  const read = new Map<string, ReadFile>();
  const note = (file: string, as: Technology, purpose: Purpose, template: string | null = null): void => {
    if (read.has(file)) return;
    const entry: ReadFile = { file, as, purpose, stack: deployment.name };
    read.set(file, template === null ? entry : { ...entry, template });
  };
  const purposeOf = (file: string): Purpose => purposeOfPath(belowGiven(file, paths));
  for (const instance of nginx) {
    for (const file of instance.files) note(file, "nginx", purposeOf(file), instance.template);
  }
  for (const { configFile } of gunicorn) {
    if (configFile !== null) note(configFile, "gunicorn", purposeOf(configFile));
  }
  for (const { project } of projects) {
    for (const file of project.files) note(file, "django", project.purpose);
  }
  for (const file of entryModules(deployment.files)) note(file, "django", purposeOf(file));
  const django = projects.map(({ project }) => project);
  const gaps: Gap[] = [...nginx, ...gunicorn, ...django].flatMap((each) => [...each.gaps]);
  return {
    name: deployment.name,
    purpose: purposeOfPath(belowGiven(deployment.name, paths)),
    files: [...read.values()],
    nginx,
    gunicorn,
    django,
    processes: [],
    rotations: [],
    links: [],
    suppressions: [],
    gaps,
  };
}

/** manage.py, wsgi.py and asgi.py are read to find the settings. */
function entryModules(files: readonly FoundFile[]): string[] {
  return files
    .filter((file) => file.as === "django" && /^(?:manage|.*wsgi.*|.*asgi.*)\.py$/.test(basename(file.file)))
    .map((file) => file.file);
}

/** The path below the operand that led to it: only what the user did not name himself says what a file is for. */
function belowGiven(path: string, paths: readonly string[]): string {
  const above = paths.map((each) => normalize(each)).filter((each) => isInside(each, path));
  const nearest = above.sort((a, b) => b.length - a.length)[0];
  if (nearest === undefined || nearest === ".") return path;
  return relative(nearest, path);
}

import type { FoundFile } from "../discover/discover.ts";
import { findPackages } from "../loaders/django/find-packages.ts";
import { findSettings, type FoundSettings } from "../loaders/django/find-settings.ts";
import { loadDjango } from "../loaders/django/load-django.ts";
import type { DjangoProject } from "../model/django.ts";
import { unknownFact } from "../model/fact.ts";
import type { PythonModule } from "../read/python/tree.ts";
import type { FileSystem } from "../text/file-system.ts";
import { UNKNOWN_ENVIRONMENT } from "./load-gunicorn-files.ts";

/** A loaded project, and how its settings module was found. */
export interface LinkedProject {
  readonly project: DjangoProject;
  readonly found: FoundSettings;
}

/** Every settings module in use in a deployment: what wsgi.py leads to first. */
export function loadDjangoProjects(
  fs: FileSystem,
  files: readonly FoundFile[],
  readCache: Map<string, PythonModule>,
): LinkedProject[] {
  const python = files.filter((file) => file.as === "django").map((file) => file.file);
  return findSettings({ fs, files: python }).map((found) => ({
    found,
    project: loadDjango({
      fs,
      settings: found.settings,
      file: found.file,
      searchPath: found.searchPath,
      environment: UNKNOWN_ENVIRONMENT,
      purpose: found.purpose,
      version: unknownFact("no file pins Django's version"),
      firstParty: findPackages(fs, found.searchPath),
      readCache,
    }),
  }));
}

import type { FoundFile } from "../discover/discover.ts";
import type { Launch } from "../model/launch.ts";
import { basename, dirname, isInside, normalize } from "../text/path.ts";
import type { KnownVersions } from "./known-versions.ts";

/** The files that make one deployment, and a name for it. */
export interface Deployment {
  readonly name: string;
  readonly files: readonly FoundFile[];
  /** Processes that run without a file that starts them: what `audit` sees. */
  readonly launches?: readonly Launch[];
  /** Exact versions of this deployment, with the file that says so; they win over those of the request. */
  readonly versions?: KnownVersions & { readonly file: string };
}

/**
 * Divides the files into deployments. A Django project (a folder with manage.py or a wsgi module) is the heart of one;
 * it takes what lies in its folder and in the folders above that hold no other project. An nginx or gunicorn outside of
 * all projects serves every one that has none of its own.
 */
export function deploymentsOf(files: readonly FoundFile[], paths: readonly string[]): Deployment[] {
  const homes = homesOf(files);
  if (homes.length <= 1) return files.length === 0 ? [] : [{ name: nameOf(homes[0] ?? ".", paths), files }];
  const owned = new Map<string, FoundFile[]>(homes.map((home) => [home, []]));
  const shared: FoundFile[] = [];
  for (const file of files) {
    const home = deepest(homes, file.file);
    if (home === undefined) shared.push(file);
    else owned.get(home)?.push(file);
  }
  const deployments = [...owned].map(([home, own]): Deployment => {
    const has = new Set(own.map((file) => file.as));
    return { name: nameOf(home, paths), files: [...own, ...shared.filter((file) => !has.has(file.as))] };
  });
  const orphans = shared.filter((file) =>
    deployments.every((deployment) => !deployment.files.includes(file)),
  );
  return [...deployments, ...orphanDeployments(orphans)];
}

/** The folder of each project, raised as far as no other project is below. */
function homesOf(files: readonly FoundFile[]): string[] {
  const managed = files
    .filter((file) => basename(file.file) === "manage.py")
    .map((file) => dirname(normalize(file.file)));
  const roots = [...new Set(managed)].sort();
  return roots.map((root) => {
    let home = root;
    for (let above = dirname(home); above !== home; above = dirname(above)) {
      const rivals = roots.filter((other) => other !== root && isInside(above, other));
      if (rivals.length > 0) break;
      home = above;
    }
    return home;
  });
}

function deepest(homes: readonly string[], file: string): string | undefined {
  let best: string | undefined;
  for (const home of homes) {
    if (isInside(home, file) && (best === undefined || home.length > best.length)) best = home;
  }
  return best;
}

function orphanDeployments(files: readonly FoundFile[]): Deployment[] {
  const byFolder = new Map<string, FoundFile[]>();
  for (const file of files) {
    const folder = dirname(file.file);
    byFolder.set(folder, [...(byFolder.get(folder) ?? []), file]);
  }
  return [...byFolder].map(([folder, own]) => ({ name: folder, files: own }));
}

function nameOf(home: string, paths: readonly string[]): string {
  if (home !== "." && home !== "/") return home;
  const only = paths.length === 1 ? normalize(paths[0] ?? ".") : ".";
  return only === "." || only === "/" ? "site" : only;
}

import { deployedAt, pathHere, sameTail, type Deployed } from "../loaders/programs/deployed-at.ts";
import { certainValue } from "../model/fact.ts";
import type { ContainerView, Launch } from "../model/launch.ts";
import type { FileSystem } from "../text/file-system.ts";
import { dirname, isAbsolute, isInside, join, relative } from "../text/path.ts";

/** Where a process finds the files of the repository. */
export interface LaunchPlace {
  /** The folder of the repository in which it starts; null: not known. */
  readonly start: string | null;
  /** The directory of the server that the repository is copied to; null: not known. */
  readonly deployed: Deployed | null;
  /** The path of the repository for one that the process uses; null: it is not here. Whether something is there is not asked. */
  readonly here: (path: string) => string | null;
}

export interface PlaceRequest {
  readonly fs: FileSystem;
  readonly launch: Launch;
  readonly homes: readonly string[];
}

export function placeOfLaunch({ fs, launch, homes }: PlaceRequest): LaunchPlace {
  const cwd = certainValue(launch.cwd) ?? null;
  if (launch.container !== null) return containerPlace(launch.container, cwd);
  const words = launch.words.flatMap((word) => word.value ?? []);
  const spread = words.flatMap((word) => (/\s/.test(word) ? word.split(/\s+/) : [word]));
  const deployed = deployedAt({ fs, cwd, words: spread, homes });
  const folder = launch.by === "procfile" || launch.by === "shell" ? dirname(launch.deployment) : null;
  const found = cwd === null ? null : pathHere(deployed, cwd);
  // A line of a Procfile runs where the Procfile lies; a script somewhere above it, where what it names exists.
  const start =
    found ?? (cwd === null && folder !== null ? (startAbove(fs, folder, spread) ?? folder) : null);
  return {
    start,
    deployed,
    here: (path) => {
      if (isAbsolute(path)) return pathHere(deployed, path);
      return start === null ? null : join(start, path);
    },
  };
}

function startAbove(fs: FileSystem, folder: string, words: readonly string[]): string | null {
  for (let here = folder, steps = 0; steps < 8; steps++) {
    if (deployedAt({ fs, cwd: "/start", words, homes: [here] }) !== null) return here;
    const above = dirname(here);
    if (above === here) break;
    here = above;
  }
  return null;
}

function containerPlace(container: ContainerView, cwd: string | null): LaunchPlace {
  const here = (path: string): string | null => {
    const full = isAbsolute(path) ? path : cwd === null ? null : join(cwd, path);
    return full === null ? null : (mapped(container, full)?.path ?? null);
  };
  const start = cwd === null ? null : mapped(container, cwd);
  return {
    start: start?.path ?? null,
    deployed: start === null ? null : start.deployed,
    here,
  };
}

/** The deepest mount or copy that holds the path; of equally deep ones the last, as a later step hides an earlier. */
function mapped(container: ContainerView, path: string): { path: string; deployed: Deployed } | null {
  let best: ContainerView["maps"][number] | null = null;
  for (const map of container.maps) {
    if (isInside(map.inside, path) && (best === null || map.inside.length >= best.inside.length)) best = map;
  }
  if (best === null || best.outside === null) return null;
  return {
    path: join(best.outside, relative(best.inside, path)),
    deployed: { inside: best.inside, outside: best.outside },
  };
}

/** A file that a process names, as a path of the repository: mapped, or found by its last names among `files`. */
export function fileHere(
  fs: FileSystem,
  place: LaunchPlace,
  path: string,
  files: readonly string[],
): string | null {
  const here = place.here(path);
  if (here !== null && fs.kindOf(here) === "file") return here;
  if (here !== null && place.start !== null && !isAbsolute(path)) return null;
  return sameTail(path, files, 2) ?? sameTail(path, files, 1);
}

import type { FileSystem } from "../text/file-system.ts";
import { basename, dirname, isAbsolute, isInside, join, relative } from "../text/path.ts";

/**
 * Maps paths as the server sees them to files of a repository. `/etc/nginx` is the folder of the main file; any other
 * absolute folder is the folder here whose last names agree. A main file that was itself named by an absolute path is
 * on the server: then paths stand for themselves.
 */
export function serverPaths(
  fs: FileSystem,
  main: string,
  folders: readonly string[],
): (path: string) => string | null {
  const home = dirname(main);
  if (isAbsolute(main)) return (path) => path;
  return (path) => {
    if (!isAbsolute(path)) return path;
    if (isInside("/etc/nginx", path)) {
      const beside = join(home, relative("/etc/nginx", path));
      if (exists(fs, beside)) return beside;
    }
    const folder = sameTail(dirname(path), folders);
    return folder === undefined ? null : join(folder, basename(path));
  };
}

/** A glob exists when its folder does. */
function exists(fs: FileSystem, path: string): boolean {
  return /[*?[]/.test(path) ? fs.kindOf(dirname(path)) === "directory" : fs.kindOf(path) !== undefined;
}

/** The one folder that ends in most of the same names as `wanted`; at least the last name must agree. */
function sameTail(wanted: string, folders: readonly string[]): string | undefined {
  const names = wanted.split("/").reverse();
  let best: string | undefined;
  let most = 0;
  for (const folder of folders) {
    const own = folder.split("/").reverse();
    let same = 0;
    while (same < names.length && same < own.length && names[same] !== "" && names[same] === own[same])
      same++;
    if (same > most) {
      most = same;
      best = folder;
    }
  }
  return best;
}

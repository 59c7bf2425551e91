import type { ContainerView } from "../../model/launch.ts";
import type { FileSystem } from "../../text/file-system.ts";
import { isAbsolute, isInside, join, normalize, relative } from "../../text/path.ts";
import { sourceFile } from "../../text/source-file.ts";
import type { ImageFile } from "./image-files.ts";

/** The repository path of a path inside of a container; null where no file here stands for it. */
export function outsidePath(view: ContainerView, path: string): string | null {
  const wanted = normalize(path);
  let best: ContainerView["maps"][number] | undefined;
  for (const map of view.maps) {
    if (isInside(map.inside, wanted) && (best === undefined || map.inside.length >= best.inside.length))
      best = map;
  }
  if (best === undefined || best.outside === null) return null;
  const below = relative(best.inside, wanted);
  return below === "." ? normalize(best.outside) : join(best.outside, below);
}

/**
 * The files as a process in a container sees them: absolute paths lead to repository files by the view's maps, else to
 * the image's own files. Relative paths stay what they are in `fs`, so that code which follows a found file works on.
 * A source file from the repository keeps its repository path; one of the image has its container path.
 */
export function containerFileSystem(
  fs: FileSystem,
  view: ContainerView,
  files: readonly ImageFile[],
): FileSystem {
  const own = new Map(files.map((file) => [normalize(file.path), file]));
  const hidden = (path: string): boolean => view.maps.some((map) => isInside(map.inside, path));
  const image = (path: string): ImageFile | undefined => {
    const file = own.get(path);
    return file?.from === undefined && hidden(path) ? undefined : file;
  };
  return {
    kindOf: (path) => {
      if (!isAbsolute(path)) return fs.kindOf(path);
      const wanted = normalize(path);
      const outside = outsidePath(view, wanted);
      const kind = outside === null ? undefined : fs.kindOf(outside);
      if (kind !== undefined) return kind;
      if (image(wanted) !== undefined) return "file";
      return isFolder(
        view,
        [...own.keys()].filter((file) => image(file) !== undefined),
        wanted,
      )
        ? "directory"
        : undefined;
    },
    sizeOf: (path) => {
      if (!isAbsolute(path)) return fs.sizeOf(path);
      const outside = outsidePath(view, path);
      return (outside === null ? undefined : fs.sizeOf(outside)) ?? image(normalize(path))?.text.length;
    },
    list: (path) => {
      if (!isAbsolute(path)) return fs.list(path);
      const wanted = normalize(path);
      const outside = outsidePath(view, wanted);
      const entries = new Map((outside === null ? [] : fs.list(outside)).map((entry) => [entry.name, entry]));
      for (const map of view.maps) {
        const name = childName(wanted, map.inside);
        if (name === null) continue;
        const isLeaf = map.inside === join(wanted, name);
        const kind = isLeaf && map.outside !== null ? fs.kindOf(map.outside) : "directory";
        if (kind !== undefined) entries.set(name, { name, kind });
      }
      for (const file of own.keys()) {
        const name = childName(wanted, file);
        if (name === null || entries.has(name) || image(file) === undefined) continue;
        entries.set(name, { name, kind: file === join(wanted, name) ? "file" : "directory" });
      }
      return [...entries.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    },
    read: (path) => {
      if (!isAbsolute(path)) return fs.read(path);
      const outside = outsidePath(view, path);
      if (outside !== null && fs.kindOf(outside) === "file") return fs.read(outside);
      const found = image(normalize(path));
      if (found !== undefined) return sourceFile(found.from?.file ?? normalize(path), found.text);
      return { path, unreadable: outside === null ? "not in the repository" : "no such file" };
    },
  };
}

/** The first name below `folder` on the way to `path`, null when the path is not below. */
function childName(folder: string, path: string): string | null {
  if (folder === path || !isInside(folder, path)) return null;
  return relative(folder, path).split("/")[0] ?? null;
}

/** What lies below it, or a volume at it, makes it a folder. */
function isFolder(view: ContainerView, files: readonly string[], path: string): boolean {
  if (path === "/") return true;
  const isMount = view.maps.some(({ inside, outside }) =>
    inside === path ? outside === null : isInside(path, inside),
  );
  return isMount || files.some((file) => file !== path && isInside(path, file));
}

import type { BuiltImage } from "../loaders/docker/built-image.ts";
import { outsidePath, containerFileSystem } from "../loaders/images/container-file-system.ts";
import type { ImageFile } from "../loaders/images/image-files.ts";
import type { ContainerView, Launch } from "../model/launch.ts";
import { isAbsolute, normalize } from "../text/path.ts";
import { isUnreadable, type FileSystem } from "../text/file-system.ts";
import { sourceFile } from "../text/source-file.ts";

/** What a container has that no file of the repository stands for. */
export interface ContainerImage {
  /** What the outermost `FROM` names; null when it is not known. */
  readonly base: string | null;
  readonly files: readonly ImageFile[];
  /** Commands of manage.py that built it. */
  readonly managed: BuiltImage["managed"];
}

/** By the view that the launches of a container share. */
export type Containers = Map<ContainerView, ContainerImage>;

/** Keeps the image of the containers in which the launches start. */
export function noteContainers(
  containers: Containers,
  launches: readonly Launch[],
  image: BuiltImage | null,
  files: readonly ImageFile[] = image?.files ?? [],
): void {
  for (const { container } of launches) {
    if (container !== null)
      containers.set(container, { base: image?.base ?? null, files, managed: image?.managed ?? [] });
  }
}

/**
 * The files as a container sees them, where a text of the image itself is known by the container's name and its path, as for `docker cp`:
 * `web:/etc/nginx/nginx.conf`. `isImageFile` knows these names.
 */
export function insideContainer(
  fs: FileSystem,
  view: ContainerView,
  files: readonly ImageFile[],
): { readonly fs: FileSystem; readonly isImageFile: (path: string) => boolean } {
  const inside = containerFileSystem(fs, view, files);
  const named = new Set<string>();
  return {
    isImageFile: (path) => named.has(path),
    fs: {
      ...inside,
      read: (path) => {
        const source = inside.read(path);
        if (isUnreadable(source) || !isAbsolute(path)) return source;
        const outside = outsidePath(view, path);
        const isOurs = outside !== null && fs.kindOf(outside) === "file";
        const isText = files.some((file) => file.from !== undefined && file.path === path);
        if (isOurs || isText || source.path !== normalize(path)) return source;
        const name = `${view.name}:${source.path}`;
        named.add(name);
        return sourceFile(name, source.text);
      },
    },
  };
}

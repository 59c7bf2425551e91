import type { FoundFile } from "../discover/discover.ts";
import { loadNginx } from "../loaders/nginx/load-nginx.ts";
import type { NginxInstance } from "../model/nginx.ts";
import { isUnreadable, type FileSystem } from "../text/file-system.ts";
import { dirname } from "../text/path.ts";
import { serverPaths } from "./nginx-paths.ts";

type LoadRequest = Parameters<typeof loadNginx>[0];

/** Every nginx of a deployment: main files with all that they include first, then the fragments that none of them includes. */
export function loadNginxFiles(
  fs: FileSystem,
  files: readonly FoundFile[],
  version: string | null,
): NginxInstance[] {
  const paths = files.filter((file) => file.as === "nginx").map((file) => file.file);
  const folders = [...new Set(paths.map((path) => dirname(path)))];
  const cache: NonNullable<LoadRequest["cache"]> = new Map();
  const load = (file: string): NginxInstance => {
    const resolve = serverPaths(fs, file, folders);
    return loadNginx({ fs, file, resolve, cache, ...(version === null ? {} : { version }) });
  };
  const mains = paths.filter((path) => isMain(fs, path)).map(load);
  const included = new Set(mains.flatMap((main) => main.files));
  const fragments: NginxInstance[] = [];
  for (const path of paths) {
    if (included.has(path)) continue;
    const fragment = load(path);
    for (const file of fragment.files) included.add(file);
    fragments.push(fragment);
  }
  return [...mains, ...fragments];
}

/** A main file holds `events` or `http` at its top; nothing else can. */
function isMain(fs: FileSystem, path: string): boolean {
  const source = fs.read(path);
  return !isUnreadable(source) && /^[ \t]*(?:events|http)\s{0,100}\{/m.test(source.text);
}

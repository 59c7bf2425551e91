import { imageVersion, findImage } from "../loaders/images/find-image.ts";
import { loadNginx } from "../loaders/nginx/load-nginx.ts";
import { setFact } from "../model/fact.ts";
import type { NginxInstance } from "../model/nginx.ts";
import type { FileSystem } from "../text/file-system.ts";
import { isAbsolute, join } from "../text/path.ts";
import { insideContainer, type Containers } from "./containers.ts";
import type { LinkedLaunch } from "./follow-launches.ts";

const MAIN = "/etc/nginx/nginx.conf";

/**
 * The nginx that a container starts, read as it sees its files: the image's own main file around what is copied or mounted. Null where the main file is
 * not known, or nothing of it is a file here; then the files that were found are read by themselves.
 */
export function containerNginx(
  fs: FileSystem,
  linked: LinkedLaunch,
  containers: Containers,
  process: string,
  version: string | null,
): NginxInstance | null {
  const { launch } = linked;
  const view = launch.container;
  const image = view === null ? undefined : containers.get(view);
  if (view === null || image === undefined) return null;
  const file = mainFile(linked);
  const inside = insideContainer(fs, view, image.files);
  if (file === null || inside.fs.kindOf(file) !== "file") return null;
  const official = image.base !== null && findImage(image.base)?.runs === "nginx" ? image.base : null;
  const pinned = official === null ? null : imageVersion(official);
  const ofImage = version === null ? releaseOf(pinned) : null;
  const nginx = loadNginx({
    fs: inside.fs,
    file,
    serverPath: file,
    scope: "main",
    resolve: (path) => path,
    ...(official === null ? {} : { build: "nginx.org" }),
    ...(version === null ? {} : { version }),
  });
  const imageFiles = nginx.files.filter(inside.isImageFile);
  if (imageFiles.length === nginx.files.length) return null;
  const isOurs = ({ at }: { readonly at?: { readonly file: string } }): boolean =>
    at === undefined || !inside.isImageFile(at.file);
  const given = globalsOf(linked);
  return {
    ...nginx,
    ...(ofImage === null ? {} : { version: setFact(ofImage, launch.at) }),
    imageFiles,
    process,
    complete: nginx.complete && given === null,
    problems: nginx.problems.filter(isOurs),
    gaps: [...nginx.gaps.filter(isOurs), ...(given === null ? [] : [given])],
  };
}

/** "1.27.2" as it is; "1.25.x" of a tag that pins the minor release alone; null for less. */
function releaseOf(pinned: string | null): string | null {
  if (pinned === null || !/^\d+\.\d+(?:\.\d+)?$/.test(pinned)) return null;
  return /^\d+\.\d+$/.test(pinned) ? `${pinned}.x` : pinned;
}

/** What `-c` names, else the path that packages and images compile in; null where it is not known (`-p`). */
function mainFile({ args }: LinkedLaunch): string | null {
  let file = MAIN;
  for (const [i, word] of args.entries()) {
    const value = word.value;
    if (value === null) continue;
    if (/^-p/.test(value)) return null;
    const named = /^-c(.+)$/s.exec(value)?.[1] ?? (value === "-c" ? args[i + 1]?.value : undefined);
    if (named === undefined) continue;
    if (named === null) return null;
    file = named;
  }
  if (isAbsolute(file)) return file;

  // ngx_conf_full_name (ngx_conf_file.c 1.22.1): the folder of the compiled-in main file, not the working directory.
  return join("/etc/nginx", file);
}

/** Directives that `-g` adds are not followed: the gap that tells so when they are about logs. */
function globalsOf({ args }: LinkedLaunch): NginxInstance["gaps"][number] | null {
  for (const { value, at } of args) {
    if (value !== null && /\b(?:error_log|include)\s/.test(value))
      return { what: value, why: "directives on nginx's command line are not followed", at };
  }
  return null;
}

import type { Supervisord } from "../loaders/supervisor/load-supervisor.ts";
import type { ContainerView } from "../model/launch.ts";
import { covers } from "../model/rotation-pattern.ts";
import { readIni } from "../read/ini/read-ini.ts";
import { isUnreadable, type FileSystem } from "../text/file-system.ts";
import { basename, dirname, isAbsolute, isInside, join, relative } from "../text/path.ts";
import type { LinkedLaunch } from "./follow-launches.ts";
import { fileHere } from "./launch-place.ts";

/** Where supervisord looks for its configuration when nothing names it (options.py 4.2.5, `searchpaths`). */
const USUAL = [
  "supervisord.conf",
  "etc/supervisord.conf",
  "/etc/supervisord.conf",
  "/etc/supervisor/supervisord.conf",
];

/**
 * The files that a supervisord reads: what `-c` names, or lies where it looks, with those that its `[include]` names. Where these cannot be told, the
 * other files of its folder and below it; where nothing tells the first one, all.
 */
export function supervisorFiles(
  fs: FileSystem,
  linked: LinkedLaunch,
  files: readonly string[],
): readonly string[] {
  const main = mainFile(fs, linked, files);
  if (main === null) return files;
  const patterns = includesOf(fs, main);
  if (patterns.length === 0) return [main];
  const others = files.filter((file) => file !== main);
  const included = others.filter((file) =>
    patterns.some((pattern) => isIncluded(pattern, file, main, linked.launch.container)),
  );
  return [main, ...(included.length > 0 ? included : besideOf(main, others))];
}

/** What supervisord gives its programs: what it was started with. */
export function supervisordOf({ launch, args }: LinkedLaunch): Supervisord {
  const { user, cwd, environment, stdout, stderr, umask } = launch;
  const nodaemon = args.some(({ value }) => value === "--nodaemon" || /^-[a-zA-Z]*n$/.test(value ?? ""));
  return { user, cwd, environment, stdout, stderr, umask, nodaemon };
}

/** The folder in which supervisord finds a file of the repository: `%(here)s`. */
export function supervisorHere(
  fs: FileSystem,
  linked: LinkedLaunch | null,
  files: readonly string[],
): (file: string) => string | null {
  if (linked === null) return () => null;
  const main = mainFile(fs, linked, files);
  const named = configWord(linked);
  return (file) => {
    if (file === main && named !== null && isAbsolute(named)) return dirname(named);
    const { container } = linked.launch;
    const [inside] = container === null ? [] : insidePaths(container, file);
    return inside === undefined ? null : dirname(inside);
  };
}

function mainFile(fs: FileSystem, linked: LinkedLaunch, files: readonly string[]): string | null {
  const named = configWord(linked);
  if (named !== null) return fileHere(fs, linked.place, named, files);
  for (const path of USUAL) {
    const here = linked.place.here(path);
    if (here !== null && files.includes(here)) return here;
  }
  return null;
}

/** What `-c` or `--configuration` names. */
function configWord({ args }: LinkedLaunch): string | null {
  for (const [i, { value }] of args.entries()) {
    const glued = /^(?:-c|--configuration=)(.+)$/s.exec(value ?? "")?.[1];
    if (glued !== undefined) return glued;
    if (value === "-c" || value === "--configuration") return args[i + 1]?.value ?? null;
  }
  return null;
}

/** The patterns of `[include] files=`, split at blanks. */
function includesOf(fs: FileSystem, main: string): string[] {
  const source = fs.read(main);
  if (isUnreadable(source)) return [];
  return readIni(source.text, "supervisor")
    .sections.filter((section) => section.name === "include")
    .flatMap((section) => section.options.filter((option) => option.name === "files"))
    .flatMap((option) => option.value.value.split(/\s+/))
    .filter((pattern) => pattern !== "");
}

/** Patterns are relative to the folder of the main file. */
function isIncluded(pattern: string, file: string, main: string, container: ContainerView | null): boolean {
  const plain = pattern.replace(/^%\(here\)s\/?/, "").replace(/%\(\w+\)s/g, "*");
  if (!isAbsolute(plain)) {
    if (covers(`/${join(dirname(main), plain)}`, `/${file}`)) return true;
    if (container === null) return false;
    const folders = insidePaths(container, main).map(dirname);
    return insidePaths(container, file).some((inside) =>
      folders.some((folder) => covers(join(folder, plain), inside)),
    );
  }
  const inside = container === null ? [] : insidePaths(container, file);
  if (inside.length > 0) return inside.some((path) => covers(plain, path));
  // On a machine nobody says where a file is put: the folder of the same name will do.
  const sameFolder = basename(dirname(plain)) === basename(dirname(file));
  return container === null && sameFolder && covers(`/${basename(plain)}`, `/${basename(file)}`);
}

/** The paths in a container that a file of the repository has by its copies and mounts. */
function insidePaths(view: ContainerView, file: string): string[] {
  return view.maps.flatMap(({ inside, outside }) => {
    if (outside === null || !isInside(outside, file)) return [];
    return [outside === file ? inside : join(inside, relative(outside, file))];
  });
}

function besideOf(main: string, others: readonly string[]): string[] {
  const folder = dirname(main);
  return others.filter(
    (file) =>
      (folder === "." ? file.includes("/") : file.startsWith(`${folder}/`)) &&
      !/supervisord?\.conf$/.test(file),
  );
}

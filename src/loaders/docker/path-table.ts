import type { ProvidedPath } from "../../model/launch.ts";
import { dirname, isInside, normalize } from "../../text/path.ts";
import type { ImageFacts } from "../images/image-facts.ts";

/** What is known of the paths of an image while its steps are followed: the last word on each path, in order of first mention. */
export type PathTable = Map<string, ProvidedPath>;

/** The paths that an image brings that was built elsewhere. */
export function pathsOfImage(facts: ImageFacts): PathTable {
  const table: PathTable = new Map();
  for (const { path, isDirectory, owner, group, mode } of facts.paths) {
    table.set(path, { path, isDirectory, owner, group, mode, at: null, by: facts.title });
  }
  for (const { path, target } of facts.links) {
    table.set(path, {
      path,
      isDirectory: false,
      owner: "root",
      group: "root",
      mode: "0777",
      at: null,
      by: facts.title,
      linksTo: target,
    });
  }
  return table;
}

/** Adds a directory and those above it that are not there yet; one that is there keeps its owner and mode, as `mkdir -p` does. */
export function addDirectory(
  table: PathTable,
  made: ProvidedPath,
  parentMode: string | null = made.mode,
): void {
  const path = normalize(made.path);
  if (table.has(path)) return;
  const missing: string[] = [];
  for (
    let above = dirname(path);
    above !== "/" && above !== "." && !table.has(above);
    above = dirname(above)
  ) {
    missing.push(above);
  }
  for (const above of missing.reverse())
    table.set(above, { ...made, path: above, isDirectory: true, mode: parentMode });
  table.set(path, { ...made, path, isDirectory: true });
}

/** Removes a path with all below it. */
export function removePath(table: PathTable, path: string): void {
  const wanted = normalize(path);
  for (const each of [...table.keys()]) if (isInside(wanted, each)) table.delete(each);
}

/** Changes a path, and with `deep` all below it. */
export function changePaths(
  table: PathTable,
  path: string,
  deep: boolean,
  change: (each: ProvidedPath) => Partial<ProvidedPath>,
): void {
  const wanted = normalize(path);
  if (!deep) {
    const known = table.get(wanted);
    if (known !== undefined) table.set(wanted, { ...known, ...change(known) });
    return;
  }
  for (const [each, known] of table)
    if (isInside(wanted, each)) table.set(each, { ...known, ...change(known) });
}

/** The path with every link on the way followed, at most as many as Linux follows. */
export function realPath(table: PathTable, path: string): string {
  let hops = 0;
  let pending = normalize(path).split("/").slice(1);
  let current = "";
  while (pending.length > 0) {
    const [name = "", ...rest] = pending;
    const next = `${current}/${name}`;
    const target = table.get(next)?.linksTo;
    if (target === undefined || ++hops > 40) {
      current = next;
      pending = rest;
      continue;
    }
    const led = normalize(target.startsWith("/") ? target : `${current}/${target}`);
    pending = [...led.split("/").slice(1), ...rest];
    current = "";
  }
  return current === "" ? "/" : current;
}

export function isDirectoryIn(table: PathTable, path: string): boolean {
  return table.get(realPath(table, path))?.isDirectory === true;
}

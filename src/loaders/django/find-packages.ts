import type { FileSystem } from "../../text/file-system.ts";
import { join } from "../../text/path.ts";
import type { FirstPartyRoot } from "./first-party.ts";

const NOT_CODE =
  /^(?:\.|_|node_modules$|venv$|env$|docs?$|tests?$|static$|media$|templates$|locale$|site-packages$|build$|dist$)/;

/**
 * The project's own top-level importable names below the search path: packages (a folder with `__init__.py`, or with
 * modules in it) and single modules. manage.py, setup.py and gunicorn's configuration are not among them.
 */
export function findPackages(fs: FileSystem, searchPath: readonly string[]): FirstPartyRoot[] {
  const found = new Map<string, FirstPartyRoot>();
  for (const base of searchPath) {
    for (const entry of fs.list(base)) {
      const path = join(base, entry.name);
      if (NOT_CODE.test(entry.name)) continue;
      if (entry.kind === "directory" && /^[A-Za-z_]\w*$/.test(entry.name) && isPackage(fs, path)) {
        if (!found.has(entry.name)) found.set(entry.name, { name: entry.name, directory: path });
      } else if (entry.kind === "file" && /^[A-Za-z_]\w*\.py$/.test(entry.name) && !isTool(entry.name)) {
        const name = entry.name.slice(0, -".py".length);
        if (!found.has(name)) found.set(name, { name, directory: path });
      }
    }
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** A folder with modules; one with packages below it is a namespace package (`apps/blog`). */
function isPackage(fs: FileSystem, path: string): boolean {
  return fs
    .list(path)
    .some((entry) =>
      entry.kind === "file"
        ? /^[A-Za-z_]\w*\.py$/.test(entry.name)
        : entry.kind === "directory" && fs.kindOf(join(path, entry.name, "__init__.py")) === "file",
    );
}

function isTool(name: string): boolean {
  return (
    ["manage.py", "setup.py", "conftest.py", "fabfile.py", "noxfile.py"].includes(name) ||
    name.includes("gunicorn")
  );
}

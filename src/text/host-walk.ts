import type { HostBackend, Refusal } from "./host-backend.ts";
import { isRefusal } from "./host-backend.ts";
import type { HostEntry, ResolvedPath } from "./host-files.ts";

/** Symbolic links that one path may pass, as in the kernel (MAXSYMLINKS in include/linux/namei.h). */
export const MAX_LINKS = 40;

/** Links of /proc that the kernel itself follows: their text may name a path of another mount namespace, or none. */
const KERNEL_LINK = /^\/proc\/\d+(?:\/task\/\d+)?\/(?:root|cwd|exe|(?:fd|ns|map_files)\/[^/]+)$/;

/**
 * Follows `path` from the root, component by component, as the kernel's path walk does, but never out of the root: an absolute link
 * starts again at the root, `..` at the top stays there. The last component is followed only when `followLast`.
 */
export function walk(backend: HostBackend, path: string, followLast: boolean): ResolvedPath | Refusal {
  const top = backend.entry("/");
  if (isRefusal(top)) return top;
  const ahead = components(path);
  const mustBeDirectory = /\/\.?$/.test(path);
  const through = new Set<string>();
  let at: { readonly path: string; readonly entry: HostEntry } = { path: "/", entry: top };
  let links = 0;
  for (let name = ahead.pop(); name !== undefined; name = ahead.pop()) {
    if (at.entry.kind !== "directory") return { reason: "missing", why: `${at.path} is not a directory` };
    through.add(at.path);
    const next = name === ".." ? parentOf(at.path) : at.path === "/" ? `/${name}` : `${at.path}/${name}`;
    const entry = backend.entry(next);
    if (isRefusal(entry)) return entry;
    if (entry.kind !== "symlink" || (ahead.length === 0 && !followLast && !mustBeDirectory)) {
      at = { path: next, entry };
      continue;
    }
    links++;
    if (links > MAX_LINKS)
      return { reason: "loop", why: `more than ${MAX_LINKS} symbolic links, at ${next}` };
    if (KERNEL_LINK.test(next)) {
      return { reason: "outside", why: `${next} is a link of the kernel, which may lead out of this root` };
    }
    const target = entry.linksTo;
    if (target === undefined) return { reason: "failed", why: `the link ${next} could not be read` };
    if (target === "") return { reason: "missing", why: `${next} is an empty link` };
    if (target.startsWith("/")) at = { path: "/", entry: top };
    for (const part of components(target)) ahead.push(part);
  }
  if (mustBeDirectory && at.entry.kind !== "directory") {
    return { reason: "missing", why: `${at.path} is not a directory` };
  }
  return { path: at.path, through: [...through], entry: at.entry };
}

/** The components of a path, last first, without empty ones and `.`. */
function components(path: string): string[] {
  return path
    .split("/")
    .filter((part) => part !== "" && part !== ".")
    .reverse();
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(1, path.lastIndexOf("/")));
}

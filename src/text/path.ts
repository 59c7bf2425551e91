/** Pure path helpers for "/"-separated paths; nothing here touches a disk. */

export function isAbsolute(path: string): boolean {
  return path.startsWith("/");
}

/** `a/./b/../c` becomes `a/c`; leading `..` of a relative path stay; `/..` is `/`; the empty path is `.`. */
export function normalize(path: string): string {
  const absolute = isAbsolute(path);
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else if (part !== ".." || !absolute) parts.push(part);
  }
  const joined = parts.join("/");
  if (absolute) return `/${joined}`;
  return joined === "" ? "." : joined;
}

/** Joins and normalises; an absolute later part starts anew. */
export function join(...parts: readonly string[]): string {
  let path = "";
  for (const part of parts) path = isAbsolute(part) || path === "" ? part : `${path}/${part}`;
  return normalize(path);
}

export function dirname(path: string): string {
  const at = path.lastIndexOf("/");
  if (at < 0) return ".";
  return at === 0 ? "/" : path.slice(0, at);
}

export function basename(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** The extension with its dot, "" when there is none: `.conf` of `a/b.conf`. */
export function extname(path: string): string {
  const name = basename(path);
  const dot = name.lastIndexOf(".");
  return dot <= 0 ? "" : name.slice(dot);
}

/** `a//` becomes `a`, and `//` the empty path. */
export function withoutSlashesAtEnd(path: string): string {
  let end = path.length;
  while (end > 0 && path.charAt(end - 1) === "/") end--;
  return path.slice(0, end);
}

/** `path` as seen from `directory`; both relative to the same base or both absolute. */
export function relative(directory: string, path: string): string {
  const from = normalize(directory)
    .split("/")
    .filter((part) => part !== "" && part !== ".");
  const to = normalize(path)
    .split("/")
    .filter((part) => part !== "" && part !== ".");
  let same = 0;
  while (same < from.length && same < to.length && from[same] === to[same]) same++;
  return [...from.slice(same).map(() => ".."), ...to.slice(same)].join("/") || ".";
}

/** True when `path` is `directory` or lies below it. */
export function isInside(directory: string, path: string): boolean {
  const base = normalize(directory);
  const target = normalize(path);
  if (base === ".") return !isAbsolute(target) && !target.startsWith("..");
  return target === base || target.startsWith(base === "/" ? "/" : `${base}/`);
}

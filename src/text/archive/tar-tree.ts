import type { AclNames } from "../acl.ts";
import { isRefusal, type Refusal } from "../host-backend.ts";
import type { HostEntry, Unseen } from "../host-files.ts";
import { treeBackend, type HostNode, type HostTree } from "../host-tree.ts";
import { walk } from "../host-walk.ts";
import { basename, dirname } from "../path.ts";
import type { RandomAccess } from "./random-access.ts";
import { expandSparse } from "./sparse.ts";
import { readTar, type TarEnd, type TarEntry } from "./tar-entries.ts";

/** What an archive may hold at most. */
export interface ArchiveLimits {
  /** Members in all layers together, and the directories that they imply. */
  readonly entries: number;
  /** Bytes after unpacking what is compressed. */
  readonly expandedBytes: number;
}

/** What was met while archives were unpacked into one tree. */
export interface TarNotes {
  readonly unseen: Unseen[];
  /** Members so far, in all archives. */
  entries: number;
  /** True once a member had an ACL: the archive then says of every other that it has none. */
  hasAcls: boolean;
}

/**
 * Puts the members of a tar archive into `tree`, as unpacking it in an empty root would: a later member replaces an earlier one of the
 * same name, links on the way are followed inside the root, a name with `..` is refused. `skip` tells members to leave out.
 */
export function unpackTar(
  access: RandomAccess,
  tree: HostTree,
  notes: TarNotes,
  limits: ArchiveLimits,
  options: { readonly label: string; readonly names: AclNames; readonly skip?: (path: string) => boolean },
): TarEnd | null {
  const refuse = (name: string, why: string): null => {
    if (notes.unseen.length < MAX_NOTES) notes.unseen.push({ path: name, reason: "outside", why });
    return null;
  };
  return readTar(access, (entry) => {
    notes.entries++;
    if (notes.entries > limits.entries || tree.size > limits.entries) {
      return { reason: "too-large", why: `the archive has more than ${limits.entries} entries` };
    }
    const path = pathOf(entry.name);
    if (path === null) return refuse(entry.name, `the archive's member leads out of the root with ".."`);
    if (options.skip?.(path) === true) return null;
    const place = placeOf(tree, path);
    if (entry.acl !== undefined) notes.hasAcls = true;
    if (entry.type !== "hard-link") {
      tree.put(place, nodeOf(entry, options.label, options.names));
      return null;
    }
    const target = pathOf(entry.linkName);
    const linked = target === null ? undefined : tree.get(placeOf(tree, target));
    if (linked === undefined || linked.entry.kind === "directory") {
      return refuse(path, `is a hard link to ${entry.linkName}, which is not in the archive before it`);
    }
    if (target !== path) tree.put(place, linked);
    return null;
  });
}

/** So many members that cannot be used are told one by one. */
const MAX_NOTES = 1000;

/** The absolute path of a member; null when it holds `..`. */
export function pathOf(name: string): string | null {
  const parts = name.split("/").filter((part) => part !== "" && part !== ".");
  return parts.includes("..") ? null : `/${parts.join("/")}`;
}

/** Where a path is once the links among its directories are followed inside the tree. */
function placeOf(tree: HostTree, path: string): string {
  const parent = dirname(path);
  if (path === "/" || tree.get(parent)?.entry.kind === "directory") return path;
  const place = walk(treeBackend(tree), parent, true);
  if (isRefusal(place) || place.entry.kind !== "directory") return path;
  return place.path === "/" ? `/${basename(path)}` : `${place.path}/${basename(path)}`;
}

function nodeOf(entry: TarEntry, label: string, names: AclNames): HostNode {
  const host: HostEntry = {
    kind: entry.type === "hard-link" ? "file" : entry.type,
    uid: entry.uid,
    gid: entry.gid,
    mode: entry.type === "symlink" ? 0o777 : entry.mode,
    size: entry.size,
    modified: entry.modified,
    identity: `${label}:${entry.offset}`,
    ...(entry.type === "symlink" ? { linksTo: entry.linkName } : {}),
  };
  const { acl } = entry;
  return {
    entry: host,
    ...(entry.type === "file" ? { content: (limit) => contentOf(entry, limit) } : {}),
    ...(entry.type === "file" && entry.sparse === undefined ? { stored: entry.stored } : {}),
    ...(acl === undefined
      ? {}
      : {
          get acl() {
            return acl(names);
          },
        }),
  };
}

function contentOf(entry: TarEntry, limit: number): Uint8Array | Refusal {
  if (entry.size > limit) return { reason: "too-large", why: `is larger than ${limit} bytes` };
  if (entry.sparse === null) return { reason: "failed", why: "its sparse map in the archive makes no sense" };
  const bytes =
    entry.sparse === undefined ? entry.stored.read(0, entry.size) : expandSparse(entry.sparse, entry.stored);
  if (bytes === null || bytes.length < entry.size) return { reason: "failed", why: "the archive ends in it" };
  return bytes;
}

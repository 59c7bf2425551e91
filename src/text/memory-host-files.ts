import type { Refusal } from "./host-backend.ts";
import { hostFilesOver } from "./host-files-over.ts";
import type { AclEntry, HostEntry, HostFiles, Unseen } from "./host-files.ts";
import { hostTree, treeBackend, type HostNode } from "./host-tree.ts";
import { dirname, isInside, normalize } from "./path.ts";

/** A path of a host that is written down: a text is a file of root's with mode 0644. */
export type MemoryHostEntry =
  | string
  | Uint8Array
  | (Partial<HostEntry> & {
      readonly content?: string | Uint8Array;
      readonly acl?: readonly AclEntry[] | null;
      /** Why it cannot be seen: a directory that may not be searched hides what is below it too. */
      readonly unseen?: Pick<Unseen, "reason" | "why">;
    });

export interface MemoryHostOptions {
  /** Bytes in all and left, by mount point; the longest that holds a path counts. */
  readonly space?: Readonly<Record<string, { readonly total: number; readonly free: number }>>;
  /** "unknown" as on a live host that may not run getfacl; entries with an ACL of their own keep it. */
  readonly acls?: "none" | "unknown";
}

/** The files of a host that stand in memory, by absolute path, for tests; directories above them are made (root, 0755). */
export function memoryHostFiles(
  files: Readonly<Record<string, MemoryHostEntry>>,
  options: MemoryHostOptions = {},
): HostFiles {
  const tree = hostTree();
  const hidden = new Map<string, Refusal>();
  const spaces = Object.entries(options.space ?? {}).sort(([a], [b]) => b.length - a.length);
  let inode = 1;
  for (const [asked, written] of Object.entries(files)) {
    const path = normalize(asked);
    const given =
      typeof written === "string" || written instanceof Uint8Array ? { content: written } : written;
    if (given.unseen !== undefined) hidden.set(path, given.unseen);
    tree.put(path, nodeOf(given, `memory:${inode++}`));
  }
  const backend = treeBackend(tree, {
    space: (path) => spaces.find(([mount]) => isInside(mount, path))?.[1] ?? null,
  });
  const hiding = (path: string): Refusal | undefined => {
    if (hidden.size === 0) return undefined;
    for (let at = path; at !== "/"; at = dirname(at)) {
      const found = hidden.get(at);
      if (found !== undefined && (at !== path || found.reason !== "denied")) return found;
    }
    return undefined;
  };
  return hostFilesOver({
    ...backend,
    entry: (path) => hiding(path) ?? backend.entry(path),
    names: (path, limit) => hiding(path) ?? hidden.get(path) ?? backend.names(path, limit),
    bytes: (path, limit, use) => hiding(path) ?? hidden.get(path) ?? backend.bytes(path, limit, use),
    acl: (path) => {
      const acl = tree.get(path)?.acl;
      return acl === undefined ? (options.acls === "unknown" ? undefined : null) : acl;
    },
  });
}

function nodeOf(given: Exclude<MemoryHostEntry, string | Uint8Array>, identity: string): HostNode {
  const { content, linksTo } = given;
  const kind =
    given.kind ?? (linksTo !== undefined ? "symlink" : content !== undefined ? "file" : "directory");
  const bytes =
    typeof content === "string" ? new TextEncoder().encode(content) : (content ?? new Uint8Array());
  const entry: HostEntry = {
    kind,
    uid: given.uid ?? 0,
    gid: given.gid ?? 0,
    mode: given.mode ?? (kind === "symlink" ? 0o777 : kind === "directory" ? 0o755 : 0o644),
    size: given.size ?? (kind === "file" ? bytes.length : 0),
    modified: given.modified ?? 0,
    identity: given.identity ?? identity,
    ...(linksTo === undefined ? {} : { linksTo }),
  };
  return {
    entry,
    ...(given.acl === undefined ? {} : { acl: given.acl }),
    ...(kind === "file" ? { content: (limit: number) => limited(bytes, entry.size, limit) } : {}),
  };
}

function limited(bytes: Uint8Array, size: number, limit: number): Uint8Array | Refusal {
  if (size > limit) return { reason: "too-large", why: `is larger than ${limit} bytes` };
  return bytes;
}

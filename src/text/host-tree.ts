import type { HostBackend, NamedEntry, Refusal } from "./host-backend.ts";
import type { AclEntry, HostEntry, Unseen } from "./host-files.ts";
import type { RandomAccess } from "./archive/random-access.ts";
import { basename, dirname } from "./path.ts";

/** One path of a tree of files that is held in memory. */
export interface HostNode {
  readonly entry: HostEntry;
  readonly acl?: readonly AclEntry[] | null;
  /** The stored bytes of a regular file that is not sparse, for an archive in an archive. */
  readonly stored?: RandomAccess;
  /** The content of a regular file of at most `limit` bytes. */
  readonly content?: (limit: number) => Uint8Array | Refusal;
}

/** A tree of files by absolute normal path: what archives are read into and tests are written with. */
export interface HostTree {
  /** Puts a node in place of what was there; directories above it that are missing are made, owned by root with mode 0755. */
  put(path: string, node: HostNode): void;
  /** Takes a path away with all that is below it. */
  remove(path: string): void;
  get(path: string): HostNode | undefined;
  /** Names in a directory, in the order in which they came. */
  children(path: string): Iterable<string>;
  readonly size: number;
}

export function hostTree(): HostTree {
  const nodes = new Map<string, HostNode>([["/", madeDirectory]]);
  const names = new Map<string, Set<string>>([["/", new Set()]]);

  const forget = (path: string): void => {
    const ahead = [path];
    for (let at = ahead.pop(); at !== undefined; at = ahead.pop()) {
      for (const name of names.get(at) ?? []) ahead.push(below(at, name));
      names.delete(at);
      nodes.delete(at);
    }
  };
  const remove = (path: string): void => {
    if (path === "/") return;
    forget(path);
    names.get(dirname(path))?.delete(basename(path));
  };
  const makeAbove = (path: string): void => {
    const missing: string[] = [];
    for (let at = dirname(path); nodes.get(at)?.entry.kind !== "directory"; at = dirname(at))
      missing.push(at);
    for (const directory of missing.reverse()) place(directory, madeDirectory);
  };
  const place = (path: string, node: HostNode): void => {
    const before = nodes.get(path);
    const staysDirectory = before?.entry.kind === "directory" && node.entry.kind === "directory";
    if (before !== undefined && !staysDirectory && path !== "/") remove(path);
    nodes.set(path, node);
    if (path !== "/") names.get(dirname(path))?.add(basename(path));
    if (node.entry.kind === "directory" && !names.has(path)) names.set(path, new Set());
  };

  return {
    put: (path, node) => {
      if (path === "/" && node.entry.kind !== "directory") return;
      makeAbove(path);
      place(path, node);
    },
    remove,
    get: (path) => nodes.get(path),
    children: (path) => names.get(path) ?? [],
    get size() {
      return nodes.size;
    },
  };
}

/** What a tree of files answers where the files do not say. */
export interface TreeFacts {
  /** The answer for a path that is not there: when the tree is whole, that it is missing. */
  readonly absent?: (path: string) => Refusal;
  /** The ACL of a path whose node says nothing of one; none when absent. */
  readonly acl?: null | "unknown";
  readonly space?: HostBackend["space"];
  readonly unseen?: () => readonly Unseen[];
}

export function treeBackend(tree: HostTree, facts: TreeFacts = {}): HostBackend {
  const absent = facts.absent ?? ((): Refusal => ({ reason: "missing", why: "is not there" }));
  return {
    entry: (path) => tree.get(path)?.entry ?? absent(path),
    names: (path, limit) => {
      const node = tree.get(path);
      if (node === undefined) return absent(path);
      if (node.entry.kind !== "directory") return { reason: "not-regular", why: "is not a directory" };
      const entries: NamedEntry[] = [];
      for (const name of tree.children(path)) {
        if (entries.length >= limit) return { entries, more: true };
        entries.push({ name, kind: tree.get(below(path, name))?.entry.kind ?? "other" });
      }
      return { entries, more: false };
    },
    bytes: (path, limit) => {
      const node = tree.get(path);
      if (node === undefined) return absent(path);
      return node.content?.(limit) ?? { reason: "not-regular", why: "is not a regular file" };
    },
    acl: (path) => {
      const node = tree.get(path);
      if (node !== undefined && "acl" in node) return node.acl;
      return facts.acl === "unknown" ? undefined : null;
    },
    space: facts.space ?? (() => null),
    unseen: facts.unseen ?? (() => []),
  };
}

function below(directory: string, name: string): string {
  return directory === "/" ? `/${name}` : `${directory}/${name}`;
}

const madeDirectory: HostNode = {
  entry: { kind: "directory", uid: 0, gid: 0, mode: 0o755, size: 0, modified: 0, identity: null },
};

import type { EntryKind, FileSystem } from "./file-system.ts";

/** What a path of an audited host is, itself: symbolic links are not followed. */
export interface HostEntry {
  readonly kind: EntryKind | "symlink" | "fifo" | "socket" | "character-device" | "block-device";
  readonly uid: number;
  readonly gid: number;
  /** The lower twelve bits: permission, set-id and sticky. */
  readonly mode: number;
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly modified: number;
  /** Device and inode as one word, to tell whether two names are one file; null where an archive does not say. */
  readonly identity: string | null;
  /** Where a symbolic link leads, as written in it. */
  readonly linksTo?: string;
}

/** An entry of a POSIX access ACL (acl(5)); `id` for named users and groups. */
export interface AclEntry {
  readonly tag: "user-object" | "user" | "group-object" | "group" | "mask" | "other";
  readonly id: number | null;
  /** Bits: 4 read, 2 write, 1 execute. */
  readonly permissions: number;
}

/** Why something of the host could not be seen, and with which rights it could have been. */
export interface Unseen {
  readonly path: string;
  /** "missing" is certain: the directory above was read, and it is not there. */
  readonly reason: "missing" | "denied" | "loop" | "outside" | "too-large" | "not-regular" | "failed";
  readonly why: string;
}

/** Where a path leads once every symbolic link on the way is followed inside the root. */
export interface ResolvedPath {
  /** Absolute inside the root, without links. */
  readonly path: string;
  /** Each directory that is passed, from `/` down, links resolved: the kernel wants its x bit. */
  readonly through: readonly string[];
  readonly entry: HostEntry;
}

/**
 * The files of a host: live, a mounted disk, an unpacked image, a snapshot, an archive. Paths are absolute inside the root, which
 * nothing ever leaves: a link to `/etc` leads to `/etc` inside the root, `..` at the top stays there. Only regular files are opened.
 */
export interface HostFiles extends FileSystem {
  entryOf(path: string): HostEntry | Unseen;
  resolve(path: string): ResolvedPath | Unseen;
  /** Names in byte order, at most `limit`; `more` true when there are others, which may come before those in byte order. */
  names(path: string, limit: number): { readonly names: readonly string[]; readonly more: boolean } | Unseen;
  /** The access ACL; null when there is none, undefined when it cannot be known (a live host gives it only to `--allow-exec`). */
  aclOf(path: string): readonly AclEntry[] | null | undefined;
  /** Raw bytes of a small file (of `/proc` too, whose sizes are 0), at most `limit`, or why not. */
  bytesOf(path: string, limit: number): Uint8Array | Unseen;
  /**
   * What an open file of a process is, through the kernel's link `/proc/PID/fd/N`: also when it was deleted or lies in another mount
   * namespace. Only looked at, never opened. Undefined where no kernel is asked: an image, an archive.
   */
  openedEntryOf?(path: string): HostEntry | Unseen;
  /** The file system that holds the path: bytes in all and left to a user who is not root; null when not known. */
  spaceOf(path: string): { readonly total: number; readonly free: number } | null;
  /** Everything that was asked for and could not be seen, once each, in order of path; what is missing was seen to be missing. */
  unseen(): readonly Unseen[];
}

export function isUnseen(found: object): found is Unseen {
  return "reason" in found && "why" in found;
}

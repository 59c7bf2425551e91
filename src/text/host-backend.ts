import type { AclEntry, HostEntry, Unseen } from "./host-files.ts";

/** Why a backend does not give what was asked; the path is the one asked for. */
export type Refusal = Pick<Unseen, "reason" | "why">;

/** A name in a directory and what it is itself. */
export interface NamedEntry {
  readonly name: string;
  readonly kind: HostEntry["kind"];
}

/**
 * What stores a host's files: a disk, memory, an archive, a snapshot. Every path it is given is absolute, normal, and has no symbolic
 * link among its directories: `hostFilesOver` walks, a backend only looks. It never follows a link and never throws.
 */
export interface HostBackend {
  readonly entry: (path: string) => HostEntry | Refusal;
  /** At most `limit` names in any order, and whether there are more. */
  readonly names: (path: string, limit: number) => NamesFound | Refusal;
  /** The content of a regular file of at most `limit` bytes; "source" for a file that will be shown to people, "facts" for the rest. */
  readonly bytes: (path: string, limit: number, use: "source" | "facts") => Uint8Array | Refusal;
  readonly acl: (path: string) => readonly AclEntry[] | null | undefined;
  readonly space: (path: string) => { readonly total: number; readonly free: number } | null;
  /** See `openedEntryOf` of HostFiles. */
  readonly opened?: (path: string) => HostEntry | Refusal;
  /** What the backend could not see as a whole, such as the end of a truncated archive. */
  readonly unseen: () => readonly Unseen[];
}

export interface NamesFound {
  readonly entries: readonly NamedEntry[];
  readonly more: boolean;
}

export function isRefusal(found: object): found is Refusal {
  return "reason" in found && "why" in found;
}

import type { Refusal } from "../host-backend.ts";
import { hostFilesOver } from "../host-files-over.ts";
import type { HostFiles, Unseen } from "../host-files.ts";
import { hostTree, treeBackend, type HostTree } from "../host-tree.ts";
import { namesIn } from "./archive-names.ts";
import { inflateInMemory } from "./inflate.ts";
import { isImage, readImage, type ImageConfig } from "./image.ts";
import type { RandomAccess } from "./random-access.ts";
import { readSnapshot, SNAPSHOT_FACTS, type SnapshotFacts } from "./snapshot-read.ts";
import type { TarEnd } from "./tar-entries.ts";
import { unpackTar, type ArchiveLimits, type TarNotes } from "./tar-tree.ts";

/** What an archive turned out to be. */
export type OpenedArchive =
  /** The files of a root: `docker export`, `tar -C / -c .`. */
  | { readonly kind: "root"; readonly files: HostFiles }
  /** The first image of `docker save` or of an OCI layout, its layers applied. */
  | { readonly kind: "image"; readonly files: HostFiles; readonly config: ImageConfig }
  /** What `loglint collect` wrote. */
  | { readonly kind: "snapshot"; readonly files: HostFiles; readonly facts: SnapshotFacts }
  | { readonly kind: "none"; readonly why: string };

/** Unpacks gzip, at most `limit` bytes; what could be unpacked of a damaged stream comes with why it ended. */
export type Inflate = (access: RandomAccess, limit: number) => Promise<Inflated>;

export interface Inflated {
  readonly access: RandomAccess;
  readonly end: TarEnd | null;
}

export interface ArchiveOptions {
  /** In memory, by the platform's DecompressionStream, when absent. */
  readonly inflate?: Inflate;
  readonly limits?: Partial<ArchiveLimits>;
}

export const ARCHIVE_LIMITS: ArchiveLimits = { entries: 1_000_000, expandedBytes: 16 * 1024 ** 3 };

/** The files in a tar archive, plain or gzipped. Contents are read when asked for; nothing is written. */
export async function openArchive(
  written: RandomAccess,
  options: ArchiveOptions = {},
): Promise<OpenedArchive> {
  const limits: ArchiveLimits = { ...ARCHIVE_LIMITS, ...options.limits };
  const inflate = options.inflate ?? inflateInMemory;
  let left = limits.expandedBytes;
  const ends: TarEnd[] = [];
  const unpack = async (access: RandomAccess): Promise<RandomAccess | TarEnd> => {
    const packed = compressionOf(access.read(0, 8));
    if (packed === null) return access;
    if (packed !== "gzip")
      return {
        reason: "failed",
        why: `is packed with ${packed}, of which loglint knows nothing: unpack it first`,
      };
    const inflated = await inflate(access, left);
    left -= inflated.access.size;
    if (inflated.end !== null) ends.push(inflated.end);
    return inflated.access;
  };

  const access = await unpack(written);
  if (!("read" in access)) return { kind: "none", why: access.why };
  const outer = hostTree();
  const notes: TarNotes = { unseen: [], entries: 0, hasAcls: false };
  const end = unpackTar(access, outer, notes, limits, { label: "archive", names: namesIn(outer) });
  if (outer.size === 1 && notes.entries === 0) {
    return { kind: "none", why: end === null ? "has nothing in it" : "is not a tar archive" };
  }
  if (end !== null) ends.push(end);
  if (outer.get(SNAPSHOT_FACTS) !== undefined) {
    const snapshot = readSnapshot(outer);
    return typeof snapshot === "string" ? { kind: "none", why: snapshot } : { kind: "snapshot", ...snapshot };
  }
  if (!isImage(outer)) {
    return { kind: "root", files: filesOf(outer, notes, ends, notes.hasAcls ? null : "unknown") };
  }
  const image = await readImage(outer, unpack, notes, limits);
  if (!("tree" in image)) return { kind: "none", why: image.why };
  if (image.end !== null) ends.push(image.end);
  // Images carry no ACLs: their layers keep of the extended attributes only the capabilities.
  return { kind: "image", files: filesOf(image.tree, notes, ends, null), config: image.config };
}

/** The files of a tree; what is absent from one that could not be read to its end may still have been there. */
function filesOf(tree: HostTree, notes: TarNotes, ends: readonly TarEnd[], acl: null | "unknown"): HostFiles {
  const [first] = ends;
  const absent = (): Refusal =>
    first === undefined
      ? { reason: "missing", why: "is not in the archive" }
      : { reason: "failed", why: `is not in what could be read: ${first.why}` };
  const unseen = (): Unseen[] => [
    ...notes.unseen,
    ...ends.map(({ reason, why }) => ({ path: "/", reason, why })),
  ];
  return hostFilesOver(treeBackend(tree, { absent, acl, unseen }));
}

/** How a file is packed, from its first bytes; null when it is not. */
function compressionOf(start: Uint8Array): string | null {
  const begins = (...bytes: number[]): boolean => bytes.every((byte, i) => start[i] === byte);
  if (begins(0x1f, 0x8b)) return "gzip";
  if (begins(0x28, 0xb5, 0x2f, 0xfd)) return "zstd";
  if (begins(0xfd, 0x37, 0x7a, 0x58, 0x5a)) return "xz";
  if (begins(0x42, 0x5a, 0x68)) return "bzip2";
  if (begins(0x50, 0x4b, 0x03, 0x04)) return "zip";
  return begins(0x04, 0x22, 0x4d, 0x18) ? "lz4" : null;
}

import type { SourceFile } from "./source-file.ts";

/** What is at a path: "other" is a device, socket or FIFO, which loglint never opens. */
export type EntryKind = "file" | "directory" | "other";

export interface Entry {
  readonly name: string;
  /** Symbolic links are followed; a dangling link or a loop is "other". */
  readonly kind: EntryKind;
  /** True for a symbolic link, whatever it leads to. */
  readonly link?: boolean;
}

/**
 * The files that loglint may look at. Paths are relative to the working directory or absolute, with "/";
 * every implementation normalises `.` and `..` and never leaves its root.
 */
export interface FileSystem {
  /** True for a machine that runs the site: an absolute path in a file is that path here, and nothing is mapped. */
  readonly isServer?: boolean;
  kindOf(path: string): EntryKind | undefined;
  /** Size in bytes, undefined when there is no such file. */
  sizeOf(path: string): number | undefined;
  /** Entries sorted by name in byte order; an unreadable or missing directory has none. */
  list(path: string): readonly Entry[];
  /** Why a folder that is there has no entries to show; undefined when it is empty, or when this is not known. */
  unlistable?(path: string): string | undefined;
  /** The decoded file, or why it cannot be read. Files over `maxBytes` are refused. */
  read(path: string): SourceFile | Unreadable;
}

/** Why a file cannot be read; `path` as asked. */
export interface Unreadable {
  readonly path: string;
  readonly unreadable: string;
}

/** Files larger than this are a gap unless a caller allows more: 10 MiB. */
export const MAX_BYTES = 10 * 1024 * 1024;

export function isUnreadable(result: SourceFile | Unreadable): result is Unreadable {
  return "unreadable" in result;
}

import { isUnreadable, type FileSystem, type Unreadable } from "./file-system.ts";
import { normalize } from "./path.ts";
import type { SourceFile } from "./source-file.ts";

/** A file system that keeps every text it gave out, so that each file is read once and findings can show its lines. */
export interface RecordingFileSystem extends FileSystem {
  readonly sources: ReadonlyMap<string, SourceFile>;
}

/** Wraps `inner`: reads go through a cache by normalised path. */
export function recordingFileSystem(inner: FileSystem): RecordingFileSystem {
  const sources = new Map<string, SourceFile>();
  const refused = new Map<string, Unreadable>();
  return {
    sources,
    ...(inner.isServer === undefined ? {} : { isServer: inner.isServer }),
    kindOf: (path) => inner.kindOf(path),
    sizeOf: (path) => inner.sizeOf(path),
    list: (path) => inner.list(path),
    unlistable: (path) => inner.unlistable?.(path),
    read: (path) => {
      const key = normalize(path);
      const known = sources.get(key) ?? refused.get(key);
      if (known !== undefined) return known;
      const result = inner.read(key);
      if (isUnreadable(result)) refused.set(key, result);
      else sources.set(key, result);
      return result;
    },
  };
}

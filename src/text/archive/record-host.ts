import { isRefusal, type HostBackend, type NamesFound, type Refusal } from "../host-backend.ts";
import { hostFilesOver } from "../host-files-over.ts";
import type { AclEntry, HostEntry, HostFiles } from "../host-files.ts";

/** Every answer that a host gave, by what was asked: all that is needed to give the same answers again. */
export interface HostRecord {
  readonly entries: ReadonlyMap<string, HostEntry | Refusal>;
  readonly opened: ReadonlyMap<string, HostEntry | Refusal>;
  /** By path and limit, see `namesKey`. */
  readonly names: ReadonlyMap<string, NamesFound | Refusal>;
  readonly contents: ReadonlyMap<string, Uint8Array>;
  /** Contents that were not given, by path, use and limit, see `contentKey`. */
  readonly refusals: ReadonlyMap<string, Refusal>;
  /** Undefined: not known. */
  readonly acls: ReadonlyMap<string, readonly AclEntry[] | null | undefined>;
  readonly spaces: ReadonlyMap<string, { readonly total: number; readonly free: number } | null>;
}

export interface RecordedHost {
  readonly files: HostFiles;
  /** What was asked so far. */
  readonly record: HostRecord;
}

/**
 * The files of a host that keep account of all that is asked of them: run an audit over `files`, write `record` as a snapshot, and
 * auditing the snapshot asks the same and gets the same.
 */
export function recordHost(backend: HostBackend): RecordedHost {
  const entries = new Map<string, HostEntry | Refusal>();
  const opened = new Map<string, HostEntry | Refusal>();
  const names = new Map<string, NamesFound | Refusal>();
  const contents = new Map<string, Uint8Array>();
  const refusals = new Map<string, Refusal>();
  const acls = new Map<string, readonly AclEntry[] | null | undefined>();
  const spaces = new Map<string, { readonly total: number; readonly free: number } | null>();
  // The first answer is the one that is kept and given again: a snapshot shows one moment of each path.
  const once = <T>(kept: Map<string, T>, key: string, ask: () => T): T => {
    const before = kept.get(key);
    if (before !== undefined || kept.has(key)) return before as T;
    const found = ask();
    kept.set(key, found);
    return found;
  };
  const { opened: openedBy } = backend;
  const files = hostFilesOver({
    entry: (path) => once(entries, path, () => backend.entry(path)),
    names: (path, limit) => once(names, namesKey(path, limit), () => backend.names(path, limit)),
    bytes: (path, limit, use) => {
      const before = refusals.get(contentKey(path, limit, use));
      if (before !== undefined) return before;
      const kept = contents.get(path);
      if (kept !== undefined && kept.length <= limit) return kept;
      const found = backend.bytes(path, limit, use);
      if (found instanceof Uint8Array) contents.set(path, found);
      else refusals.set(contentKey(path, limit, use), found);
      return found;
    },
    acl: (path) => once(acls, path, () => backend.acl(path)),
    space: (path) => once(spaces, path, () => backend.space(path)),
    ...(openedBy === undefined ? {} : { opened: (path: string) => once(opened, path, () => openedBy(path)) }),
    unseen: () => backend.unseen(),
  });
  return { files, record: { entries, opened, names, contents, refusals, acls, spaces } };
}

export function namesKey(path: string, limit: number): string {
  return `${limit} ${path}`;
}

export function contentKey(path: string, limit: number, use: "source" | "facts"): string {
  return `${use} ${limit} ${path}`;
}

const NOT_COLLECTED: Refusal = { reason: "failed", why: "was not collected" };

/** Gives the recorded answers; what was never asked was not collected. */
export function recordedBackend(record: HostRecord): HostBackend {
  return {
    entry: (path) => record.entries.get(path) ?? NOT_COLLECTED,
    names: (path, limit) => {
      const asked = record.names.get(namesKey(path, limit));
      return asked ?? NOT_COLLECTED;
    },
    bytes: (path, limit, use) => {
      const refusal = record.refusals.get(contentKey(path, limit, use));
      if (refusal !== undefined) return refusal;
      const content = record.contents.get(path);
      if (content === undefined) return NOT_COLLECTED;
      const entry = record.entries.get(path);
      // What was redacted may be longer than what was read.
      const size = entry === undefined || isRefusal(entry) || entry.size === 0 ? content.length : entry.size;
      return size > limit ? { reason: "too-large", why: `is larger than ${limit} bytes` } : content;
    },
    acl: (path) => record.acls.get(path),
    space: (path) => record.spaces.get(path) ?? null,
    opened: (path) => record.opened.get(path) ?? NOT_COLLECTED,
    unseen: () => [],
  };
}

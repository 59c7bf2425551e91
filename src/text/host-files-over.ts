import { MAX_BYTES, type Entry, type EntryKind } from "./file-system.ts";
import { isRefusal, type HostBackend, type NamedEntry, type Refusal } from "./host-backend.ts";
import type { HostEntry, HostFiles, ResolvedPath, Unseen } from "./host-files.ts";
import { walk } from "./host-walk.ts";
import { isAbsolute, normalize } from "./path.ts";
import { compareNames } from "./path-bytes.ts";
import { decodeSource } from "./source-file.ts";

/** Entries that `list` gives of one directory; more than that are recorded as unseen. */
const LIST_LIMIT = 100_000;

/** The files of a host over what stores them: walks links inside the root and keeps account of what could not be seen. */
export function hostFilesOver(backend: HostBackend): HostFiles {
  const account = new Map<string, Unseen>();
  const refused = (asked: string, refusal: Refusal): Unseen => {
    const path = asked.replace(/(?<=[^/])\/+$/, "");
    const found: Unseen = { path, reason: refusal.reason, why: refusal.why };
    // What is missing was seen to be missing.
    if (found.reason !== "missing") account.set(`${path}\0${found.reason}`, found);
    return found;
  };

  const follow = (path: string): ResolvedPath | Refusal => walk(backend, path, true);
  const kindOfEntry = (entry: HostEntry): EntryKind =>
    entry.kind === "file" || entry.kind === "directory" ? entry.kind : "other";

  const kindOfNamed = (directory: string, named: NamedEntry): EntryKind => {
    if (named.kind === "file" || named.kind === "directory") return named.kind;
    if (named.kind !== "symlink") return "other";
    const target = follow(`${directory}/${named.name}`);
    return isRefusal(target) ? "other" : kindOfEntry(target.entry);
  };

  const bytesOf = (asked: string, limit: number, use: "source" | "facts"): Uint8Array | Unseen => {
    const path = fromTop(asked);
    const place = follow(path);
    if (isRefusal(place)) return refused(path, place);
    if (place.entry.kind !== "file") return refused(path, notRegular(place.entry));
    const bytes = backend.bytes(place.path, limit, use);
    return isRefusal(bytes) ? refused(path, bytes) : bytes;
  };

  return {
    entryOf: (asked) => {
      const path = fromTop(asked);
      const place = walk(backend, path, false);
      return isRefusal(place) ? refused(path, place) : place.entry;
    },
    resolve: (asked) => {
      const path = fromTop(asked);
      const place = follow(path);
      return isRefusal(place) ? refused(path, place) : place;
    },
    names: (asked, limit) => {
      const path = fromTop(asked);
      const place = follow(path);
      if (isRefusal(place)) return refused(path, place);
      const found = backend.names(place.path, limit);
      if (isRefusal(found)) return refused(path, found);
      return { names: found.entries.map((entry) => entry.name).sort(compareNames), more: found.more };
    },
    aclOf: (asked) => {
      const place = follow(fromTop(asked));
      return isRefusal(place) ? undefined : backend.acl(place.path);
    },
    bytesOf: (asked, limit) => bytesOf(asked, limit, "facts"),
    ...(backend.opened === undefined
      ? {}
      : {
          openedEntryOf: (path: string) => {
            const found = backend.opened?.(path) ?? { reason: "failed", why: "no kernel was asked" };
            return isRefusal(found) ? refused(path, found) : found;
          },
        }),
    spaceOf: (asked) => {
      const place = follow(fromTop(asked));
      return isRefusal(place) ? null : backend.space(place.path);
    },
    unseen: () =>
      [...backend.unseen(), ...account.values()].sort(
        (a, b) => compareNames(a.path, b.path) || compareNames(a.reason, b.reason),
      ),
    kindOf: (asked) => {
      const path = fromTop(asked);
      const place = follow(path);
      if (!isRefusal(place)) return kindOfEntry(place.entry);
      refused(path, place);
      // what may not be looked at is there, or may be: only what is missing is not
      return place.reason === "missing" ? undefined : "other";
    },
    sizeOf: (asked) => {
      const place = follow(fromTop(asked));
      return isRefusal(place) ? undefined : place.entry.size;
    },
    list: (asked): Entry[] => {
      const path = fromTop(asked);
      const place = follow(path);
      if (isRefusal(place)) {
        refused(path, place);
        return [];
      }
      const found = backend.names(place.path, LIST_LIMIT);
      if (isRefusal(found)) {
        refused(path, found);
        return [];
      }
      if (found.more) {
        refused(path, { reason: "too-large", why: `only ${LIST_LIMIT} of its entries were looked at` });
      }
      const entries = found.entries.map((named): Entry => ({
        name: named.name,
        kind: kindOfNamed(place.path, named),
        ...(named.kind === "symlink" ? { link: true } : {}),
      }));
      return entries.sort((a, b) => compareNames(a.name, b.name));
    },
    unlistable: (asked) => {
      const place = follow(fromTop(asked));
      const found = isRefusal(place) ? place : backend.names(place.path, LIST_LIMIT);
      return isRefusal(found) && found.reason !== "missing" ? found.why : undefined;
    },
    read: (asked) => {
      const bytes = bytesOf(asked, MAX_BYTES, "source");
      if (!(bytes instanceof Uint8Array)) return { path: asked, unreadable: unreadable(bytes) };
      return decodeSource(normalize(asked), bytes);
    },
  };
}

/** The words of the other file systems where they have one for it. */
function unreadable(found: Unseen): string {
  if (found.reason === "missing") return "no such file";
  return found.reason === "denied" ? `permission denied: ${found.why}` : found.why;
}

function notRegular(entry: HostEntry): Refusal {
  return {
    reason: "not-regular",
    why: entry.kind === "directory" ? "is a directory" : `is a ${entry.kind}, not a regular file`,
  };
}

/** Relative paths start at the root; `..` stays for the walk, which knows links. */
function fromTop(path: string): string {
  return isAbsolute(path) ? path : path === "" || path === "." ? "/" : `/${path}`;
}

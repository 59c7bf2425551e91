import { readdirSync, readFileSync, statSync, type Stats } from "node:fs";
import { resolve } from "node:path";
import { MAX_BYTES, type Entry, type EntryKind, type FileSystem } from "./file-system.ts";
import { isAbsolute, normalize } from "./path.ts";
import { decodeSource } from "./source-file.ts";

/** The disk, seen from `workingDirectory`. Opens regular files only, never a device, socket or FIFO. */
export function diskFileSystem(workingDirectory: string, maxBytes = MAX_BYTES): FileSystem {
  return fileSystemAt((path) => resolve(workingDirectory, path), maxBytes);
}

/** A folder that stands for `/` of a server: absolute paths and `..` stay inside it. */
export function rootFileSystem(root: string, maxBytes = MAX_BYTES): FileSystem {
  const top = resolve(root);
  return fileSystemAt((path) => top + normalize(isAbsolute(path) ? path : `/${path}`), maxBytes);
}

function fileSystemAt(locate: (path: string) => string, maxBytes: number): FileSystem {
  return {
    kindOf: (path) => kindOf(statOf(locate(path))),
    sizeOf: (path) => statOf(locate(path))?.size,
    list: (path) => listDirectory(locate(path)),
    unlistable: (path) => {
      try {
        readdirSync(locate(path));
        return undefined;
      } catch (error) {
        // Node turns the bytes of such a name into U+FFFD, by which the folder cannot be found again
        return path.includes("\uFFFD") ? "its name is not UTF-8" : reasonOf(error);
      }
    },
    read: (path) => {
      const place = locate(path);
      const stat = statOf(place);
      if (stat === undefined) return { path, unreadable: "no such file" };
      if (!stat.isFile())
        return { path, unreadable: stat.isDirectory() ? "is a directory" : "not a regular file" };
      if (stat.size > maxBytes) return { path, unreadable: `larger than ${String(maxBytes)} bytes` };
      try {
        return decodeSource(normalize(path), readFileSync(place));
      } catch (error) {
        return { path, unreadable: reasonOf(error) };
      }
    },
  };
}

function listDirectory(place: string): Entry[] {
  try {
    const found = readdirSync(place, { withFileTypes: true });
    const entries = found.map((entry): Entry => {
      if (entry.isFile()) return { name: entry.name, kind: "file" };
      if (entry.isDirectory()) return { name: entry.name, kind: "directory" };
      return {
        name: entry.name,
        kind: kindOf(statOf(`${place}/${entry.name}`)) ?? "other",
        link: entry.isSymbolicLink(),
      };
    });
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return [];
  }
}

function statOf(place: string): Stats | undefined {
  try {
    return statSync(place, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

function kindOf(stat: Stats | undefined): EntryKind | undefined {
  if (stat === undefined) return undefined;
  if (stat.isFile()) return "file";
  return stat.isDirectory() ? "directory" : "other";
}

function reasonOf(error: unknown): string {
  if (error instanceof Error && "code" in error && typeof error.code === "string") {
    return error.code === "EACCES" ? "permission denied" : error.code;
  }
  return String(error);
}

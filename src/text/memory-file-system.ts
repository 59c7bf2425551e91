import { MAX_BYTES, type Entry, type EntryKind, type FileSystem } from "./file-system.ts";
import { dirname, basename, normalize } from "./path.ts";
import { decodeSource, sourceFile } from "./source-file.ts";

/** A file system of texts or bytes by path, for tests, editors and browsers. */
export function memoryFileSystem(files: Readonly<Record<string, string | Uint8Array>>): FileSystem {
  const contents = new Map<string, string | Uint8Array>();
  const directories = new Map<string, Map<string, EntryKind>>();
  const enter = (path: string, kind: EntryKind): void => {
    const directory = dirname(path);
    const entries = directories.get(directory) ?? new Map<string, EntryKind>();
    directories.set(directory, entries);
    entries.set(basename(path), kind);
    if (directory !== path && directory !== "." && directory !== "/") enter(directory, "directory");
  };
  for (const path of Object.keys(files)) {
    const normal = normalize(path);
    contents.set(normal, files[path] ?? "");
    enter(normal, "file");
  }
  const kindOf = (path: string): EntryKind | undefined => {
    const normal = normalize(path);
    if (contents.has(normal)) return "file";
    return directories.has(normal) || normal === "." ? "directory" : undefined;
  };
  return {
    kindOf,
    sizeOf: (path) => contents.get(normalize(path))?.length,
    list: (path) => {
      const entries = directories.get(normalize(path)) ?? new Map<string, EntryKind>();
      const found: Entry[] = [...entries].map(([name, kind]) => ({ name, kind }));
      return found.sort((a, b) => (a.name < b.name ? -1 : 1));
    },
    read: (path) => {
      const content = contents.get(normalize(path));
      if (content === undefined) return { path, unreadable: "no such file" };
      if (content.length > MAX_BYTES) return { path, unreadable: `larger than ${MAX_BYTES} bytes` };
      return typeof content === "string"
        ? sourceFile(normalize(path), content)
        : decodeSource(normalize(path), content);
    },
  };
}

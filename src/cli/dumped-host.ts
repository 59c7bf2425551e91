import { splitDump, type HostFiles } from "../index.ts";
import { normalize } from "../text/path.ts";
import { decodeSource, sourceFile } from "../text/source-file.ts";
import { UsageError } from "./usage-error.ts";

/** The files of a host with those of an `nginx -T` in their place: what only root may read comes by the pipe. */
export function withNginxDump(files: HostFiles, dump: Uint8Array): HostFiles {
  const dumped = splitDump(decodeSource("-", dump).text);
  if (dumped === null)
    throw new UsageError(
      "Standard input is not the output of `nginx -T`.",
      "nginx -T reads what only root may read: sudo nginx -T | loglint audit -",
    );
  const texts = new Map(dumped.map(({ path, text }) => [normalize(path), text]));
  const textOf = (path: string): string | undefined => texts.get(normalize(path));
  const folderOf = (path: string): "directory" | undefined =>
    [...texts.keys()].some((each) => each.startsWith(`${normalize(path)}/`)) ? "directory" : undefined;
  return {
    ...files,
    kindOf: (path) => (textOf(path) === undefined ? (files.kindOf(path) ?? folderOf(path)) : "file"),
    sizeOf: (path) => textOf(path)?.length ?? files.sizeOf(path),
    read: (path) => {
      const text = textOf(path);
      return text === undefined ? files.read(path) : sourceFile(normalize(path), text);
    },
    list: (path) => {
      const folder = normalize(path);
      const entries = files.list(path);
      const known = new Set(entries.map(({ name }) => name));
      const more = [...texts.keys()]
        .filter((each) => each.slice(0, each.lastIndexOf("/")) === folder)
        .map((each) => ({ name: each.slice(each.lastIndexOf("/") + 1), kind: "file" as const }))
        .filter(({ name }) => !known.has(name));
      return [...entries, ...more].sort((a, b) => (a.name < b.name ? -1 : 1));
    },
  };
}

import type { FileSystem } from "../text/file-system.ts";
import { memoryFileSystem } from "../text/memory-file-system.ts";
import { basename, dirname, isAbsolute, isInside, join, normalize } from "../text/path.ts";
import { decodeSource } from "../text/source-file.ts";
import type { Io } from "./io.ts";
import type { OptionValues } from "./options.ts";
import { UsageError } from "./usage-error.ts";

/** A file system that has what came on standard input, and the path to look at for it. */
export interface StandardInput {
  readonly fs: FileSystem;
  readonly path: string;
}

type SplitDump = (text: string) => readonly { readonly path: string; readonly text: string }[] | null;

/** Reads standard input: a file that `--stdin-filename` names, or else the output of `nginx -T`. */
export async function readStandardInput(
  options: OptionValues,
  io: Io,
  splitDump: SplitDump,
): Promise<StandardInput> {
  const bytes = await io.stdin();
  const name = options["stdin-filename"];
  if (name !== undefined) return { fs: withFile(io.fs, normalize(name), bytes), path: normalize(name) };
  const dumped = fromDump(decodeSource("-", bytes).text, io, splitDump);
  if (dumped === null) {
    if (bytes.length === 0) {
      throw new UsageError(
        "Standard input is empty.",
        "nginx -T reads what only root may read: sudo nginx -T | loglint -",
      );
    }
    throw new UsageError(
      "Standard input is not the output of `nginx -T`.",
      "Say which file it stands for: --stdin-filename nginx.conf",
    );
  }
  return dumped;
}

/** The server's files of an `nginx -T` beside those that are here; null when the text is no such output. */
export function fromDump(text: string, io: Io, splitDump: SplitDump): StandardInput | null {
  const files = splitDump(text);
  const main = files?.[0];
  if (files === null || main === undefined) return null;
  const dumped = memoryFileSystem(Object.fromEntries(files.map((file) => [file.path, file.text])));
  return { fs: withServer(io.fs, dumped, io.cwd), path: main.path };
}

/** The base with one more file, or another text of one. */
function withFile(base: FileSystem, path: string, bytes: Uint8Array): FileSystem {
  const source = decodeSource(path, bytes);
  const isIt = (asked: string): boolean => normalize(asked) === path;
  return {
    kindOf: (asked) => (isIt(asked) ? "file" : base.kindOf(asked)),
    sizeOf: (asked) => (isIt(asked) ? bytes.length : base.sizeOf(asked)),
    read: (asked) => (isIt(asked) ? source : base.read(asked)),
    list: (asked) => {
      const entries = base.list(asked);
      if (normalize(asked) !== dirname(path) || entries.some((entry) => entry.name === basename(path)))
        return entries;
      return [...entries, { name: basename(path), kind: "file" as const }].sort((a, b) =>
        a.name < b.name ? -1 : 1,
      );
    },
  };
}

/** Absolute paths outside the working directory are those of the dump: this machine's own /etc must not mix with the server's. */
function withServer(base: FileSystem, server: FileSystem, cwd: string): FileSystem {
  const pick = (path: string): FileSystem => (isAbsolute(path) && !isInside(cwd, join(path)) ? server : base);
  return {
    kindOf: (path) => pick(path).kindOf(path),
    sizeOf: (path) => pick(path).sizeOf(path),
    list: (path) => pick(path).list(path),
    read: (path) => pick(path).read(path),
  };
}

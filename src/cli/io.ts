import type { FileSystem } from "../text/file-system.ts";

/** What a command needs of the world, so that tests run it in process. */
export interface Io {
  readonly stdout: Output;
  readonly stderr: Output;
  /** Everything on standard input. */
  readonly stdin: () => Promise<Uint8Array>;
  /** Absolute, with "/". */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The files that may be read, seen from `cwd`. */
  readonly fs: FileSystem;
  /** Writes a report; the path is relative to `cwd` or absolute. "make-folders" makes those above it. Throws when it cannot. */
  readonly writeFile: (path: string, text: string, folders?: "make-folders") => void;
  /** Files of the user's, which only fixes change. */
  readonly rewriting: Rewriting;
}

/** Changes files; paths are relative to `cwd` or absolute. */
export interface Rewriting {
  /** Why a file may not be changed (a symbolic link, outside the roots, ...), in words that follow its name; null when it may. */
  readonly refusal: (path: string, roots: readonly string[]) => string | null;
  /** Replaces the text `before`, in one step, with mode and owner kept. Throws when it cannot, or the file has another text by now. */
  readonly rewrite: (path: string, before: string, after: string) => void;
}

export interface Output {
  readonly write: (text: string) => void;
  readonly isTerminal: boolean;
  /** Of the terminal; undefined when it is none. */
  readonly columns: number | undefined;
}

export type ExitCode = 0 | 1 | 2 | 3;

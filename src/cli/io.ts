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
  /** Writes a report; the path is relative to `cwd` or absolute. Throws when it cannot. */
  readonly writeFile: (path: string, text: string) => void;
}

export interface Output {
  readonly write: (text: string) => void;
  readonly isTerminal: boolean;
  /** Of the terminal; undefined when it is none. */
  readonly columns: number | undefined;
}

export type ExitCode = 0 | 1 | 2 | 3;

import {
  closeSync,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  lstatSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { resolve, sep } from "node:path";
import type { Rewriting } from "./io.ts";

/** Changes files of the disk, seen from `cwd`. */
export function diskRewriting(cwd: string): Rewriting {
  return {
    refusal: (path, roots) => refusal(resolve(cwd, path), roots.map((root) => resolve(cwd, root))), // prettier-ignore
    rewrite: (path, before, after) => {
      rewrite(resolve(cwd, path), before, after);
    },
  };
}

/** Only regular files that are, with every link followed, where they seem to be: below one of the roots. */
function refusal(path: string, roots: readonly string[]): string | null {
  const root = roots.find((each) => path === each || path.startsWith(each.endsWith(sep) ? each : each + sep));
  if (root === undefined) return "is outside the paths that are checked";
  try {
    const stat = lstatSync(path);
    if (stat.isSymbolicLink()) return "is a symbolic link";
    if (!stat.isFile()) return "is not a regular file";
    // a root may be reached through a link, because it was named; nothing below it may
    const top = path === root ? resolve(realpathSync(resolve(root, ".."))) : realpathSync(root);
    const rest = path === root ? path.slice(resolve(root, "..").length) : path.slice(root.length);
    if (realpathSync(path) !== resolve(top + sep + rest)) return "is reached through a symbolic link";
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/**
 * Puts a new text in the place of a file in one step: whoever reads it sees the old or the new one. Mode and owner stay. Throws
 * when the file has changed since it was read, or its owner cannot be kept; then it is as it was.
 */
function rewrite(path: string, before: string, after: string): void {
  const temporary = `${path}.${process.pid}.loglint`;
  const descriptor = openSync(path, "r");
  try {
    const stat = fstatSync(descriptor);
    if (!readFileSync(descriptor).equals(Buffer.from(before))) throw new Error("it has changed meanwhile");
    const fresh = openSync(temporary, "wx", 0o600);
    try {
      writeFileSync(fresh, after);
      const made = fstatSync(fresh);
      if (made.uid !== stat.uid || made.gid !== stat.gid) fchownSync(fresh, stat.uid, stat.gid);
      fchmodSync(fresh, stat.mode & 0o7777);
      fsyncSync(fresh);
    } catch (error) {
      rmSync(temporary, { force: true });
      throw error;
    } finally {
      closeSync(fresh);
    }
    try {
      renameSync(temporary, path);
    } catch (error) {
      rmSync(temporary, { force: true });
      throw error;
    }
  } finally {
    closeSync(descriptor);
  }
}

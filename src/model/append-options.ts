import { isUnseen, type HostFiles } from "../text/host-files.ts";
import { isInside } from "../text/path.ts";

/** What besides owners and modes decides whether a process may open a file for appending. */
export interface AppendOptions {
  /** Where file systems are mounted: `/proc/mounts` of the process, or fstab; of several at one path the last counts. */
  readonly mounts?: readonly MountPoint[];
  /** What the unit or container changes of the file system that its process sees; the rule that reaches deepest counts. */
  readonly sandbox?: readonly SandboxRule[];
  /** See `kernelProtections`; unknown when absent. */
  readonly protections?: Protections;
  /** Names of users and groups for the text; numbers when absent. */
  readonly names?: {
    readonly user: (uid: number) => string | undefined;
    readonly group: (gid: number) => string | undefined;
  };
}

export interface MountPoint {
  readonly path: string;
  readonly access: "read-only" | "read-write" | "not-mounted";
}

/**
 * `read-only`: ProtectSystem, ReadOnlyPaths, `read_only: true`; `read-write`: ReadWritePaths; `inaccessible`: InaccessiblePaths,
 * ProtectHome=yes; `replaced`: PrivateTmp, TemporaryFileSystem, a volume: what is there cannot be seen from outside; `given`:
 * LogsDirectory, StateDirectory, RuntimeDirectory: made for the user of the process, and the user's own.
 */
export interface SandboxRule {
  readonly path: string;
  readonly access: "read-only" | "read-write" | "inaccessible" | "replaced" | "given";
  /** For people: `ProtectSystem=strict of gunicorn.service`. */
  readonly why: string;
}

/** `fs.protected_symlinks`, `fs.protected_regular`, `fs.protected_fifos` of the kernel; null when not known. */
export interface Protections {
  readonly symlinks: number | null;
  readonly regular: number | null;
  readonly fifos: number | null;
}

/** The protections of the running kernel; all null for an image or archive. */
export function kernelProtections(files: HostFiles): Protections {
  const valueOf = (name: string): number | null => {
    const bytes = files.bytesOf(`/proc/sys/fs/${name}`, 64);
    const text = isUnseen(bytes) ? "" : new TextDecoder().decode(bytes).trim();
    return /^\d$/.test(text) ? Number(text) : null;
  };
  return {
    symlinks: valueOf("protected_symlinks"),
    regular: valueOf("protected_regular"),
    fifos: valueOf("protected_fifos"),
  };
}

/** The one of `rules` that counts for `path`: the deepest that holds it, of several at one path the last. */
export function ruleFor<T extends { readonly path: string }>(
  rules: readonly T[],
  path: string,
): T | undefined {
  let found: T | undefined;
  for (const rule of rules) {
    if (isInside(rule.path, path) && (found === undefined || rule.path.length >= found.path.length))
      found = rule;
  }
  return found;
}

import { lstatSync, readlinkSync, realpathSync, statfsSync, statSync, type BigIntStats } from "node:fs";
import { refusalOf } from "./errno.ts";
import { isRefusal, type HostBackend, type Refusal } from "./host-backend.ts";
import { hostFilesOver } from "./host-files-over.ts";
import type { AclEntry, HostEntry, HostFiles } from "./host-files.ts";
import { modeText } from "./mode-text.ts";
import { dirname } from "./path.ts";
import { bytesOfPath, needsBytes, pathOfBytes } from "./path-bytes.ts";
import { namesIn, readRegular, type Place } from "./pinned-disk-file-system.ts";

export interface HostDiskOptions {
  /** Reads the access ACL of a path on the machine itself, by running getfacl: only with `--allow-exec`. Undefined when it failed. */
  readonly readAcl?: (path: string) => readonly AclEntry[] | null | undefined;
}

/** Files of /proc and /sys that hold no configuration; reading some of them has effects or no end. */
const NEVER_READ =
  /^\/(?:sys\/|proc\/(?:kmsg|kcore|vmcore|\d+\/(?:task\/\d+\/)?(?:mem|pagemap)|kpage[a-z]*)$)/;

/** The files of the machine that loglint runs on, or of a folder that stands for the `/` of another. Nothing is ever written. */
export function hostDiskFiles(root: string, options: HostDiskOptions = {}): HostFiles {
  return hostFilesOver(hostDiskBackend(root, options));
}

/** What is below `hostDiskFiles`, for `recordHost`. */
export function hostDiskBackend(root: string, options: HostDiskOptions = {}): HostBackend {
  const top = realTop(root);
  const locate = (path: string): Place => {
    const place = top === "/" ? path : path === "/" ? top : top + path;
    return needsBytes(place) ? Buffer.from(bytesOfPath(place)) : place;
  };
  const denied = (path: string, refusal: Refusal): Refusal =>
    refusal.reason === "denied"
      ? { reason: "denied", why: rightsFor(path, (at) => lstatSync(locate(at))) }
      : refusal;

  return {
    entry: (path) => {
      try {
        return entryFrom(lstatSync(locate(path), { bigint: true }), () =>
          pathOfBytes(readlinkSync(locate(path), { encoding: "buffer" })),
        );
      } catch (error) {
        return denied(path, refusalOf(error));
      }
    },
    names: (path, limit) => {
      const found = namesIn(locate(path), top, limit);
      return isRefusal(found) ? denied(path, found) : found;
    },
    bytes: (path, limit, use) => {
      if (NEVER_READ.test(path) || (use === "source" && path.startsWith("/proc/"))) {
        return { reason: "not-regular", why: "is a file of the kernel, not of the disk" };
      }
      const found = readRegular(locate(path), top, limit);
      return found instanceof Uint8Array ? found : denied(path, found);
    },
    acl: (path) => options.readAcl?.(top === "/" ? path : top + path),
    space: (path) => {
      try {
        const { bsize, blocks, bavail } = statfsSync(locate(path));
        return { total: bsize * blocks, free: bsize * bavail };
      } catch {
        return null;
      }
    },
    opened: (path) => {
      if (!/^\/proc\/\d+\/fd\/\d+$/.test(path))
        return { reason: "outside", why: "is no open file of a process" };
      try {
        return entryFrom(statSync(locate(path), { bigint: true }), () => undefined);
      } catch (error) {
        return denied(path, refusalOf(error));
      }
    },
    unseen: () => [],
  };
}

function realTop(root: string): string {
  try {
    return pathOfBytes(realpathSync(root, { encoding: "buffer" }));
  } catch {
    return root;
  }
}

function entryFrom(stat: BigIntStats, readLink: () => string | undefined): HostEntry {
  const kind = kindOf(stat);
  const linksTo = kind === "symlink" ? linkText(readLink) : undefined;
  return {
    kind,
    uid: Number(stat.uid),
    gid: Number(stat.gid),
    mode: Number(stat.mode & 0o7777n),
    size: Number(stat.size),
    modified: Number(stat.mtimeMs),
    identity: `${stat.dev}:${stat.ino}`,
    ...(linksTo === undefined ? {} : { linksTo }),
  };
}

/** Links of /proc may be seen but not read; `linksTo` is then absent. */
function linkText(readLink: () => string | undefined): string | undefined {
  try {
    return readLink();
  } catch {
    return undefined;
  }
}

function kindOf(stat: BigIntStats): HostEntry["kind"] {
  if (stat.isFile()) return "file";
  if (stat.isDirectory()) return "directory";
  if (stat.isSymbolicLink()) return "symlink";
  if (stat.isFIFO()) return "fifo";
  if (stat.isSocket()) return "socket";
  if (stat.isCharacterDevice()) return "character-device";
  return stat.isBlockDevice() ? "block-device" : "other";
}

/** Which rights would have helped: names the path that stands in the way. */
function rightsFor(path: string, look: (path: string) => { uid: number; gid: number; mode: number }): string {
  const uid = process.geteuid?.() ?? 0;
  if (uid === 0) return "refused even to root: by a security module, or by a file system that is not local";
  for (const at of [path, dirname(path)]) {
    try {
      const { uid: owner, gid, mode } = look(at);
      const directory = (mode & 0o170000) === 0o040000;
      const shown = modeText({ kind: directory ? "directory" : "file", mode: mode & 0o7777 });
      return `${at} is ${shown} of uid ${owner}, gid ${gid}, and loglint runs as uid ${uid}: root could see it`;
    } catch {
      continue;
    }
  }
  return `loglint runs as uid ${uid}: root could see it`;
}

import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  opendirSync,
  openSync,
  readlinkSync,
  readSync,
  type Dirent,
} from "node:fs";
import { codeOf, refusalOf } from "./errno.ts";
import type { NamedEntry, NamesFound, Refusal } from "./host-backend.ts";
import { isInside } from "./path.ts";
import { pathOfBytes } from "./path-bytes.ts";

/** A path for the system: bytes when it is not UTF-8. */
export type Place = string | Buffer;

/** Flags of Linux that node does not name (include/uapi/asm-generic/fcntl.h); the same on x86, arm64, riscv and s390. */
const O_PATH = 0o10000000;
const O_CLOEXEC = 0o2000000;

/** Without Linux's /proc, a path is opened once, and may at worst be a FIFO or device that was swapped in: it is closed unread. */
const CAN_HOLD = process.platform === "linux" && existsSync("/proc/self/fd");

const ATTEMPTS = 3;
const CHUNK = 64 * 1024;

/**
 * Holds what is at `place` without opening it (O_PATH): a FIFO does not block, a device does nothing. What is held is looked at,
 * checked to lie in `top`, and only then opened through its descriptor, so nothing can be swapped in between.
 */
function pinned<T>(place: Place, top: string, use: (held: Place, fd: number) => T): T | Refusal {
  let fd: number | undefined;
  try {
    if (!CAN_HOLD) {
      fd = openSync(place, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
      return use(place, fd);
    }
    fd = openSync(place, O_PATH | constants.O_NOFOLLOW | O_CLOEXEC);
    const held = `/proc/self/fd/${fd}`;
    const actual = pathOfBytes(readlinkSync(held, { encoding: "buffer" }));
    if (!isInside(top, actual))
      return { reason: "outside", why: "was moved out of the root while it was looked at" };
    return use(held, fd);
  } catch (error) {
    return refusalOf(error);
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

/** The whole of a regular file of at most `limit` bytes, the same from its first byte to its last. */
export function readRegular(place: Place, top: string, limit: number): Uint8Array | Refusal {
  return pinned(place, top, (held, fd): Uint8Array | Refusal => {
    const seen = fstatSync(fd);
    if (!seen.isFile()) return { reason: "not-regular", why: "is not a regular file" };
    if (seen.size > limit) return tooLarge(limit);
    const file = openQuietly(held);
    try {
      if (!CAN_HOLD && !fstatSync(file).isFile())
        return { reason: "not-regular", why: "is not a regular file" };
      for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
        const bytes = readStable(file, limit);
        if (bytes !== null) return bytes;
      }
      return { reason: "failed", why: `changed while it was read, ${ATTEMPTS} times` };
    } finally {
      closeSync(file);
    }
  });
}

/** Without a trace in the access time where the system allows that: to the owner and to root. */
function openQuietly(held: Place): number {
  const flags = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY | O_CLOEXEC;
  try {
    return openSync(held, flags | constants.O_NOATIME);
  } catch (error) {
    if (codeOf(error) !== "EPERM") throw error;
    return openSync(held, flags);
  }
}

/** Clocks of file systems tick this often at the slowest: two changes within a tick have one time (milliseconds). */
const TICK = 50;

/** The content from its start, null when the file changed meanwhile. */
function readStable(file: number, limit: number): Uint8Array | Refusal | null {
  const before = fstatSync(file);
  const bytes = readOnce(file, before.size, limit);
  if (!(bytes instanceof Uint8Array)) return bytes;
  const after = fstatSync(file);
  if (before.size === 0 && after.size === 0) return bytes;
  if (before.size !== after.size || before.mtimeMs !== after.mtimeMs || bytes.length !== after.size)
    return null;
  if (Math.abs(Date.now() - after.mtimeMs) > TICK) return bytes;
  // Changed so lately that its time would not tell of another change: what reads the same twice did not change.
  const again = readOnce(file, after.size, limit);
  return again instanceof Uint8Array && Buffer.compare(bytes, again) === 0 ? bytes : null;
}

function readOnce(file: number, size: number, limit: number): Uint8Array | Refusal {
  const chunks: Buffer[] = [];
  let length = 0;
  for (;;) {
    // One byte more than the file has, or than is allowed: to see its end, or that it has none.
    const wanted = Math.min(Math.max(CHUNK, size + 1 - length), limit + 1 - length);
    const chunk = Buffer.allocUnsafe(wanted);
    const got = readSync(file, chunk, 0, wanted, length);
    if (got === 0) return Buffer.concat(chunks, length);
    chunks.push(chunk.subarray(0, got));
    length += got;
    if (length > limit) return tooLarge(limit);
  }
}

function tooLarge(limit: number): Refusal {
  return { reason: "too-large", why: `is larger than ${limit} bytes` };
}

/** At most `limit` names of a directory, read piece by piece: a million others cost nothing. */
export function namesIn(place: Place, top: string, limit: number): NamesFound | Refusal {
  return pinned(place, top, (held, fd): NamesFound | Refusal => {
    if (!fstatSync(fd).isDirectory()) return { reason: "not-regular", why: "is not a directory" };
    // Node's types know names as text only; with this encoding they are bytes.
    const directory = opendirSync(held, { encoding: "buffer" as BufferEncoding, bufferSize: 1024 });
    try {
      const entries: NamedEntry[] = [];
      for (let entry = directory.readSync(); entry !== null; entry = directory.readSync()) {
        if (entries.length >= limit) return { entries, more: true };
        const name: unknown = entry.name;
        entries.push({
          name: name instanceof Uint8Array ? pathOfBytes(name) : String(name),
          kind: kindOf(entry),
        });
      }
      return { entries, more: false };
    } finally {
      directory.closeSync();
    }
  });
}

function kindOf(entry: Dirent): NamedEntry["kind"] {
  if (entry.isFile()) return "file";
  if (entry.isDirectory()) return "directory";
  if (entry.isSymbolicLink()) return "symlink";
  if (entry.isFIFO()) return "fifo";
  if (entry.isSocket()) return "socket";
  if (entry.isCharacterDevice()) return "character-device";
  return entry.isBlockDevice() ? "block-device" : "other";
}

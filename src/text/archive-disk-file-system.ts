import { closeSync, constants, fstatSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createGunzip } from "node:zlib";
import { refusalOf } from "./errno.ts";
import {
  openArchive,
  type ArchiveOptions,
  type Inflated,
  type OpenedArchive,
} from "./archive/open-archive.ts";
import type { RandomAccess } from "./archive/random-access.ts";
import type { TarEnd } from "./archive/tar-entries.ts";

const CHUNK = 1024 * 1024;

/**
 * The files in an archive on the disk. What is gzipped is unpacked once into a file without a name in the temporary folder, which the
 * system takes away when loglint ends: no member is ever held in memory that was not asked for.
 */
export async function openDiskArchive(
  path: string,
  options: Omit<ArchiveOptions, "inflate"> = {},
): Promise<OpenedArchive> {
  try {
    const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
    if (!fstatSync(fd).isFile()) {
      closeSync(fd);
      return { kind: "none", why: "is not a regular file" };
    }
    return await openArchive(fileAccess(fd), { ...options, inflate: inflateToDisk });
  } catch (error) {
    return { kind: "none", why: refusalOf(error).why };
  }
}

function fileAccess(fd: number): RandomAccess {
  const { size } = fstatSync(fd);
  return {
    size,
    read: (offset, length) => {
      const wanted = Math.max(0, Math.min(length, size - offset));
      const bytes = new Uint8Array(wanted);
      let got = 0;
      try {
        while (got < wanted) {
          const more = readSync(fd, bytes, got, wanted - got, offset + got);
          if (more === 0) break;
          got += more;
        }
      } catch {
        // As at the end: the reader of the archive says where it broke off.
      }
      return bytes.subarray(0, got);
    },
  };
}

async function inflateToDisk(packed: RandomAccess, limit: number): Promise<Inflated> {
  const fd = namelessFile();
  const gunzip = createGunzip({ chunkSize: CHUNK });
  let length = 0;
  let end: TarEnd | null = null;
  gunzip.on("error", () => {
    // Told by the loop below, which ends with it.
  });
  feed(packed, gunzip);
  try {
    for await (const chunk of gunzip as AsyncIterable<Uint8Array>) {
      const kept = chunk.subarray(0, limit - length);
      for (let at = 0; at < kept.length;) at += writeSync(fd, kept, at);
      length += kept.length;
      if (kept.length < chunk.length) {
        end = { reason: "too-large", why: `is larger than ${limit} bytes once unpacked` };
        break;
      }
    }
  } catch (error) {
    const { why } = refusalOf(error);
    const ours = /^Z_/.test(why);
    end = {
      reason: "failed",
      why: ours ? "its gzip stream is damaged or ends early" : `could not be unpacked: ${why}`,
    };
  }
  gunzip.destroy();
  return { access: fileAccess(fd), end };
}

/** Hands the packed bytes over piece by piece, as fast as they are taken. */
function feed(packed: RandomAccess, gunzip: ReturnType<typeof createGunzip>): void {
  let at = 0;
  const next = (): void => {
    for (;;) {
      const chunk = packed.read(at, CHUNK);
      at += chunk.length;
      if (chunk.length === 0) {
        gunzip.end();
        return;
      }
      if (gunzip.destroyed) return;
      if (!gunzip.write(chunk)) {
        gunzip.once("drain", next);
        return;
      }
    }
  };
  next();
}

/** A file that only this process can reach and that is gone when it ends, however it ends. */
function namelessFile(): number {
  const folder = mkdtempSync(join(tmpdir(), "loglint-"));
  try {
    return openSync(join(folder, "unpacked"), constants.O_RDWR | constants.O_CREAT | constants.O_EXCL, 0o600);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

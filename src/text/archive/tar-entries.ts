import { parseAclText, parseAclXattr, type AclNames } from "../acl.ts";
import type { AclEntry } from "../host-files.ts";
import { pathOfBytes } from "../path-bytes.ts";
import { readPaxRecords, type PaxRecords } from "./pax-records.ts";
import { partOf, type RandomAccess } from "./random-access.ts";
import { oldGnuMap, paxMap, type SparseMap } from "./sparse.ts";
import { BLOCK, readHeader, type TarHeader } from "./tar-header.ts";

/** One member of a tar archive; its content stays where it is until asked for. */
export interface TarEntry {
  /** As written: it may be absolute or hold `..`. */
  readonly name: string;
  readonly type:
    "file" | "directory" | "symlink" | "hard-link" | "fifo" | "character-device" | "block-device";
  readonly linkName: string;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Bytes, holes counted. */
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly modified: number;
  /** Where its header stands, to tell members apart. */
  readonly offset: number;
  readonly stored: RandomAccess;
  /** Null for a map that makes no sense: the content cannot be had. */
  readonly sparse?: SparseMap | null;
  /** Absent when the archive says nothing of one; see `parseAclText` for what it gives. */
  readonly acl?: (names: AclNames) => readonly AclEntry[] | null | undefined;
}

/** Why the reading of an archive ended before its end. */
export interface TarEnd {
  readonly reason: "too-large" | "failed";
  readonly why: string;
}

/** Names longer than the kernel's PATH_MAX cannot be those of files. */
const MAX_NAME = 4096;
/** PAX headers and long names larger than this are not read. */
const MAX_EXTENSION = 1024 * 1024;

/** Calls `visit` for each member, in order; `visit` returns why to stop, or null. The result says why it ended early, null at the end. */
export function readTar(access: RandomAccess, visit: (entry: TarEntry) => TarEnd | null): TarEnd | null {
  let at = 0;
  let globals: PaxRecords = [];
  let records: PaxRecords = [];
  let longName: string | null = null;
  let longLink: string | null = null;
  for (;;) {
    const block = access.read(at, BLOCK);
    if (block.length === 0) return null;
    if (block.length < BLOCK)
      return { reason: "failed", why: `the archive ends in the middle, at byte ${access.size}` };
    const header = readHeader(block);
    if (header === "end") return null;
    if (header === "damaged") return { reason: "failed", why: `the archive is damaged at byte ${at}` };
    const data = at + BLOCK;
    if (header.size < 0) return { reason: "failed", why: `the archive is damaged at byte ${at}` };
    if ("xgLK".includes(header.type)) {
      const extension = header.size > MAX_EXTENSION ? null : access.read(data, header.size);
      if (header.type === "x") records = extension === null ? [] : readPaxRecords(extension);
      else if (header.type === "g") globals = extension === null ? [] : globalsOf(readPaxRecords(extension));
      else if (header.type === "L") longName = extension === null ? null : untilNul(extension);
      else longLink = extension === null ? null : untilNul(extension);
      at = data + blocks(header.size);
      continue;
    }
    const type = typeOf(header);
    const own = [...globals, ...records];
    const size = numberOf(own, "size") ?? header.size;
    const sparse = header.type === "S" ? oldGnuMap(block, access, data) : paxMap(records, access, data);
    const before = header.type === "S" ? (sparse?.mapBytes ?? 0) : 0;
    if (type !== null) {
      const name = textOf(own, "GNU.sparse.name") ?? textOf(own, "path") ?? longName ?? header.name;
      const linkName = textOf(own, "linkpath") ?? longLink ?? header.linkName;
      const modified = numberOf(own, "mtime") ?? header.modified;
      const stored = partOf(access, data + before, type === "file" ? size : 0);
      const acl = aclOf(own);
      const stop =
        name.length > MAX_NAME
          ? null
          : visit({
              name,
              type: type === "file" && name.endsWith("/") ? "directory" : type,
              linkName,
              mode: header.mode,
              uid: numberOf(own, "uid") ?? header.uid,
              gid: numberOf(own, "gid") ?? header.gid,
              size: type === "file" ? (sparse?.size ?? size) : 0,
              modified: Math.floor(modified * 1000),
              offset: at,
              stored,
              ...(sparse === undefined
                ? {}
                : { sparse: sparse === null ? null : { ...sparse, mapBytes: sparse.mapBytes - before } }),
              ...(acl === undefined ? {} : { acl }),
            });
      if (stop !== null) return stop;
    }
    records = [];
    longName = null;
    longLink = null;
    at = data + before + (hasData(header.type) ? blocks(size) : 0);
    if (at > access.size)
      return { reason: "failed", why: `the archive ends in the middle, at byte ${access.size}` };
  }
}

function typeOf({ type, name }: TarHeader): TarEntry["type"] | null {
  switch (type) {
    case "0":
    case "\0":
    case "7":
    case "S":
      return name.endsWith("/") ? "directory" : "file";
    case "1":
      return "hard-link";
    case "2":
      return "symlink";
    case "3":
      return "character-device";
    case "4":
      return "block-device";
    case "5":
      return "directory";
    case "6":
      return "fifo";
    default:
      return null;
  }
}

/** Links, devices and directories have none, whatever size they state (POSIX ustar). */
function hasData(type: string): boolean {
  return !"123456".includes(type);
}

/** Of a global header only what can be said of all members at once. */
function globalsOf(records: PaxRecords): PaxRecords {
  return records.filter(([keyword]) => keyword === "uid" || keyword === "gid" || keyword === "mtime");
}

function valueOf(records: PaxRecords, keyword: string): Uint8Array | undefined {
  return records.findLast(([name]) => name === keyword)?.[1];
}

function textOf(records: PaxRecords, keyword: string): string | undefined {
  const value = valueOf(records, keyword);
  return value === undefined ? undefined : pathOfBytes(value);
}

function numberOf(records: PaxRecords, keyword: string): number | undefined {
  const text = textOf(records, keyword);
  return text !== undefined && /^-?\d{1,15}(?:\.\d{1,12})?$/.test(text) ? Number(text) : undefined;
}

function aclOf(records: PaxRecords): TarEntry["acl"] {
  const xattr = valueOf(records, "SCHILY.xattr.system.posix_acl_access");
  if (xattr !== undefined) return () => parseAclXattr(xattr);
  const text = textOf(records, "SCHILY.acl.access");
  return text === undefined ? undefined : (names) => parseAclText(text, names);
}

function untilNul(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return pathOfBytes(end < 0 ? bytes : bytes.subarray(0, end));
}

function blocks(size: number): number {
  return Math.ceil(size / BLOCK) * BLOCK;
}

import { bytesOfPath } from "../path-bytes.ts";
import { BLOCK } from "./tar-header.ts";

/** A regular file for an archive. */
export interface TarMember {
  /** Relative, with "/". */
  readonly name: string;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Milliseconds since 1970. */
  readonly modified: number;
  readonly content: Uint8Array;
}

/** A plain ustar archive of the members in their order; names over 100 bytes stand in PAX headers. The same in, the same bytes out. */
export function writeTar(members: readonly TarMember[]): Uint8Array {
  const parts: Uint8Array[] = [];
  for (const member of members) {
    const name = bytesOfPath(member.name);
    if (name.length > 100) {
      const record = paxRecord("path", name);
      parts.push(
        header(new TextEncoder().encode("PaxHeader"), "x", record.length, { ...member, mode: 0o600 }),
      );
      parts.push(padded(record));
    }
    parts.push(header(name.subarray(0, 100), "0", member.content.length, member), padded(member.content));
  }
  parts.push(new Uint8Array(2 * BLOCK));
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

type Owned = Pick<TarMember, "mode" | "uid" | "gid" | "modified">;

function header(
  name: Uint8Array,
  type: string,
  size: number,
  { mode, uid, gid, modified }: Owned,
): Uint8Array {
  const block = new Uint8Array(BLOCK);
  block.set(name, 0);
  number(block, 100, 8, mode & 0o7777);
  number(block, 108, 8, uid);
  number(block, 116, 8, gid);
  number(block, 124, 12, size);
  number(block, 136, 12, Math.max(0, Math.floor(modified / 1000)));
  text(block, 148, "        ");
  text(block, 156, type);
  text(block, 257, "ustar\u000000");
  const sum = block.reduce((total, byte) => total + byte, 0);
  text(block, 148, `${sum.toString(8).padStart(6, "0")}\0 `);
  return block;
}

/** Octal digits, or GNU's base 256 for what does not fit. */
function number(block: Uint8Array, at: number, length: number, value: number): void {
  const digits = value.toString(8);
  if (digits.length < length) {
    text(block, at, digits.padStart(length - 1, "0"));
    return;
  }
  let rest = value;
  for (let i = length - 1; i > 0; i--) {
    block[at + i] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  block[at] = 0x80;
}

function text(block: Uint8Array, at: number, value: string): void {
  block.set(new TextEncoder().encode(value), at);
}

/** The length of a record counts its own digits. */
function paxRecord(keyword: string, value: Uint8Array): Uint8Array {
  const rest = new TextEncoder().encode(` ${keyword}=`).length + value.length + 1;
  let length = rest + String(rest).length;
  length = rest + String(length).length;
  const record = new Uint8Array(length);
  const start = new TextEncoder().encode(`${length} ${keyword}=`);
  record.set(start, 0);
  record.set(value, start.length);
  record[length - 1] = 0x0a;
  return record;
}

function padded(content: Uint8Array): Uint8Array {
  const block = new Uint8Array(Math.ceil(content.length / BLOCK) * BLOCK);
  block.set(content);
  return block;
}

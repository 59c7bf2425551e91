import type { Identity } from "../../model/host.ts";
import { isUnseen, type HostFiles } from "../../text/host-files.ts";
import { decode } from "./proc-text.ts";

/** Users and groups of the machine, from `/etc/passwd` and `/etc/group`. Other sources (LDAP) are not asked. */
export interface Accounts {
  /** False when one of the files could not be read: then who is missing is not known. */
  readonly known: boolean;
  /** Name of a user, else its number. */
  readonly userName: (uid: number) => string;
  readonly groupName: (gid: number) => string;
  /** Null when the name or number is not known. */
  readonly uidOf: (user: string) => number | null;
  readonly gidOf: (group: string) => number | null;
  /** Who a process is that becomes this user with all of its groups, as initgroups(3) does. */
  readonly identityOf: (user: string, group?: string, more?: readonly string[]) => Identity | null;
}

/** Accounts larger than this are cut: 16 MiB. */
const LARGEST = 16 * 1024 * 1024;

export function readAccounts(files: HostFiles): Accounts {
  const users = new Map<string, { uid: number; gid: number }>();
  const names = new Map<number, string>();
  const groups = new Map<string, number>();
  const groupNames = new Map<number, string>();
  const members = new Map<string, number[]>();
  const passwd = linesOf(files, "/etc/passwd");
  const group = linesOf(files, "/etc/group");
  for (const [name = "", , uid = "", gid = ""] of passwd ?? []) {
    if (!/^\d{1,10}$/.test(uid) || !/^\d{1,10}$/.test(gid)) continue;
    if (!users.has(name)) users.set(name, { uid: Number(uid), gid: Number(gid) });
    if (!names.has(Number(uid))) names.set(Number(uid), name);
  }
  for (const [name = "", , gid = "", list = ""] of group ?? []) {
    if (!/^\d{1,10}$/.test(gid)) continue;
    if (!groups.has(name)) groups.set(name, Number(gid));
    if (!groupNames.has(Number(gid))) groupNames.set(Number(gid), name);
    for (const member of list.split(",").filter((each) => each !== "")) {
      const own = members.get(member);
      if (own === undefined) members.set(member, [Number(gid)]);
      else own.push(Number(gid));
    }
  }
  const uidOf = (user: string): number | null => users.get(user)?.uid ?? numberOf(user) ?? rootIs(user);
  const gidOf = (name: string): number | null => groups.get(name) ?? numberOf(name) ?? rootIs(name);
  return {
    known: passwd !== null && group !== null,
    userName: (uid) => names.get(uid) ?? (uid === 0 ? "root" : String(uid)),
    groupName: (gid) => groupNames.get(gid) ?? (gid === 0 ? "root" : String(gid)),
    uidOf,
    gidOf,
    identityOf: (user, own, more = []) => {
      const uid = uidOf(user);
      if (uid === null) return null;
      const name = names.get(uid) ?? user;
      const gid = own === undefined ? (users.get(name)?.gid ?? (uid === 0 ? 0 : null)) : gidOf(own);
      const added = more.map(gidOf);
      if (gid === null || group === null || added.includes(null)) return null;
      const all = [...(members.get(name) ?? []), ...added.flatMap((each) => each ?? [])];
      return { uid, gid, groups: [...new Set([gid, ...all])], overrides: uid === 0 };
    },
  };
}

function linesOf(files: HostFiles, path: string): string[][] | null {
  const bytes = files.bytesOf(path, LARGEST);
  if (isUnseen(bytes)) return null;
  return decode(bytes)
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => line.split(":"));
}

function numberOf(name: string): number | null {
  return /^\d{1,10}$/.test(name) ? Number(name) : null;
}

function rootIs(name: string): number | null {
  return name === "root" ? 0 : null;
}

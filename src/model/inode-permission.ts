import type { AclEntry, HostEntry } from "../text/host-files.ts";
import type { Identity } from "./host.ts";

/** What is asked of an inode, as bits. */
export const WRITE = 2;
export const EXECUTE = 1;

/**
 * May an identity do `want` with an inode. "likely-yes" and "likely-no" are what the mode alone says where an ACL that could not be
 * read might say otherwise.
 */
export type InodeAnswer = "yes" | "no" | "likely-yes" | "likely-no";

/**
 * Decides as `acl_permission_check` and `posix_acl_permission` of Linux (fs/namei.c, fs/posix_acl.c, 6.18): the owner's bits decide for
 * the owner even where the group's would allow; an ACL is looked at only when the mode has a bit for the group (which is then the
 * mask); the first entry that matches a named user decides; of the groups one entry must hold all that is wanted. CAP_DAC_OVERRIDE
 * allows all but executing files, which is never asked here.
 *
 * An ACL that is not known (undefined) leaves certain: what the owner may; everything when the group's bits are all clear; and "no"
 * when those bits lack what is wanted while the class of the mode lacks it too, for the mask bounds every entry that could grant it.
 */
export function inodePermits(
  entry: Pick<HostEntry, "uid" | "gid" | "mode">,
  acl: readonly AclEntry[] | null | undefined,
  identity: Identity,
  want: number,
): InodeAnswer {
  if (identity.overrides) return "yes";
  const { mode } = entry;
  if (identity.uid === entry.uid) return answer((mode >> 6) & 7, want);
  const group = (mode >> 3) & 7;
  const inGroup = (id: number): boolean => id === identity.gid || identity.groups.includes(id);
  if (group !== 0 && acl !== null && acl !== undefined) return byAcl(acl, entry, identity.uid, inGroup, want);
  const byMode = answer(inGroup(entry.gid) ? group : mode & 7, want);
  if (acl === null || group === 0) return byMode;
  if (byMode === "yes") return "likely-yes";
  return (group & want) === want ? "likely-no" : "no";
}

function byAcl(
  acl: readonly AclEntry[],
  entry: Pick<HostEntry, "gid" | "mode">,
  uid: number,
  inGroup: (id: number) => boolean,
  want: number,
): InodeAnswer {
  const mask = acl.find(({ tag }) => tag === "mask")?.permissions ?? 7;
  const named = acl.find(({ tag, id }) => tag === "user" && id === uid);
  if (named !== undefined) return answer(named.permissions & mask, want);
  let member = false;
  for (const { tag, id, permissions } of acl) {
    const matches =
      tag === "group-object" ? inGroup(entry.gid) : tag === "group" && id !== null && inGroup(id);
    if (!matches) continue;
    member = true;
    if ((permissions & want) === want) return answer(permissions & mask, want);
  }
  if (member) return "no";
  return answer(acl.find(({ tag }) => tag === "other")?.permissions ?? entry.mode & 7, want);
}

function answer(bits: number, want: number): "yes" | "no" {
  return (bits & want) === want ? "yes" : "no";
}

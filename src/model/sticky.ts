import type { HostEntry } from "../text/host-files.ts";
import type { Protections } from "./append-options.ts";
import type { Identity } from "./host.ts";

const STICKY = 0o1000;
const OTHERS_WRITE = 0o002;
const GROUP_WRITES = 0o020;

/** What fs.protected_* of the kernel says; it holds for root too. */
type Protected = "yes" | "no" | "unknown";

/**
 * May the last link of a path be followed (may_follow_link in fs/namei.c): in a sticky directory that all may write to, only a link
 * of one's own or of the directory's owner.
 */
export function mayFollowLink(
  directory: HostEntry,
  link: HostEntry,
  identity: Identity,
  protections: Protections | undefined,
): Protected {
  const open = STICKY | OTHERS_WRITE;
  if (link.uid === identity.uid || link.uid === directory.uid || (directory.mode & open) !== open)
    return "yes";
  const value = protections?.symlinks ?? null;
  return value === null ? "unknown" : value === 0 ? "yes" : "no";
}

/**
 * May a file or FIFO that is there be opened with O_CREAT (may_create_in_sticky in fs/namei.c): in a sticky directory that others may
 * write to, only one's own or the directory owner's; with the value 2 also where only the group may write.
 */
export function mayOpenInSticky(
  directory: HostEntry,
  file: HostEntry,
  identity: Identity,
  protections: Protections | undefined,
): Protected {
  if ((directory.mode & STICKY) === 0 || file.uid === identity.uid || file.uid === directory.uid)
    return "yes";
  if (file.kind !== "file" && file.kind !== "fifo") return "yes";
  const value = (file.kind === "file" ? protections?.regular : protections?.fifos) ?? null;
  const bites = (directory.mode & OTHERS_WRITE) !== 0 ? 1 : (directory.mode & GROUP_WRITES) !== 0 ? 2 : 3;
  if (bites === 3) return "yes";
  return value === null ? "unknown" : value >= bites ? "no" : "yes";
}

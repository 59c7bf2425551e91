import type { AclEntry } from "./host-files.ts";

/** The numbers of users and groups that an ACL names; undefined when nobody has that name. */
export interface AclNames {
  readonly user: (name: string) => number | undefined;
  readonly group: (name: string) => number | undefined;
}

type Tag = AclEntry["tag"];

/**
 * The access ACL that a text says: of `getfacl -n -c PATH`, of the PAX record SCHILY.acl.access (GNU tar, bsdtar, star), whose
 * entries may end in a fourth field with the number. Entries of the default ACL are passed over. Null when it says no more than the
 * mode does; undefined when it cannot be understood or names someone unknown.
 */
export function parseAclText(text: string, names?: AclNames): readonly AclEntry[] | null | undefined {
  const entries: AclEntry[] = [];
  for (const written of text.split(/[\n,]/)) {
    const line = (written.split("#")[0] ?? "").trim();
    if (line === "" || line.startsWith("default:") || line.startsWith("d:")) continue;
    const entry = parseEntry(line.split(":"), names);
    if (entry === undefined) return undefined;
    entries.push(entry);
  }
  return beyondMode(entries);
}

function parseEntry(fields: readonly string[], names: AclNames | undefined): AclEntry | undefined {
  const [type = "", qualifier = ""] = fields;
  // Solaris and star write `mask:r--` and `other:r--` without a qualifier.
  const short = fields.length === 2 && (type === "mask" || type === "other" || type === "m" || type === "o");
  const permissions = permissionBits(short ? qualifier : (fields[2] ?? ""));
  if (permissions === undefined) return undefined;
  const who = short ? "" : qualifier;
  const tag = tagOf(type, who !== "");
  if (tag === undefined) return undefined;
  if (tag !== "user" && tag !== "group") return { tag, id: null, permissions };
  const id = idOf(fields[3] ?? who) ?? (tag === "user" ? names?.user(who) : names?.group(who));
  return id === undefined ? undefined : { tag, id, permissions };
}

function tagOf(type: string, named: boolean): Tag | undefined {
  switch (type) {
    case "user":
    case "u":
      return named ? "user" : "user-object";
    case "group":
    case "g":
      return named ? "group" : "group-object";
    case "mask":
    case "m":
      return "mask";
    case "other":
    case "o":
      return "other";
    default:
      return undefined;
  }
}

function permissionBits(text: string): number | undefined {
  if (!/^[r-][w-][x-]$/.test(text)) return undefined;
  return (text.startsWith("r") ? 4 : 0) | (text[1] === "w" ? 2 : 0) | (text.endsWith("x") ? 1 : 0);
}

function idOf(text: string): number | undefined {
  return /^\d{1,10}$/.test(text) ? Number(text) : undefined;
}

/** Tags of struct posix_acl_xattr_entry (include/uapi/linux/posix_acl.h). */
const XATTR_TAGS = new Map<number, Tag>([
  [0x01, "user-object"],
  [0x02, "user"],
  [0x04, "group-object"],
  [0x08, "group"],
  [0x10, "mask"],
  [0x20, "other"],
]);

/** The ACL that the extended attribute system.posix_acl_access holds: version 2, then eight bytes an entry, little-endian. */
export function parseAclXattr(bytes: Uint8Array): readonly AclEntry[] | null | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.byteLength < 4 || view.getUint32(0, true) !== 2 || (view.byteLength - 4) % 8 !== 0)
    return undefined;
  const entries: AclEntry[] = [];
  for (let at = 4; at < view.byteLength; at += 8) {
    const tag = XATTR_TAGS.get(view.getUint16(at, true));
    if (tag === undefined) return undefined;
    const id = tag === "user" || tag === "group" ? view.getUint32(at + 4, true) : null;
    entries.push({ tag, id, permissions: view.getUint16(at + 2, true) & 7 });
  }
  return beyondMode(entries);
}

/** An ACL of owner, group and others alone is the mode in other words. */
function beyondMode(entries: readonly AclEntry[]): readonly AclEntry[] | null {
  return entries.some(({ tag }) => tag === "user" || tag === "group" || tag === "mask") ? entries : null;
}

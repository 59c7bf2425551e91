import type { AclNames } from "../acl.ts";
import type { HostTree } from "../host-tree.ts";

const MAX_ACCOUNTS = 4 * 1024 * 1024;

/** The numbers of the users and groups that /etc/passwd and /etc/group of a tree name, read when first asked for. */
export function namesIn(tree: HostTree): AclNames {
  let users: ReadonlyMap<string, number> | undefined;
  let groups: ReadonlyMap<string, number> | undefined;
  return {
    user: (name) => (users ??= accounts(tree, "/etc/passwd")).get(name),
    group: (name) => (groups ??= accounts(tree, "/etc/group")).get(name),
  };
}

/** Name and third field of each line (passwd(5), group(5)); the first of two lines with one name counts. */
function accounts(tree: HostTree, path: string): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  const bytes = tree.get(path)?.content?.(MAX_ACCOUNTS);
  if (!(bytes instanceof Uint8Array)) return found;
  for (const line of new TextDecoder().decode(bytes).split("\n")) {
    const [name = "", , id = ""] = line.split(":", 3);
    if (/^\d{1,10}$/.test(id) && !found.has(name)) found.set(name, Number(id));
  }
  return found;
}

import { execFileSync } from "node:child_process";
import { parseAclText } from "../text/acl.ts";
import type { AclEntry } from "../text/host-files.ts";

/** The access ACL of a path by getfacl(1), for `--allow-exec`. Undefined when it cannot be had. */
export function readAcl(path: string): readonly AclEntry[] | null | undefined {
  try {
    const options = ["--absolute-names", "--numeric", "--omit-header", "--access", "--", path];
    const text = execFileSync("getfacl", options, {
      encoding: "utf8",
      timeout: 5000,
      stdio: ["ignore", "pipe", "ignore"],
    });
    return parseAclText(text);
  } catch {
    return undefined;
  }
}

import { execFileSync } from "node:child_process";
import { chmodSync, chownSync, mkdirSync, symlinkSync, writeFileSync, lchownSync } from "node:fs";
import type { AclEntry } from "../../src/text/host-files.ts";
import { parseAclText } from "../../src/text/acl.ts";
import type { Identity } from "../../src/model/host.ts";

export const USERS = [0, 61001, 61002, 61003];
export const GROUPS = [0, 62001, 62002, 62003];

/** Who opens: root, owners with and without groups, a stranger. */
export const IDENTITIES: readonly Identity[] = [
  { uid: 0, gid: 0, groups: [], overrides: true },
  { uid: 61001, gid: 62001, groups: [], overrides: false },
  { uid: 61001, gid: 62003, groups: [62001, 62002], overrides: false },
  { uid: 61001, gid: 0, groups: [0], overrides: false },
  { uid: 61002, gid: 62002, groups: [62002], overrides: false },
  { uid: 61002, gid: 62001, groups: [62001, 62003], overrides: false },
  { uid: 61003, gid: 62003, groups: [], overrides: false },
  { uid: 61003, gid: 61003, groups: [62001, 62002, 62003], overrides: false },
  { uid: 65534, gid: 65534, groups: [], overrides: false },
  { uid: 65534, gid: 62002, groups: [], overrides: false },
];

const DIRECTORY_MODES = [
  0o755, 0o750, 0o700, 0o711, 0o770, 0o775, 0o777, 0o1777, 0o1770, 0o3775, 0o707, 0o055, 0o731, 0o500, 0o753,
];
const FILE_MODES = [
  0o644, 0o640, 0o600, 0o660, 0o664, 0o666, 0o606, 0o066, 0o420, 0o026, 0o444, 0o400, 0o000, 0o620,
];

/** Makes files and directories of all kinds below `root` and returns the paths to open. `random()` gives 0 up to 1. */
export function generateTree(root: string, cells: number, random: () => number): string[] {
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)]!;
  const acls: string[] = [];
  const permissions = (): string => pick(["---", "r--", "-w-", "--x", "rw-", "r-x", "-wx", "rwx"]);
  const own = (path: string, modes: readonly number[]): void => {
    chownSync(path, pick(USERS), pick(GROUPS));
    chmodSync(path, pick(modes));
    if (random() >= 0.35) return;
    const names = new Set<string>();
    for (let i = Math.floor(random() * 3); i >= 0; i--) {
      names.add(random() < 0.5 ? `user:${pick(USERS)}` : `group:${pick(GROUPS)}`);
    }
    const entries = [...names].map((name) => `${name}:${permissions()}`);
    entries.push(
      `user::${permissions()}`,
      `group::${permissions()}`,
      `other::${permissions()}`,
      `mask::${permissions()}`,
    );
    acls.push(`# file: ${path}\n${entries.join("\n")}\n`);
  };
  const paths: string[] = [];
  for (let cell = 0; cell < cells; cell++) {
    let at = `${root}/c${cell}`;
    mkdirSync(at);
    const depth = 1 + Math.floor(random() * 3);
    const outer = at;
    for (let level = 0; level < depth; level++) {
      own(at, DIRECTORY_MODES);
      if (level + 1 < depth) mkdirSync((at += `/d${level}`));
    }
    for (const name of ["a.log", "b.log"]) {
      writeFileSync(`${at}/${name}`, "");
      own(`${at}/${name}`, FILE_MODES);
      paths.push(`${at}/${name}`);
    }
    execFileSync("mkfifo", [`${at}/fifo`]);
    own(`${at}/fifo`, FILE_MODES);
    paths.push(
      `${at}/fifo`,
      `${at}/new.log`,
      at,
      `${at}/a.log/x`,
      `${at}/none/x.log`,
      `${at}/new/`,
      `${at}/./a.log`,
    );
    const other = `${root}/c${Math.floor(random() * (cell + 1))}`;
    const links: [string, string][] = [
      ["to-file", `${at}/a.log`],
      ["relative", "./b.log"],
      ["dangling", `${other}/made-by-link.log`],
      ["up", "../outside.log"],
      ["folder", other],
      ["circle", "circle"],
      ["chain", "to-file"],
      ["slash", "new-folder/"],
    ];
    for (const [name, target] of links) {
      symlinkSync(target, `${at}/${name}`);
      lchownSync(`${at}/${name}`, pick(USERS), pick(GROUPS));
      paths.push(`${at}/${name}`);
    }
    paths.push(`${at}/folder/through-link.log`, `${at}/../${at === outer ? `c${cell}/` : ""}up-and-down.log`);
  }
  writeFileSync(`${root}/acls`, acls.join("\n"));
  execFileSync("setfacl", ["--restore", `${root}/acls`], { cwd: "/" });
  return paths;
}

/** The ACL of every path below `root`, as getfacl prints it. */
export function readAcls(root: string): ReadonlyMap<string, readonly AclEntry[] | null> {
  const found = new Map<string, readonly AclEntry[] | null>();
  const text = execFileSync("getfacl", ["-n", "-p", "-R", "-P", root], { maxBuffer: 1 << 28 }).toString();
  for (const block of text.split("\n\n")) {
    const name = /^# file: (.*)$/m.exec(block)?.[1];
    if (name === undefined) continue;
    const acl = parseAclText(block.replace(/^#.*$/gm, ""));
    if (acl === undefined) throw new Error(`not understood: ${block}`);
    found.set(name, acl);
  }
  return found;
}

import { memoryHostFiles, type MemoryHostEntry } from "../src/text/memory-host-files.ts";
import type { HostFiles } from "../src/text/host-files.ts";

/** A server as a README writes it: what is not said is as on a healthy Debian. Times are "2026-03-01 06:00", in UTC. */
export interface ReadmeHost {
  /** When it is looked at. */
  readonly now?: string;
  /** Owners and modes of paths that are made for it: `"www-data:adm 0755"`, with `size` and `modified` for a file. */
  readonly paths?: Readonly<Record<string, string | PathWords>>;
  readonly processes?: readonly ReadmeProcess[];
  /** Bytes in all and left of the file system at `/`. */
  readonly space?: { readonly total: number; readonly free: number };
  /** Users besides root and www-data: their numbers, and names of groups that they are in. */
  readonly users?: Readonly<Record<string, { readonly id: number; readonly groups?: readonly string[] }>>;
}

interface PathWords {
  readonly is: string;
  readonly size?: number;
  readonly modified?: string;
  readonly linksTo?: string;
}

export interface ReadmeProcess {
  readonly pid: number;
  readonly parent?: number;
  readonly command: string | readonly string[];
  readonly user: string;
  readonly started: string;
  readonly cwd?: string;
  readonly unit?: string;
  /** Files that it has open for writing; " (deleted)" behind one that is gone. Absent: they cannot be read. */
  readonly open?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

const NOW = "2026-03-02 12:00";
const OLD = "2026-01-01 00:00";
const BOOT = "2026-02-01 00:00";

/** The files of a group as a server: those of its blocks, and what `host.json` says besides. */
export function readmeHost(
  files: Readonly<Record<string, string>>,
  host: ReadmeHost,
): { readonly files: HostFiles; readonly seenAt: number } {
  const users = new Map<string, number>([
    ["root", 0],
    ["www-data", 33],
    ["nobody", 65534],
    ...Object.entries(host.users ?? {}).map(([name, { id }]): [string, number] => [name, id]),
  ]);
  const groups = new Map<string, number>([...users, ["adm", 4], ["syslog", 110]]);
  const members = new Map<string, string[]>();
  for (const [name, { groups: own }] of Object.entries(host.users ?? {})) {
    for (const group of own ?? []) members.set(group, [...(members.get(group) ?? []), name]);
  }
  const idOf = (names: ReadonlyMap<string, number>, name: string): number => {
    const id = names.get(name);
    if (id === undefined) throw new Error(`host.json names ${name}, whom it does not define`);
    return id;
  };
  const entries: Record<string, MemoryHostEntry> = {
    "/etc/passwd": [...users].map(([name, id]) => `${name}:x:${id}:${id}::/:/bin/false\n`).join(""),
    "/etc/group": [...groups]
      .map(([name, id]) => `${name}:x:${id}:${(members.get(name) ?? []).join(",")}\n`)
      .join(""),
    "/var/log": { kind: "directory", gid: 110, mode: 0o775 },
    "/tmp": { kind: "directory", mode: 0o1777 },
  };
  for (const [path, content] of Object.entries(files)) {
    if (!path.startsWith("/")) throw new Error(`${path}: the files of a server have absolute paths`);
    entries[path] = { content, modified: time(OLD) };
  }
  for (const [path, written] of Object.entries(host.paths ?? {})) {
    const said: PathWords = typeof written === "string" ? { is: written } : written;
    const [owner = "root:root", mode = "0755"] = said.is.split(" ");
    const [user = "root", group = "root"] = owner.split(":");
    const isFolder = [...Object.keys(files), ...Object.keys(host.paths ?? {})].some((each) =>
      each.startsWith(`${path}/`),
    );
    const isFile = !isFolder && (said.size !== undefined || said.modified !== undefined);
    const before = entries[path];
    entries[path] = {
      ...(typeof before === "object" && !(before instanceof Uint8Array) ? before : {}),
      ...(said.linksTo !== undefined
        ? { kind: "symlink" as const, linksTo: said.linksTo }
        : before === undefined
          ? { kind: isFile ? ("file" as const) : ("directory" as const) }
          : {}),
      ...(isFile && before === undefined ? { content: "", size: said.size ?? 0 } : {}),
      uid: idOf(users, user),
      gid: idOf(groups, group),
      mode: Number.parseInt(mode, 8),
      modified: time(said.modified ?? OLD),
    };
  }
  if ((host.processes ?? []).length > 0) {
    Object.assign(
      entries,
      procEntries(host.processes ?? [], (name) => idOf(users, name)),
    );
  }
  return {
    files: memoryHostFiles(entries, host.space === undefined ? {} : { space: { "/": host.space } }),
    seenAt: time(host.now ?? NOW),
  };
}

/** `/proc` with these processes, as Linux shows it. */
export function procEntries(
  processes: readonly ReadmeProcess[],
  uidOf: (name: string) => number,
): Record<string, MemoryHostEntry> {
  const entries: Record<string, MemoryHostEntry> = {
    "/proc/stat": `cpu 1 2 3\nbtime ${time(BOOT) / 1000}\n`,
  };
  for (const process of processes) addProcess(entries, process, uidOf(process.user));
  return entries;
}

function addProcess(entries: Record<string, MemoryHostEntry>, process: ReadmeProcess, uid: number): void {
  const folder = `/proc/${process.pid}`;
  const words = typeof process.command === "string" ? process.command.split(" ") : process.command;
  entries[`${folder}/cmdline`] = words.map((word) => `${word}\0`).join("");
  entries[`${folder}/status`] = [
    `PPid:\t${process.parent ?? 1}`,
    `Uid:\t${uid}\t${uid}\t${uid}\t${uid}`,
    `Gid:\t${uid}\t${uid}\t${uid}\t${uid}`,
    `Groups:\t${uid}`,
    `NSpid:\t${process.pid}`,
    `CapEff:\t${uid === 0 ? "000001ffffffffff" : "0000000000000000"}`,
    "",
  ].join("\n");
  const ticks = (time(process.started) - time(BOOT)) / 10;
  entries[`${folder}/stat`] = `${process.pid} (x) S ${"0 ".repeat(18)}${ticks} 0`;
  entries[`${folder}/cgroup`] = `0::/system.slice/${process.unit ?? "x.scope"}\n`;
  entries[`${folder}/cwd`] = { kind: "symlink", linksTo: process.cwd ?? "/" };
  const variables = Object.entries(process.environment ?? { PATH: "/usr/bin" });
  entries[`${folder}/environ`] = variables.map(([name, value]) => `${name}=${value}\0`).join("");
  if (process.open === undefined) return;
  entries[`${folder}/fd`] = { kind: "directory" };
  entries[`${folder}/fd/0`] = { kind: "symlink", linksTo: "/dev/null" };
  for (const [i, target] of process.open.entries()) {
    entries[`${folder}/fd/${i + 3}`] = { kind: "symlink", linksTo: target };
    entries[`${folder}/fdinfo/${i + 3}`] = "pos:\t0\nflags:\t0102001\n";
  }
}

export function time(text: string): number {
  const at = Date.parse(`${text.replace(" ", "T")}Z`);
  if (Number.isNaN(at)) throw new Error(`${text} is no time like 2026-03-01 06:00`);
  return at;
}

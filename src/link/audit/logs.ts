import { notMounted, parseMounts } from "../../loaders/host/mounts.ts";
import { decode } from "../../loaders/host/proc-text.ts";
import type { Accounts } from "../../loaders/host/accounts.ts";
import type { RotationState } from "../../loaders/host/rotation-state.ts";
import { kernelProtections, type AppendOptions, type SandboxRule } from "../../model/append-options.ts";
import { certainValue } from "../../model/fact.ts";
import type { HostLog, HostProcess, Identity, PathVerdict } from "../../model/host.ts";
import { inodePermits, EXECUTE, WRITE } from "../../model/inode-permission.ts";
import { mayAppend } from "../../model/permission.ts";
import type { Process, Stack } from "../../model/stack.ts";
import { isUnseen, type HostFiles } from "../../text/host-files.ts";
import { basename, dirname, isInside, join } from "../../text/path.ts";
import { declaredLogs, type DeclaredLog } from "./declared.ts";

export interface HostLogsRequest {
  readonly files: HostFiles;
  readonly accounts: Accounts;
  readonly stack: Stack;
  /** The running processes of the stack. */
  readonly processes: readonly HostProcess[];
  readonly live: boolean;
  readonly rotated: RotationState;
  /** Mount points of an image: what lies there when it runs may be another disk's. */
  readonly volumes: readonly string[];
}

const MOST_NAMES = 5000;
const MOST_ARCHIVES = 200;
const LARGEST = 4 * 1024 * 1024;

/** Every log file that the stack declares, as it is on the disk. */
export function hostLogs(request: HostLogsRequest): HostLog[] {
  const { files, accounts } = request;
  const mounted = request.live ? files.bytesOf("/proc/self/mountinfo", LARGEST) : null;
  const mounts = mounted === null ? notMounted(files) : isUnseen(mounted) ? [] : parseMounts(decode(mounted));
  const options: AppendOptions = {
    mounts: [...mounts, ...request.volumes.map((path) => ({ path, access: "not-mounted" as const }))],
    protections: kernelProtections(files),
    names: { user: accounts.userName, group: accounts.groupName },
  };
  const seen = new Set<string>();
  return declaredLogs(request.stack).flatMap((declared) => {
    const key = `${declared.path}\0${declared.process.name}\0${declared.at.file}:${String(declared.at.start)}`;
    if (seen.has(key)) return [];
    seen.add(key);
    const log = hostLog(declared, request, options);
    return log === null ? [] : [log];
  });
}

/** Null for what is no file: a link to a device. */
function hostLog(declared: DeclaredLog, request: HostLogsRequest, options: AppendOptions): HostLog | null {
  const { files, accounts, live } = request;
  const { path, process } = declared;
  const found = files.resolve(path);
  const isThere = !isUnseen(found);
  if ((isThere && found.entry.kind !== "file") || leadsToDevice(files, path)) return null;
  const folder = files.resolve(dirname(path));
  const owner = identityOf(declared, request);
  const sandbox = sandboxOf(process);
  const isGiven = sandbox.some((rule) => rule.access === "given" && isInside(rule.path, path));
  const isElsewhere = (options.mounts ?? []).some(
    (mount) => mount.access === "not-mounted" && isInside(mount.path, path),
  );
  const isHidden =
    isElsewhere || sandbox.some((rule) => rule.access === "replaced" && isInside(rule.path, path));
  const makes = declared.makes.some((made) => isInside(made, dirname(path)));
  const append: PathVerdict = isHidden
    ? { verdict: "unknown", why: "the process sees another file system there", path }
    : owner === null
      ? { verdict: "unknown", why: "the user that opens it is not known", path }
      : mayAppend(files, path, owner, { ...options, sandbox });
  const presence = (seen: typeof found): HostLog["exists"] =>
    isHidden ? "unknown" : !isUnseen(seen) ? "yes" : seen.reason === "missing" ? "no" : "unknown";
  const entry = isThere ? found.entry : null;
  const through = isThere ? found.through : [];
  const openedByRoot = owner?.uid === 0 && declared.kind !== "stream" && declared.kind !== "django";
  return {
    path,
    at: declared.at,
    what: declared.what,
    process: process.name,
    kind: declared.kind,
    user: owner === null ? null : accounts.userName(owner.uid),
    exists: presence(found),
    // made by the service manager, or by the settings, when the process starts
    directoryExists: (isGiven || makes) && isUnseen(folder) ? "unknown" : presence(folder),
    size: entry?.size ?? null,
    modified: entry?.modified ?? null,
    mode: entry === null ? null : octal(entry.mode),
    owner: entry === null ? null : accounts.userName(entry.uid),
    group: entry === null ? null : accounts.groupName(entry.gid),
    append,
    writers: live ? writersOf(declared, isThere ? found.path : path, entry?.identity ?? null, request) : null,
    space: isUnseen(folder) ? null : files.spaceOf(folder.path),
    rotated: request.rotated.get(path) ?? null,
    newestArchive: isUnseen(folder) ? null : newestArchive(files, folder.path, basename(path)),
    directory: isUnseen(folder)
      ? null
      : {
          owner: accounts.userName(folder.entry.uid),
          group: accounts.groupName(folder.entry.gid),
          mode: octal(folder.entry.mode),
          modified: folder.entry.modified,
        },
    opensAtStart: declared.opensAtStart,
    speaksAtStart: declared.speaksAtStart,
    realPath: isThere ? found.path : null,
    worldReadable: entry === null ? null : isWorldReadable(files, entry.mode, through),
    directoryWriters: openedByRoot && !isUnseen(folder) ? directoryWriters(folder.path, request) : [],
  };
}

/** A link to `/dev/stdout` is no file, also in an image, where `/dev` is empty. */
function leadsToDevice(files: HostFiles, path: string): boolean {
  let at = path;
  for (let links = 0; links < 8; links++) {
    const entry = files.entryOf(at);
    if (isUnseen(entry) || entry.linksTo === undefined) return false;
    at = join(dirname(at), entry.linksTo);
    if (/^\/(?:dev|proc)\//.test(at)) return true;
  }
  return false;
}

function octal(mode: number): string {
  return mode.toString(8).padStart(4, "0");
}

/** Who opens it: the running process, else whom the files make of it. */
function identityOf(declared: DeclaredLog, { processes, accounts }: HostLogsRequest): Identity | null {
  const { process } = declared;
  if (declared.kind !== "stream") {
    const own = processes.filter((each) => each.explainedBy === process.name);
    const pids = new Set(own.map((each) => each.pid));
    const head = own.find((each) => !pids.has(each.parent));
    const worker = own.find((each) => pids.has(each.parent));
    // django's handlers are opened by the workers, the servers' own logs before the user changes
    const isWorkers = declared.kind === "django" && process.runs === "gunicorn";
    const runner = isWorkers ? (worker ?? (head?.identity.uid === 0 ? undefined : head)) : head;
    if (runner !== undefined) return runner.identity;
    if (own.length > 0) return null;
  }
  const { user, groups } = declared;
  if (user === null) return null;
  if (accounts.uidOf(user) === 0 && user === "root") return accounts.identityOf("root") ?? ROOT;
  const [group, ...more] = groups ?? [];
  return accounts.identityOf(user, group, more);
}

const ROOT: Identity = { uid: 0, gid: 0, groups: [0], overrides: true };

/** What the unit makes and hides; what it makes read-only is told by stack/log-path-sandboxed. */
function sandboxOf(process: Process): SandboxRule[] {
  const rules: SandboxRule[] = [];
  for (const rule of process.access.rules) {
    if (rule.kind === "tmpfs" || rule.kind === "private" || rule.kind === "inaccessible")
      rules.push({ path: rule.path, access: "replaced", why: rule.says });
  }
  for (const provided of process.access.provides) {
    if (provided.isDirectory) rules.push({ path: provided.path, access: "given", why: provided.by });
  }
  return rules;
}

/** Null where the open files of a process that should have it could not be read. */
function writersOf(
  declared: DeclaredLog,
  path: string,
  identity: string | null,
  { processes }: HostLogsRequest,
): number[] | null {
  const own = processes.filter((each) => each.explainedBy === declared.process.name);
  if (own.some((each) => each.open === null)) return null;
  return own.flatMap(({ pid, open }) =>
    (open ?? []).some(
      (each) =>
        each.writable &&
        !each.deleted &&
        (each.identity !== null && identity !== null ? each.identity === identity : each.target === path),
    )
      ? [pid]
      : [],
  );
}

/** What rotation left: `access.log.1`, `access.log-20260131.gz`. */
function newestArchive(files: HostFiles, folder: string, name: string): HostLog["newestArchive"] {
  const listed = files.names(folder, MOST_NAMES);
  if (isUnseen(listed)) return null;
  let newest: HostLog["newestArchive"] = null;
  const archives = listed.names.filter(
    (each) => each.startsWith(name) && /^[.-]\d/.test(each.slice(name.length)),
  );
  for (const each of archives.slice(0, MOST_ARCHIVES)) {
    const entry = files.entryOf(join(folder, each));
    if (isUnseen(entry) || entry.kind !== "file") continue;
    if (newest === null || entry.modified > newest.modified)
      newest = { name: each, modified: entry.modified };
  }
  return newest;
}

/** The mode says so for everybody else, on the file and on every directory above. */
function isWorldReadable(files: HostFiles, mode: number, through: readonly string[]): boolean {
  if ((mode & 0o004) === 0) return false;
  return through.every((path) => {
    const entry = files.entryOf(path);
    return !isUnseen(entry) && (entry.mode & 0o001) !== 0;
  });
}

/** Users of the stack's processes, other than root, that may make and rename files in a directory that root trusts. */
function directoryWriters(folder: string, { files, stack, processes, accounts }: HostLogsRequest): string[] {
  const entry = files.entryOf(folder);
  if (isUnseen(entry) || (entry.mode & 0o1000) !== 0) return [];
  const users = new Map<number, Identity>();
  for (const each of processes) users.set(each.identity.uid, each.identity);
  for (const name of usersOf(stack)) {
    const identity = accounts.identityOf(name);
    if (identity !== null && !users.has(identity.uid)) users.set(identity.uid, identity);
  }
  const acl = files.aclOf(folder);
  return [...users.values()]
    .filter(
      (identity) =>
        identity.uid !== 0 &&
        !identity.overrides &&
        inodePermits(entry, acl, identity, WRITE | EXECUTE).endsWith("yes"),
    )
    .map(({ uid }) => accounts.userName(uid))
    .sort();
}

function usersOf(stack: Stack): string[] {
  const named = declaredLogs(stack).flatMap(({ user }) => user ?? []);
  const workers = stack.nginx.flatMap((nginx) => certainValue(nginx.user) ?? []);
  return [...new Set([...named, ...workers])];
}

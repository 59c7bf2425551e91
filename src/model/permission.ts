import { isUnseen, type HostEntry, type HostFiles } from "../text/host-files.ts";
import { modeText } from "../text/mode-text.ts";
import { isInside, withoutSlashesAtEnd } from "../text/path.ts";
import { ruleFor, type AppendOptions, type MountPoint, type SandboxRule } from "./append-options.ts";
import type { Identity, PathVerdict } from "./host.ts";
import { EXECUTE, inodePermits, WRITE } from "./inode-permission.ts";
import { walkPath, type Place } from "./path-walk.ts";
import { mayFollowLink, mayOpenInSticky } from "./sticky.ts";

/**
 * Could a process of `identity` open `path` with O_WRONLY, O_APPEND and O_CREAT, as nginx, gunicorn and Python's FileHandler open log
 * files: decided as Linux decides (fs/namei.c), from what `files` shows, without trying it.
 *
 * "no" and "yes" are certain; "unknown" names the path that leaves the doubt, with `likely` where only an ACL that could not be read
 * could change what the modes say. Not looked at: attributes of chattr, security modules, quotas, user namespaces.
 */
export function mayAppend(
  files: HostFiles,
  path: string,
  identity: Identity,
  options: AppendOptions = {},
): PathVerdict {
  const sight = sightOf(files, identity, options);
  for (const step of walkPath(files, path, sight.made)) {
    switch (step.step) {
      case "search": {
        const stopped = sight.barrier(step.directory.path) ?? sight.ask(step.directory, EXECUTE, "enter");
        if (stopped !== null) return stopped;
        break;
      }
      case "link": {
        const { directory, link } = step;
        const follows = mayFollowLink(directory.entry, link.entry, identity, options.protections);
        if (follows === "no")
          return no(link.path, `fs.protected_symlinks: ${sight.who} may not follow ${link.path}`);
        if (follows === "unknown")
          sight.doubt(link.path, `fs.protected_symlinks may keep ${sight.who} from following it`);
        break;
      }
      case "open":
        return openVerdict(sight, step.directory, step.file, identity, options);
      case "create":
        return (
          sight.barrier(step.path) ??
          sight.readOnly(step.path) ??
          sight.ask(step.directory, WRITE | EXECUTE, "make files in") ??
          sight.settle(step.path, `${sight.who} may make ${step.path}`)
        );
      case "fails":
        return sight.barrier(step.path) ?? no(step.path, step.why);
      case "hidden":
        return { verdict: "unknown", path: step.path, why: step.why };
    }
  }
  return { verdict: "unknown", path, why: "nothing was seen of it" };
}

/** Could a process of `identity` make, rename and delete files in a directory; in a sticky one, of others' files none. */
export function mayChangeDirectory(
  files: HostFiles,
  directory: string,
  identity: Identity,
  options: AppendOptions = {},
): PathVerdict {
  // A name that no directory has, so that the verdict is about making it.
  const name = `.loglint-${"0".repeat(32)}`;
  const base = withoutSlashesAtEnd(directory);
  const found = mayAppend(files, `${base}/${name}`, identity, options);
  const bare = (text: string): string => text.replaceAll(`/${name}`, "") || "/";
  return {
    ...found,
    path: bare(found.path),
    why: bare(found.why).replace(" may make ", " may make files in "),
  };
}

function openVerdict(
  sight: Sight,
  directory: Place,
  file: Place,
  identity: Identity,
  options: AppendOptions,
): PathVerdict {
  const { path, entry } = file;
  const barred = sight.barrier(path);
  if (barred !== null) return barred;
  if (entry.kind === "socket") return no(path, `${path} is a socket, which cannot be opened`);
  const opens = mayOpenInSticky(directory.entry, entry, identity, options.protections);
  if (opens === "no")
    return no(path, `fs.protected_regular or fs.protected_fifos: ${sight.who} may not open ${path}`);
  if (opens === "unknown")
    sight.doubt(path, `fs.protected_regular or fs.protected_fifos may keep ${sight.who} from it`);
  const kept = entry.kind === "file" ? sight.readOnly(path) : null;
  const what = entry.kind === "file" ? "" : `, which is a ${entry.kind}`;
  return (
    kept ?? sight.ask(file, WRITE, "write") ?? sight.settle(path, `${sight.who} may write ${path}${what}`)
  );
}

/** What one process sees of the files, with the doubts met so far. */
interface Sight {
  readonly who: string;
  /** True for a directory that the unit makes, for a mount point, and for what lies above them. */
  readonly made: (path: string) => boolean;
  /** The verdict when a path is cut off from the process, or when what it sees there is not what `files` shows. */
  readonly barrier: (path: string) => PathVerdict | null;
  readonly readOnly: (path: string) => PathVerdict | null;
  /** The verdict when the inode refuses; a doubt is kept for the end. */
  readonly ask: (place: Place, want: number, verb: string) => PathVerdict | null;
  readonly doubt: (path: string, why: string) => void;
  /** Nothing refused: yes, or the first doubt. */
  readonly settle: (path: string, why: string) => PathVerdict;
}

function sightOf(files: HostFiles, identity: Identity, options: AppendOptions): Sight {
  const sandbox = resolved(files, options.sandbox ?? []);
  const mounts = resolved(files, options.mounts ?? []);
  const who = options.names?.user(identity.uid) ?? `uid ${identity.uid}`;
  const doubts: PathVerdict[] = [];
  return {
    who,
    made: (path) =>
      [...sandbox.filter(({ access }) => access !== "read-only" && access !== "read-write"), ...mounts].some(
        (rule) => isInside(path, rule.path),
      ),
    barrier: (path) => barrier(ruleFor(sandbox, path), ruleFor(mounts, path), path),
    readOnly: (path) => readOnly(ruleFor(sandbox, path), ruleFor(mounts, path), path),
    ask: ({ path, entry }, want, verb) => {
      const rule = ruleFor(sandbox, path);
      if (rule?.access === "given" && rule.path === path) return null;
      const answer = inodePermits(entry, files.aclOf(path), identity, want);
      if (answer === "yes") return null;
      const owned = `(${modeText(entry)} ${ownersOf(entry, options)})`;
      if (answer === "no") return no(path, `${who} may not ${verb} ${path} ${owned}`);
      const likely = answer === "likely-yes" ? "yes" : "no";
      const says = `${likely === "yes" ? "may" : "may not"} ${verb} ${path} ${owned}`;
      doubts.push({
        verdict: "unknown",
        path,
        likely,
        why: `by its mode ${who} ${says}, but its ACL could not be read`,
      });
      return null;
    },
    doubt: (path, why) => {
      doubts.push({ verdict: "unknown", path, why: `${path}: ${why}` });
    },
    settle: (path, why) =>
      doubts.find(({ likely }) => likely !== "yes") ?? doubts[0] ?? { verdict: "yes", why, path },
  };
}

function barrier(
  rule: SandboxRule | undefined,
  mount: MountPoint | undefined,
  path: string,
): PathVerdict | null {
  if (rule?.access === "inaccessible") return no(path, `${rule.why} hides ${path}`);
  if (rule?.access === "replaced") {
    return { verdict: "unknown", path, why: `${rule.why} puts something else at ${rule.path}` };
  }
  if (mount?.access === "not-mounted") {
    return { verdict: "unknown", path, why: `the file system of ${mount.path} is not mounted` };
  }
  return null;
}

function readOnly(
  rule: SandboxRule | undefined,
  mount: MountPoint | undefined,
  path: string,
): PathVerdict | null {
  if (rule?.access === "read-only") return no(path, `${rule.why} makes ${path} read-only`);
  if (mount?.access === "read-only")
    return no(path, `${path} is on the read-only file system of ${mount.path}`);
  return null;
}

/** Rules are about places: their links are followed as the service manager follows them. */
function resolved<T extends { readonly path: string }>(files: HostFiles, rules: readonly T[]): readonly T[] {
  return rules.map((rule) => {
    const place = files.resolve(rule.path);
    return isUnseen(place) ? rule : { ...rule, path: place.path };
  });
}

function ownersOf(entry: HostEntry, { names }: AppendOptions): string {
  return `${names?.user(entry.uid) ?? entry.uid} ${names?.group(entry.gid) ?? entry.gid}`;
}

function no(path: string, why: string): PathVerdict {
  return { verdict: "no", why, path };
}

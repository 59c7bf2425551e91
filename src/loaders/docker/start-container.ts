import { certainValue, defaultFact, setFact, unknownFact, type Fact } from "../../model/fact.ts";
import type {
  AccessRule,
  ContainerView,
  FileAccess,
  Launch,
  LaunchEnvironment,
  LaunchWord,
  ProvidedPath,
} from "../../model/launch.ts";
import type { Gap } from "../../model/problem.ts";
import type { Purpose } from "../../model/purpose.ts";
import type { Stream } from "../../model/stack.ts";
import type { FileSystem } from "../../text/file-system.ts";
import { isInside, normalize } from "../../text/path.ts";
import { writtenSpan } from "../../text/decoded.ts";
import { inFile, type FileSpan } from "../../text/span.ts";
import type { BuiltImage, ImageCommand } from "./built-image.ts";
import { withTemplates } from "./nginx-templates.ts";

/** What a compose file or a manifest says of a container, over what its image says. Undefined: nothing. */
export interface ContainerStart {
  readonly fs: FileSystem;
  readonly name: string;
  readonly at: FileSpan;
  readonly image: BuiltImage;
  /** Null clears the image's own. */
  readonly entrypoint?: ImageCommand | null;
  readonly command?: ImageCommand | null;
  readonly environment: LaunchEnvironment;
  readonly user?: Fact<string>;
  readonly groups?: readonly string[];
  readonly cwd?: Fact<string>;
  readonly mounts: readonly Mount[];
  readonly readOnly: FileSpan | null;
  readonly stdout: Fact<Stream>;
  readonly deployment: string;
  readonly purpose: Purpose;
  readonly gaps: readonly Gap[];
}

/** One thing mounted into a container. */
export interface Mount {
  readonly path: string;
  readonly kind: "bind" | "volume" | "tmpfs";
  /** A repository path; null where no file here is behind it. */
  readonly outside: string | null;
  readonly readOnly: boolean;
  readonly at: FileSpan;
  /** For people: `volume logs`, `tmpfs`. */
  readonly says: string;
  readonly isDirectory: boolean;
  /** True for a volume that takes over the image's directory when it is new, as docker's do and those of Kubernetes do not. */
  readonly takesOver?: boolean;
  readonly owner?: string | null;
  readonly mode?: string | null;
}

/** The container's files: what the image has, under what is mounted. */
export function viewOf(name: string, image: BuiltImage, mounts: readonly Mount[]): ContainerView {
  const maps: ContainerView["maps"][number][] = image.maps.filter(
    (map) => !mounts.some((mount) => isInside(mount.path, map.inside)),
  );
  for (const { path, outside, at, kind } of mounts) maps.push({ inside: normalize(path), outside, at, kind });
  return { name, image: image.base === null || image.file !== null ? image.name : image.base, maps };
}

/** The one command that a container starts, as docker puts it together from ENTRYPOINT and CMD; none when there is no command. */
export function startContainer(start: ContainerStart): Launch[] {
  const { image, name, at } = start;
  const { words, via } = commandLine(start);
  if (words.length === 0) return [];
  const view = withTemplates(start.fs, viewOf(name, image, start.mounts), image.base, words);
  const user = start.user ?? image.user;
  const first = words[0]?.at ?? at;
  const last = words.at(-1)?.at ?? first;
  return [
    {
      name,
      by: "container",
      words,
      command: words.map((word) => word.value ?? word.written ?? "?").join(" "),
      at:
        first.file === last.file && first.start < last.end
          ? { ...first, end: Math.max(first.end, last.end) }
          : first,
      via: [...via, at].filter((each) => each.file !== first.file || each.start !== first.start),
      user: mapUser(user),
      groups: groupsOf(start, user),
      cwd: start.cwd ?? image.cwd,
      // Docker sets none, and runc's own is 0022.
      umask: defaultFact("0022", "runc"),
      environment: mergeEnvironment(image.environment, start.environment),
      stdout: start.stdout,
      stderr: start.stdout,
      access: accessOf(start),
      container: view,
      deployment: start.deployment,
      purpose: start.purpose,
      gaps: [...image.gaps, ...start.gaps],
    },
  ];
}

function commandLine(start: ContainerStart): { words: readonly LaunchWord[]; via: readonly FileSpan[] } {
  const { image } = start;
  const entrypoint = start.entrypoint === undefined ? image.entrypoint : start.entrypoint;
  // Another entrypoint forgets the image's CMD (compose specification, "entrypoint"; docker run --entrypoint).
  const kept = start.entrypoint === undefined ? image.command : null;
  const command = start.command === undefined ? kept : start.command;
  const words = [...wordsOf(entrypoint), ...wordsOf(command)];
  const via = [entrypoint, command, image].flatMap((each) => (each?.at == null ? [] : [each.at]));
  return { words, via };
}

/** The shell form is the shell, its options, and the whole text as one word. */
function wordsOf(command: ImageCommand | null): readonly LaunchWord[] {
  if (command === null) return [];
  if (command.form === "exec") return command.words;
  const { script, file } = command;
  const at = inFile(file, writtenSpan(script, 0, script.value.length));
  return [
    ...command.shell.map((value): LaunchWord => ({ value, at })),
    { value: script.value, at, decoded: script },
  ];
}

/** The user without its group: `USER app:web` runs as app. */
function mapUser(user: Fact<string>): Fact<string> {
  const value = certainValue(user);
  if (value === undefined || !value.includes(":")) return user;
  const name = value.slice(0, value.indexOf(":"));
  return user.state === "set" ? setFact(name, user.at, user.from, user.via) : user;
}

function groupsOf(start: ContainerStart, user: Fact<string>): Fact<readonly string[]> {
  const value = certainValue(user);
  if (value === undefined) return unknownFact("the user is not known");
  const [name = "", group] = value.split(":");
  const own = group ?? (name === "root" || name === "0" ? "root" : undefined);
  const more = start.groups ?? [];
  if (own === undefined) return unknownFact(`the groups of ${name} are part of the image`);
  return user.state === "set" ? setFact([own, ...more], user.at) : defaultFact([own, ...more], "the image");
}

/** What a container sets goes over what the image sets; docker itself adds HOSTNAME and HOME. */
export function mergeEnvironment(image: LaunchEnvironment, own: LaunchEnvironment): LaunchEnvironment {
  const values = Object.create(null) as Record<string, Fact<string>>;
  for (const name of ["HOSTNAME", "HOME"])
    values[name] = unknownFact("docker sets it when the container starts");
  for (const [name, fact] of Object.entries(image.values)) values[name] = fact;
  for (const [name, fact] of Object.entries(own.values)) values[name] = fact;
  return { values, complete: image.complete && own.complete };
}

/** Read-only files, mounts and what they bring. A later rule for a deeper path wins. */
function accessOf(start: ContainerStart): FileAccess {
  const { image, mounts } = start;
  const rules: AccessRule[] = [];
  if (start.readOnly !== null) {
    rules.push({ kind: "read-only", path: "/", at: start.readOnly, says: "a read-only root file system" });
    rules.push({ kind: "tmpfs", path: "/dev/shm", at: start.readOnly, says: "docker's own /dev/shm" });
    for (const { path, at } of image.volumes)
      rules.push({ kind: "read-write", path, at, says: `VOLUME ${path}` });
  }
  const provides: ProvidedPath[] = [...image.provides];
  for (const mount of mounts) {
    const kind = mount.kind === "tmpfs" ? "tmpfs" : mount.readOnly ? "read-only" : "read-write";
    rules.push({ kind, path: mount.path, at: mount.at, says: mount.says });
    provides.push(providedBy(mount, image));
  }
  const hidden = (path: string): boolean =>
    mounts.some((mount) => isInside(mount.path, path) && mount.path !== path && mount.takesOver !== true);
  return {
    rules,
    provides: provides.filter(
      (each) => !hidden(each.path) || mounts.some((mount) => mount.path === each.path),
    ),
    complete: image.complete,
  };
}

/** A new named volume takes over the content, owner and mode of the image's directory; without one it is root's. */
function providedBy(mount: Mount, image: BuiltImage): ProvidedPath {
  const under = image.provides.findLast((each) => each.path === mount.path);
  const { path, at, says: by, isDirectory } = mount;
  if (mount.takesOver === true && isDirectory) {
    if (under !== undefined) return { ...under, at, by };
    const root = image.complete ? "root" : null;
    return { path, isDirectory, owner: root, group: root, mode: image.complete ? "0755" : null, at, by };
  }
  return { path, isDirectory, owner: mount.owner ?? null, group: null, mode: mount.mode ?? null, at, by };
}

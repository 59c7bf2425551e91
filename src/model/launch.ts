import type { Decoded } from "../text/decoded.ts";
import type { FileSpan } from "../text/span.ts";
import { unknownFact, type Fact } from "./fact.ts";
import type { Gap } from "./problem.ts";
import type { Purpose } from "./purpose.ts";
import type { Process, ServiceUnit, Stream } from "./stack.ts";

/**
 * A command that some file starts (a unit, a supervisor program, a compose service, a Procfile line, a script), with all
 * that the file says of its surroundings; what it runs is decided later, by linking.
 */
export interface Launch {
  /** Short name for people: the unit, the program, the service. */
  readonly name: string;
  readonly by: Process["by"];
  /** The program and its arguments after the dialect's own unquoting; `value` null where it is not known. */
  readonly words: readonly LaunchWord[];
  /** As written, for people. */
  readonly command: string;
  readonly at: FileSpan;
  /** The way that led here, nearest first: the entrypoint's `exec "$@"`, the Dockerfile's CMD, the compose service. */
  readonly via: readonly FileSpan[];
  readonly user: Fact<string>;
  readonly groups: Fact<readonly string[]>;
  readonly cwd: Fact<string>;
  readonly umask: Fact<string>;
  readonly environment: LaunchEnvironment;
  readonly stdout: Fact<Stream>;
  readonly stderr: Fact<Stream>;
  readonly access: FileAccess;
  readonly container: ContainerView | null;
  /** Launches of one deployment share this name: the compose project's file, the folder of the units. */
  readonly deployment: string;
  readonly purpose: Purpose;
  /** How many such processes run; absent: one. */
  readonly count?: Fact<number>;
  /** What the unit says beside the command, for "systemd". */
  readonly service?: ServiceUnit;
  /**
   * For what a script starts: false where the script may start another program that stays beside it and shows or collects its files, as `tail -F`
   * does. Absent where no script was followed.
   */
  readonly alone?: boolean;
  readonly gaps: readonly Gap[];
}

export interface LaunchWord {
  readonly value: string | null;
  readonly at: FileSpan;
  /** For a word that is not known: its text as written, `--bind=0.0.0.0:$PORT`. */
  readonly written?: string;
  /** Why it is not known: "the environment variable PORT is not known". */
  readonly why?: string;
  /** What it is unless something outside of the files says otherwise: the default of `${PORT:-8000}`. `value` is then null. */
  readonly usually?: string;
  /** When it is not `usually`, for people: "PORT is set". */
  readonly unless?: string;
  /** Where each character of the value was written, for a word that is a script of its own: the text behind `sh -c`. */
  readonly decoded?: Decoded;
}

/** The variables that a process starts with. */
export interface LaunchEnvironment {
  readonly values: Readonly<Record<string, Fact<string>>>;
  /** True when no other variable is set, as far as the files can tell, but for those that every process has: PATH, HOME and the like. */
  readonly complete: boolean;
}

/** What the files say of the file system as one process sees it. Paths are as the process sees them. */
export interface FileAccess {
  /** Sandbox and mounts, in the order in which they take effect: a later, deeper rule wins for its subtree. */
  readonly rules: readonly AccessRule[];
  /** What exists, or is created, before the process opens its logs. */
  readonly provides: readonly ProvidedPath[];
  /** True when everything that could create a directory here is known (an image whose base is known, with all its steps). */
  readonly complete: boolean;
}

export interface AccessRule {
  readonly kind: "read-only" | "read-write" | "inaccessible" | "tmpfs" | "private";
  readonly path: string;
  readonly at: FileSpan;
  /** The setting or option that says so: `ProtectSystem=strict`, `read_only: true`. */
  readonly says: string;
}

export interface ProvidedPath {
  readonly path: string;
  readonly isDirectory: boolean;
  /** Name or number; null when not known. */
  readonly owner: string | null;
  readonly group: string | null;
  /** Octal digits, such as "0755"; null when not known. */
  readonly mode: string | null;
  readonly at: FileSpan | null;
  /** For people: `LogsDirectory=wiki`, `RUN mkdir -p /var/log/app`, `volume logs`. */
  readonly by: string;
  /** Where a symbolic link leads: `/dev/stdout` of `/var/log/nginx/access.log`. */
  readonly linksTo?: string;
  /** True for a log file that a command of the build left behind. */
  readonly opened?: boolean;
}

/** Where paths inside a container come from: files of the repository, by the image's COPY steps and the mounts. */
export interface ContainerView {
  readonly name: string;
  /** The image's name and tag, or the Dockerfile. */
  readonly image: string;
  /** Longest `inside` wins; `outside` is a path of the repository, null for what has no file here (a named volume). */
  readonly maps: readonly {
    readonly inside: string;
    readonly outside: string | null;
    readonly at: FileSpan;
    readonly kind: "copy" | "bind" | "volume" | "tmpfs";
  }[];
}

/** What somebody knows of a process beside the files. */
export interface KnownOfProcess {
  readonly environment: Readonly<Record<string, Fact<string>>>;
  readonly user: Fact<string> | null;
}

/** Nothing is known of the file system. */
export const UNKNOWN_ACCESS: FileAccess = { rules: [], provides: [], complete: false };

/** The surroundings of a command that somebody starts in a way that no file tells; `why` says so, for people. */
export function unknownSurroundings(
  why: string,
): Pick<
  Launch,
  "user" | "groups" | "cwd" | "umask" | "environment" | "stdout" | "stderr" | "access" | "container"
> {
  return {
    user: unknownFact(why),
    groups: unknownFact(why),
    cwd: unknownFact(why),
    umask: unknownFact(why),
    environment: { values: {}, complete: false },
    stdout: unknownFact(why),
    stderr: unknownFact(why),
    access: UNKNOWN_ACCESS,
    container: null,
  };
}

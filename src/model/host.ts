import type { FileSpan } from "../text/span.ts";
import type { Unseen } from "../text/host-files.ts";

/** What `audit` saw of the machine that a stack runs on: plain data beside the stack. */
export interface HostFacts {
  /** When it was looked at, milliseconds since 1970: of the snapshot, not of the audit. */
  readonly seenAt: number;
  /** False for an image or a mounted disk: there are no processes to see. */
  readonly live: boolean;
  readonly processes: readonly HostProcess[];
  readonly logs: readonly HostLog[];
  readonly rotation: RotationRuns;
  readonly unseen: readonly Unseen[];
  /** What running processes do otherwise than the files say. */
  readonly drift: readonly Drift[];
}

/** One way in which a running process differs from the files that started it. */
export interface Drift {
  /** Name of the process of the stack. */
  readonly process: string;
  readonly pid: number;
  readonly kind: "arguments" | "user" | "environment" | "older";
  /** Where the files say otherwise: the command, `User=`, the variable, the first lines of a file that changed. */
  readonly at: FileSpan;
  /** What the files say: words, a user, the name of a variable, the path of a file. Never the value of a variable. */
  readonly says: string;
  /** What runs: words, a user, "" for a variable. For "older": when the process started, milliseconds since 1970. */
  readonly runs: string | number;
  /** For "older": when the file was changed, milliseconds since 1970. */
  readonly changed: number | null;
}

/** Who a process is to the kernel when it opens a file. */
export interface Identity {
  readonly uid: number;
  readonly gid: number;
  /** Supplementary groups. */
  readonly groups: readonly number[];
  /** True with CAP_DAC_OVERRIDE: mode bits do not count; read-only mounts still do. */
  readonly overrides: boolean;
}

/** A running process of a stack, from `/proc/PID`. */
export interface HostProcess {
  readonly pid: number;
  readonly parent: number;
  readonly words: readonly string[];
  readonly runs: "nginx" | "gunicorn" | "uvicorn" | "celery" | "manage.py" | "supervisord" | "other";
  readonly identity: Identity;
  readonly user: string;
  /** Null when its link could not be read. */
  readonly cwd: string | null;
  /** Names and values, secrets redacted when printed; null when it could not be read. */
  readonly environment: Readonly<Record<string, string>> | null;
  /** Milliseconds since 1970. */
  readonly started: number;
  /** Null when they could not be read. */
  readonly open: readonly OpenFile[] | null;
  /** The unit of its cgroup, when it is in one: `gunicorn.service`. */
  readonly unit: string | null;
  /** The process of the stack's files that explains it; null when none does. */
  readonly explainedBy: string | null;
}

/** A file descriptor of a process. */
export interface OpenFile {
  readonly fd: number;
  /** As `/proc/PID/fd` shows it, without " (deleted)": a path, or `socket:[1]`, `pipe:[2]`. */
  readonly target: string;
  readonly deleted: boolean;
  /** Device and inode as one word, see HostEntry; null when not known. */
  readonly identity: string | null;
  readonly writable: boolean;
}

/** Can a process open a path for appending, as the kernel would decide. */
export interface PathVerdict {
  readonly verdict: "yes" | "no" | "unknown";
  /** For people: "www-data may not enter /srv/private (drwx------ root root)". */
  readonly why: string;
  /** The path that decides it. */
  readonly path: string;
  /** With "unknown": what the modes alone say, where only an ACL that could not be read could change it. */
  readonly likely?: "yes" | "no";
}

/** A log file that the stack declares, as it is on the disk. */
export interface HostLog {
  readonly path: string;
  /** Where it is declared. */
  readonly at: FileSpan;
  readonly what: string;
  /** Name of the process of the stack that opens it. */
  readonly process: string;
  readonly user: string | null;
  readonly exists: "yes" | "no" | "unknown";
  readonly directoryExists: "yes" | "no" | "unknown";
  readonly size: number | null;
  readonly modified: number | null;
  /** Octal digits of the mode. */
  readonly mode: string | null;
  readonly owner: string | null;
  readonly group: string | null;
  readonly append: PathVerdict;
  /** Pids that hold it open for writing now; null when not known. */
  readonly writers: readonly number[] | null;
  readonly space: { readonly total: number; readonly free: number } | null;
  /** Last rotation by logrotate's state file, milliseconds since 1970; null when it is not in there. */
  readonly rotated: number | null;
  /** Newest archive beside it: its name and time. */
  readonly newestArchive: { readonly name: string; readonly modified: number } | null;
  /** Directory that holds it: can its worker user make or rename files there. */
  readonly directory: {
    readonly owner: string;
    readonly group: string;
    readonly mode: string;
    /** When names in it last changed, milliseconds since 1970. */
    readonly modified: number;
  } | null;
  /** Absolute path without symbolic links; null when it is not there, or not known. */
  readonly realPath: string | null;
  /** May every user of the machine read it: its mode, and those of all directories on the way. Null when not known. */
  readonly worldReadable: boolean | null;
  /** Users of the stack other than root that may make and rename files in its directory, where root opens it. */
  readonly directoryWriters: readonly string[];
  /** False for a handler that opens its file with the first record (`delay`), and where that is not known. */
  readonly opensAtStart: boolean;
  /** Its writer says at every start that it starts: gunicorn's error log from INFO on, nginx's main one from notice on. */
  readonly speaksAtStart: boolean;
  /** Which part opens it: what is known of how it moves depends on that. */
  readonly kind: "nginx.access" | "nginx.error" | "gunicorn.access" | "gunicorn.error" | "django" | "stream";
}

/** Does logrotate run at all. */
export interface RotationRuns {
  /** Path of the state file; null when there is none. */
  readonly stateFile: string | null;
  /** When logrotate last wrote it. */
  readonly stateWritten: number | null;
  /** What starts it: the timer of systemd, /etc/cron.daily; "none" when it is certain that nothing does. */
  readonly startedBy: "timer" | "cron" | "none" | "unknown";
  /** Does its main file name a user for everything (`su`), so that directories which others may write do not stop it. */
  readonly hasUser: boolean;
  /** When the machine started, milliseconds since 1970; null when not known. */
  readonly boot: number | null;
}

/** What `audit` saw of a path on the disk is told by the rules of the layer host, not guessed from files. */
export function wasSeen(stack: { readonly host?: HostFacts }, path: string): boolean {
  return stack.host?.logs.some((log) => log.path === path) === true;
}

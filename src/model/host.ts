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
  readonly directory: { readonly owner: string; readonly group: string; readonly mode: string } | null;
}

/** Does logrotate run at all. */
export interface RotationRuns {
  /** Path of the state file; null when there is none. */
  readonly stateFile: string | null;
  /** When logrotate last wrote it. */
  readonly stateWritten: number | null;
  /** What starts it: the timer of systemd, /etc/cron.daily; "none" when it is certain that nothing does. */
  readonly startedBy: "timer" | "cron" | "none" | "unknown";
}

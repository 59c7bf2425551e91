/** What a rotation does to a file that is being written. */
export type RotationAct =
  /** The file is renamed and a new one may be made; `signal` is what the writer's own master process is then sent. */
  | {
      readonly kind: "rename";
      readonly signal: RotationSignalName;
      /** True when the renamed file is deleted at once: compressed without `delaycompress`, `rotate 0`. */
      readonly removesOld?: boolean;
    }
  /** The content is copied away and the file cut to nothing, in place. */
  | { readonly kind: "copytruncate" }
  /** The writer rotates by itself, at a size or a time: Python's rotating handlers, supervisor's `maxbytes`. */
  | { readonly kind: "itself" };

/** "restart" stands for everything that ends the program and starts it again. */
export type RotationSignalName = "none" | "USR1" | "HUP" | "restart";

/** What has a file open and writes lines to it. */
export type FileWriter =
  /** access_log, error_log. `path` "variables": the path holds `$`, and is opened for each line; "cached": kept by open_log_file_cache. */
  | { readonly kind: "nginx"; readonly path: "constant" | "variables" | "cached" }
  /** gunicorn's own accesslog and errorlog, and what capture_output sends to errorlog. */
  | { readonly kind: "gunicorn" }
  /** A handler of LOGGING in gunicorn's workers. */
  | {
      readonly kind: "handler";
      /** Dotted class. */
      readonly class: string;
      /** "root": no logger but root has it, "named": some other logger does. */
      readonly on: "root" | "named";
      /** Who opened it: each worker for itself, or the master before it forked (`preload_app`). */
      readonly openedBy: "worker" | "master" | "unknown";
      /** True when the workers end by themselves after a number of requests (`max_requests`). */
      readonly workersRenewed: boolean | "unknown";
      /** How many processes have it open, at least; null when it is not known. */
      readonly processes: number | null;
      /** What USR1 does to a worker: gunicorn's own classes reopen, as do uvicorn's since 0.19.0, which are killed and started anew before. */
      readonly workers: "reopen" | "killed" | "unknown";
    }
  /** Standard output or error that a shell or systemd opened for the program. */
  | { readonly kind: "stream" }
  /** Standard output or error that supervisord reads from a pipe and writes to its `stdout_logfile`. */
  | { readonly kind: "supervisor" };

/** Which file gets what is written from then on. */
export interface AfterRotation {
  /**
   * "new": the one that has the path; "old": the renamed one; "both": some of the lines go to either; "nowhere": a file that is
   * deleted already; "unknown": it cannot be told.
   */
  readonly lines: "new" | "old" | "both" | "nowhere" | "unknown";
  readonly why: string;
}

/**
 * After this rotation, does the writer notice: which file gets its lines? Pure; proven by test/reality/rotation.test.ts with the
 * real programs. Facts: nginx 1.22.1 `ngx_reopen_files` and `ngx_init_cycle`; gunicorn 20.1.0 `glogging.py:reopen_files`, which
 * goes through named loggers and leaves root out, and `arbiter.py:reload`; Python 3.11 `logging/handlers.py`; supervisor 4.2.5
 * `dispatchers.py`; uvicorn 0.17.6 `workers.py:init_signals`.
 */
export function afterRotation(writer: FileWriter, act: RotationAct): AfterRotation {
  switch (act.kind) {
    case "copytruncate":
      return { lines: "new", why: "the file stays in its place and is only emptied" };
    case "itself":
      return afterItself(writer);
    case "rename": {
      const after = afterRename(writer, act.signal);
      if (after.lines !== "old" || act.removesOld !== true) return after;
      return { lines: "nowhere", why: `${after.why}, which is deleted` };
    }
  }
}

function afterRename(writer: FileWriter, signal: RotationSignalName): AfterRotation {
  if (signal === "restart") return { lines: "new", why: "a new process opens the file by its path" };
  switch (writer.kind) {
    case "nginx":
      return nginxAfter(writer.path, signal);
    case "gunicorn":
      return signal === "none"
        ? { lines: "old", why: "gunicorn is told nothing and keeps writing to the renamed file" }
        : { lines: "new", why: `on ${signal} gunicorn opens its own logs anew` };
    case "handler":
      return handlerAfter(writer, signal);
    case "stream":
      return {
        lines: "old",
        why: "what was opened for the program stays open until a restart, so its lines go to the renamed file",
      };
    case "supervisor":
      return {
        lines: "old",
        why: "supervisord holds the file open, whatever the program is sent, and writes to the renamed one",
      };
  }
}

function nginxAfter(
  path: Extract<FileWriter, { kind: "nginx" }>["path"],
  signal: RotationSignalName,
): AfterRotation {
  if (path === "variables")
    return { lines: "new", why: "a path with variables is opened anew for every line" };
  if (path === "cached" && signal !== "HUP")
    return {
      lines: "old",
      why: "open_log_file_cache keeps the renamed file open, until `valid` has passed, and USR1 does not close it",
    };
  return signal === "none"
    ? { lines: "old", why: "nginx is told nothing and keeps writing to the renamed file" }
    : { lines: "new", why: `on ${signal} nginx opens its logs anew` };
}

type HandlerWriter = Extract<FileWriter, { kind: "handler" }>;

/** Where who opened it, or how long it lives, is not known: what holds either way. */
function handlerAfter(writer: HandlerWriter, signal: RotationSignalName): AfterRotation {
  const openers = writer.openedBy === "unknown" ? (["worker", "master"] as const) : [writer.openedBy];
  const renewals = writer.workersRenewed === "unknown" ? [true, false] : [writer.workersRenewed];
  const answers = openers.flatMap((openedBy) =>
    renewals.map((workersRenewed) => knownHandlerAfter({ ...writer, openedBy, workersRenewed }, signal)),
  );
  const [first] = answers;
  if (first !== undefined && answers.every(({ lines }) => lines === first.lines)) return first;
  return { lines: "unknown", why: "how gunicorn starts and ends its workers is not known" };
}

function knownHandlerAfter(writer: HandlerWriter, signal: RotationSignalName): AfterRotation {
  const name = writer.class.slice(writer.class.lastIndexOf(".") + 1);
  if (writer.class === "logging.handlers.WatchedFileHandler")
    return { lines: "new", why: "WatchedFileHandler opens the new file by itself" };
  if (!REOPENED.has(writer.class))
    return { lines: "unknown", why: `what ${writer.class} does after a rename is not known` };
  const isWorkers = writer.openedBy === "worker";
  if (signal === "HUP" && isWorkers)
    return { lines: "new", why: "on HUP gunicorn starts new workers, which open it by its path" };
  if (signal === "USR1" && isWorkers && writer.workers === "killed")
    return { lines: "new", why: "USR1 kills uvicorn's workers before 0.19.0; new ones open it by its path" };
  if (signal !== "none" && writer.on === "named")
    return { lines: "new", why: `on ${signal} gunicorn reopens the files of named loggers` };
  if (signal === "USR1" && isWorkers && writer.workers === "unknown")
    return { lines: "unknown", why: "what USR1 does to the workers depends on the version of their class" };
  if (isWorkers && writer.workersRenewed)
    return { lines: "both", why: "each worker moves on only when max_requests ends it" };
  const told =
    signal === "none"
      ? "nobody tells the process"
      : `on ${signal} gunicorn leaves the root logger's files alone`;
  return { lines: "old", why: `${told}: ${name} keeps writing to the renamed file` };
}

/** Handlers whose file stays open, and that gunicorn's reopen_files takes for a FileHandler. */
const REOPENED = new Set([
  "logging.FileHandler",
  "logging.handlers.RotatingFileHandler",
  "logging.handlers.TimedRotatingFileHandler",
]);

function afterItself(writer: FileWriter): AfterRotation {
  switch (writer.kind) {
    case "supervisor":
      return { lines: "new", why: "supervisord renames the file and opens a new one" };
    case "handler": {
      if (!/\.(?:Timed)?RotatingFileHandler$/.test(writer.class))
        return { lines: "unknown", why: `${writer.class} does not rotate by itself` };
      if (writer.processes === 1) return { lines: "new", why: "its one process opens the new file" };
      return writer.processes === null
        ? { lines: "unknown", why: "how many processes have it open is not known" }
        : {
            lines: "both",
            why: "the process that rotates opens the new file, the others keep the renamed one",
          };
    }
    case "nginx":
    case "gunicorn":
    case "stream":
      return { lines: "unknown", why: "it does not rotate by itself" };
  }
}

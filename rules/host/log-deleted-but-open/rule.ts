import { defineRule } from "../../../src/engine/rule.ts";
import type { HostFacts, HostLog, HostProcess, OpenFile } from "../../../src/model/host.ts";
import { MINUTE } from "../host-words.ts";

/**
 * A file keeps growing under its old name, or under none, until its writer opens the log again (unlink(2), rename(2)). The kernel shows it in
 * `/proc/PID/fd`; a process that is about to end, such as a worker of nginx after a reload, is left alone.
 */
export default defineRule({
  id: "host/log-deleted-but-open",
  since: "0.1.0",
  layer: "host",
  summary: "a process writes to a log file that was deleted or renamed",
  severity: "error",
  confidence: "high",
  presets: ["recommended"],
  fixable: "no",
  messages: {
    deleted: {
      what: "{process} (pid {pids}) still writes to {path}, which was deleted.",
      why: "Its lines go to a file that has no name: nobody can read them, they fill the disk all the same, and they are gone when the process ends.",
      instead:
        "Make it open its logs anew now ({remedy}), and empty logs with truncate or logrotate instead of deleting them.",
    },
    renamed: {
      what: "{process} (pid {pids}) writes to {target}, which {path} was renamed to.",
      why: "The lines of today go to yesterday's file, which the next rotation compresses or deletes under its writer's hands, while {path} stays empty.",
      instead:
        "Make it open its logs anew now ({remedy}), and let the rotation do so each time, or use copytruncate.",
    },
  },
  references: [
    "proc_pid_fd(5)",
    "nginx ngx_reopen_files",
    "gunicorn glogging.py, reopen_files",
    "Lynis LOGG-2190",
  ],
  check(stack, report) {
    const { host } = stack;
    if (host === undefined) return;
    const found = new Map<
      string,
      { at: HostLog; target: string; deleted: boolean; process: string; pids: number[] }
    >();
    for (const running of host.processes) {
      if (/is shutting down/.test(running.words[0] ?? "")) continue;
      for (const open of running.open ?? []) {
        const log = lostLog(open, running, host);
        if (log === null) continue;
        const key = `${log.path}\0${log.process}\0${String(open.deleted)}`;
        const known = found.get(key);
        if (known === undefined)
          found.set(key, {
            at: log,
            target: open.target,
            deleted: open.deleted,
            process: log.process,
            pids: [running.pid],
          });
        else if (!known.pids.includes(running.pid)) known.pids.push(running.pid);
      }
    }
    for (const { at, target, deleted, process, pids } of found.values()) {
      const shown = pids.slice(0, 5).map(String).join(", ") + (pids.length > 5 ? ", ..." : "");
      const runs = stack.processes.find(({ name }) => name === process)?.runs;
      const data = { process, pids: shown, path: at.path, target, remedy: remedyFor(runs) };
      report({ message: deleted ? "deleted" : "renamed", data, at: at.at });
    }
  },
});

/** The declared log that the process goes on writing to under no name or an old one. */
function lostLog(open: OpenFile, running: HostProcess, host: HostFacts): HostLog | null {
  if (!open.writable || !open.target.startsWith("/")) return null;
  for (const log of host.logs) {
    if (log.process !== running.explainedBy) continue;
    const path = log.realPath ?? log.path;
    if (open.deleted) {
      if (open.target === log.path || open.target === path || isArchive(open.target, path)) return log;
    } else if (open.target !== path && isArchive(open.target, path)) {
      // a rotation that is going on has not told its programs yet
      const since = log.directory === null ? null : host.seenAt - log.directory.modified;
      if (since !== null && since > MINUTE) return log;
    }
  }
  return null;
}

/** `access.log.1` and `access.log-20260131` are what rotation makes of `access.log`. */
function isArchive(target: string, path: string): boolean {
  return target.startsWith(path) && /^[.-]\d+$/.test(target.slice(path.length));
}

function remedyFor(runs: string | undefined): string {
  if (runs === "nginx") return "nginx -s reopen";
  return runs === "gunicorn" ? "kill -USR1 of its master, or a restart" : "restart it";
}

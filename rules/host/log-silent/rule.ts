import { defineRule } from "../../../src/engine/rule.ts";
import type { HostFacts, HostLog } from "../../../src/model/host.ts";
import { distinct, isOutdated, MINUTE, momentOf, startedAt, startOf } from "../host-words.ts";

/**
 * A log that must have moved since its writer started: gunicorn says "Starting gunicorn" (arbiter.py, INFO), nginx "start worker processes"
 * (ngx_process_cycle.c, notice); and one that its writer does not even have open. A site that nobody visits is no fault.
 */
export default defineRule({
  id: "host/log-silent",
  since: "0.1.0",
  layer: "host",
  summary: "a log that should have moved since its service started has not",
  severity: "warning",
  confidence: "high",
  presets: ["recommended"],
  fixable: "no",
  messages: {
    silent: {
      what: "{process} was started at {started}, and nothing has been written to {path} since {modified}.",
      why: "At every start a line is written to it that says so. That line is not there, so errors are not written there either.",
      instead:
        "Look where the process writes instead (ls -l /proc/{pid}/fd), and restart it when its configuration has changed.",
    },
    closed: {
      what: "{process} was started at {started} and does not have {path} open; nothing has been written to it since {modified}.",
      why: "It opens the file when it starts, and keeps it open. What you read there is not what happens now.",
      instead:
        "Look which files it has open (ls -l /proc/{pid}/fd), and restart it when its configuration has changed.",
    },
  },
  references: [
    "gunicorn arbiter.py, Arbiter.start (20.1)",
    "nginx ngx_process_cycle.c, ngx_start_worker_processes (1.22.1)",
    "proc_pid_fd(5)",
  ],
  check(stack, report) {
    const { host } = stack;
    if (host?.live !== true) return;
    for (const log of distinct(host.logs, ({ path, process }) => `${path}\0${process}`)) {
      const started = startOf(host, log.process);
      const message = started === null ? null : messageFor(log, host, started);
      if (started === null || message === null) continue;
      const pid = host.processes.find((each) => each.explainedBy === log.process)?.pid ?? 0;
      const data = {
        process: log.process,
        path: log.path,
        started: momentOf(started),
        modified: momentOf(log.modified ?? 0),
        pid,
      };
      // settings may configure logging in a way that was not followed
      const confidence = log.kind === "django" ? "medium" : "high";
      report({ message, data, at: log.at, related: startedAt(stack, log), confidence });
    }
  },
});

/** Clocks and ticks differ a little. Milliseconds. */
const MARGIN = 5000;

function messageFor(log: HostLog, host: HostFacts, started: number): "silent" | "closed" | null {
  if (log.exists !== "yes" || log.modified === null || log.modified > started - MARGIN) return null;
  if (host.seenAt - started < MINUTE || isOutdated(host, log.process) || log.append.verdict === "no")
    return null;
  const isLost = host.processes.some(
    ({ open }) =>
      open?.some(({ target, deleted }) => target.startsWith(log.path) && (deleted || target !== log.path)) ===
      true,
  );
  if (isLost) return null;
  if (log.writers !== null && log.writers.length === 0 && log.opensAtStart && log.kind !== "stream")
    return "closed";
  return log.speaksAtStart ? "silent" : null;
}

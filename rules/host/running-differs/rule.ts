import { defineRule } from "../../../src/engine/rule.ts";
import type { Drift } from "../../../src/model/host.ts";
import { isInside } from "../../../src/text/path.ts";
import { momentOf } from "../host-words.ts";

/** What runs is what was read at the start; a file that was changed since says what will be after the next restart. */
export default defineRule({
  id: "host/running-differs",
  since: "0.1.0",
  layer: "host",
  summary: "a running process is not what the files say",
  severity: "warning",
  confidence: "high",
  presets: ["recommended"],
  fixable: "no",
  messages: {
    arguments: {
      what: "{process} (pid {pid}) was not started as it is written here.",
      why: "It runs `{runs}`, and the file says `{says}`: until the next restart its logs go where the running command sends them.",
      instead: "Restart it, after systemctl daemon-reload for a unit, and look at its logs.",
    },
    user: {
      what: "{process} (pid {pid}) runs as {runs}, and the file says {says}.",
      why: "Log files are made for the user that runs: after the next restart the other one may not be able to write them.",
      instead:
        "Restart it, after systemctl daemon-reload for a unit, and see that {says} may write its logs.",
    },
    environment: {
      what: "{process} (pid {pid}) runs with another value of {says} than the file gives.",
      why: "Settings and paths of logs depend on the environment: what you read in the files is not what happens.",
      instead: "Restart it, after systemctl daemon-reload for a unit.",
    },
    older: {
      what: "{says} was changed at {changed}; {process} (pid {pid}) has been running on what it said before, since {since}.",
      why: "What the file says of logs does not hold yet, and a mistake in it shows only at the next restart, which may be at night.",
      instead: "Reload or restart {process} now, while you are looking.",
    },
  },
  references: ["proc_pid_cmdline(5)", "proc_pid_environ(5)", "systemd.unit(5)"],
  check(stack, report) {
    const { host } = stack;
    if (host === undefined) return;
    const found = new Map<string, Drift[]>();
    for (const drift of host.drift) found.set(drift.process, [...(found.get(drift.process) ?? []), drift]);
    for (const [process, drifts] of found) {
      // a changed command is told once, not with each file that changed besides
      const told = ["arguments", "user", "environment", "older"] as const;
      const kind = told.find((each) => drifts.some((drift) => drift.kind === each));
      const own = drifts.filter((drift) => drift.kind === kind);
      const [first, ...others] = own;
      if (kind === undefined || first === undefined) continue;
      const data = {
        process,
        pid: first.pid,
        says: first.says,
        runs: typeof first.runs === "string" ? first.runs : "",
        since: typeof first.runs === "number" ? momentOf(first.runs) : "",
        changed: momentOf(first.changed ?? 0),
      };
      const related = others
        .filter(({ at }) => !isInside("/proc", at.file))
        .map(({ at, says }) => ({
          ...at,
          label: kind === "older" ? `${says} changed too` : `${says} differs too`,
        }));
      report({ message: kind, data, at: first.at, related });
    }
  },
});

import { defineRule } from "../../../src/engine/rule.ts";

/** A server of the site that no unit, no supervisor and no script of this machine starts: somebody started it by hand. */
export default defineRule({
  id: "host/not-covered",
  since: "0.1.0",
  layer: "host",
  summary: "a process of the site that no file explains",
  severity: "warning",
  confidence: "medium",
  presets: ["recommended"],
  fixable: "no",
  messages: {
    found: {
      what: "{name} runs as {user}, and nothing on this machine starts it.",
      why: "It was started by hand: it will not come back after a crash or a reboot, and where its output goes depends on the shell that started it.",
      instead: "Write a unit for it, with User=, WorkingDirectory= and its logs, and start it from there.",
    },
  },
  references: ["systemd.service(5)", "proc_pid_cgroup(5)"],
  check(stack, report) {
    const { host } = stack;
    if (host === undefined) return;
    for (const process of stack.processes) {
      if (process.by !== "host" || process.via.length > 0) continue;
      const own = host.processes.find(
        (each) =>
          each.explainedBy === process.name && process.at.file === `/proc/${String(each.pid)}/cmdline`,
      );
      // a unit whose file could not be found or read explains it all the same
      if (own === undefined || process.runs === "manage.py") continue;
      const isLogin = own.unit?.endsWith(".scope") === true;
      if (own.unit !== null && !isLogin) continue;
      const data = { name: process.name, user: own.user };
      // without systemd it may be an init script's
      report({ message: "found", data, at: process.at, confidence: isLogin ? "medium" : "low" });
    }
  },
});

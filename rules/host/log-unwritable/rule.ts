import { defineRule } from "../../../src/engine/rule.ts";
import { distinct, startedAt } from "../host-words.ts";

/**
 * The kernel's answer to the open(2) that nginx, gunicorn and Python's FileHandler do (O_WRONLY, O_APPEND, O_CREAT), for the process that
 * does it: user, groups, the modes and ACLs of every directory on the way, mounts.
 */
export default defineRule({
  id: "host/log-unwritable",
  since: "0.1.0",
  layer: "host",
  summary: "the process may not open its log file",
  severity: "error",
  confidence: "high",
  presets: ["recommended"],
  fixable: "no",
  messages: {
    denied: {
      what: "{process} opens {path} as {user} and is refused: {why}.",
      why: "{what} is opened when the process starts, and it does not start, or goes on without a log: nothing tells of it later.",
      instead: "Give {decides} to {user} or a group of it, or log to a directory that is theirs.",
    },
  },
  references: ["open(2)", "path_resolution(7)", "Linux fs/namei.c, acl_permission_check"],
  check(stack, report) {
    const { host } = stack;
    if (host === undefined) return;
    const refused = host.logs.filter(
      ({ append, directoryExists, writers }) =>
        directoryExists !== "no" &&
        (writers === null || writers.length === 0) &&
        (append.verdict === "no" || (append.verdict === "unknown" && append.likely === "no")),
    );
    for (const log of distinct(refused, (each) => `${each.path}\0${each.user ?? ""}`)) {
      const { append, path, process, what } = log;
      const data = {
        process,
        path,
        what,
        user: log.user ?? "its user",
        why: append.why,
        decides: append.path,
      };
      report({
        message: "denied",
        data,
        at: log.at,
        related: startedAt(stack, log),
        // an ACL that could not be read may allow it
        confidence: append.verdict === "no" ? "high" : "low",
      });
    }
  },
});

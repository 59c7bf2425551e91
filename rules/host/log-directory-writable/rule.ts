import { defineRule } from "../../../src/engine/rule.ts";
import { dirname } from "../../../src/text/path.ts";
import { distinct, startedAt } from "../host-words.ts";

/**
 * root opens a log in a directory where another user may make and rename files: a link under the log's name leads root's open, and the chown
 * that nginx and gunicorn do after it, to any file of the machine (CVE-2016-1247; ngx_reopen_files, gunicorn util.chown).
 */
export default defineRule({
  id: "host/log-directory-writable",
  since: "0.1.0",
  layer: "host",
  summary: "a user of the site may replace log files that root opens",
  severity: "error",
  confidence: "high",
  presets: ["recommended", "security"],
  fixable: "no",
  messages: {
    writable: {
      what: "root opens {path} in {directory}, where {users} may make and rename files ({mode} {owner} {group}).",
      why: "Whoever takes over the site puts a symbolic link in place of the log; at the next reopening root gives the file behind it to the site's user, and the machine is theirs.",
      instead:
        "Give the directory to root: chown root:adm {directory}; chmod 755 {directory}. nginx and gunicorn give the files themselves to their workers.",
    },
  },
  references: [
    "CVE-2016-1247",
    "nginx ngx_cycle.c, ngx_reopen_files: chown to the worker user (1.22.1)",
    "gunicorn glogging.py and util.chown (20.1)",
  ],
  check(stack, report) {
    const { host } = stack;
    if (host === undefined) return;
    const open = host.logs.filter(({ directoryWriters }) => directoryWriters.length > 0);
    for (const log of distinct(open, ({ path }) => dirname(path))) {
      const { directory, directoryWriters, path } = log;
      if (directory === null) continue;
      const { mode, owner, group } = directory;
      const users = directoryWriters.join(" and ");
      const data = { path, directory: dirname(path), users, mode, owner, group };
      report({ message: "writable", data, at: log.at, related: startedAt(stack, log) });
    }
  },
});

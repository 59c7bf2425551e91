import { defineRule } from "../../../src/engine/rule.ts";
import { dirname } from "../../../src/text/path.ts";
import { distinct, startedAt } from "../host-words.ts";

/** The mode of the file and of every directory above lets every user of the machine read it. */
export default defineRule({
  id: "host/log-world-readable",
  since: "0.1.0",
  layer: "host",
  summary: "every user of the machine may read a log of the site",
  severity: "warning",
  confidence: "high",
  presets: ["recommended", "security"],
  fixable: "no",
  messages: {
    readable: {
      what: "Every user of this machine may read {path} ({mode} {owner} {group}){more}.",
      why: "Logs of a site tell of its users, their addresses, tokens in URLs, and tracebacks with values. Any other service of the machine that is taken over can read them.",
      instead:
        "Close the directory, chmod o-rx {directory}, or write create 0640 in the logrotate stanza and UMask=0027 in the unit.",
    },
  },
  references: ["OWASP Logging Cheat Sheet", "systemd.exec(5) UMask=", "logrotate(8) create"],
  check(stack, report) {
    const { host } = stack;
    if (host === undefined) return;
    const open = distinct(
      host.logs.filter(({ worldReadable, size }) => worldReadable === true && size !== null && size > 0),
      ({ path }) => path,
    );
    for (const log of distinct(open, ({ path }) => dirname(path))) {
      const others = open.filter(({ path }) => dirname(path) === dirname(log.path) && path !== log.path);
      const more = others.length === 0 ? "" : `, and ${String(others.length)} more beside it`;
      const { path, mode, owner, group } = log;
      const data = {
        path,
        directory: dirname(path),
        mode: mode ?? "",
        owner: owner ?? "",
        group: group ?? "",
        more,
      };
      const related = others.map(({ at, path: name }) => ({ ...at, label: `${name} too` }));
      report({ message: "readable", data, at: log.at, related: [...startedAt(stack, log), ...related] });
    }
  },
});

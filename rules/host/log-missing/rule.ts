import { defineRule } from "../../../src/engine/rule.ts";
import { dirname } from "../../../src/text/path.ts";
import { distinct, isOutdated, MINUTE, startedAt, startOf } from "../host-words.ts";

/** Nothing of nginx, gunicorn, Python or systemd makes the directory of a log; a file that was opened at the start and is gone was removed since. */
export default defineRule({
  id: "host/log-missing",
  since: "0.1.0",
  layer: "host",
  summary: "a log file or its directory is not there",
  severity: "warning",
  confidence: "high",
  presets: ["recommended"],
  fixable: "no",
  messages: {
    directory: {
      what: "{directory} is not there, so {process} cannot open {path}.",
      why: 'Neither nginx, gunicorn, Python nor systemd makes the directory of a log: at the next start the service stops with "No such file or directory".',
      instead:
        "Make {directory} and give it to the user that opens the log; for a unit, LogsDirectory= does both.",
    },
    file: {
      what: "{process} runs, and {path} is not there.",
      why: "The file was opened when the process started, so it was removed since: the lines of today are in no file that you can read.",
      instead:
        "Restart or reload {process}, and look for what removes the file; logrotate needs create, or a program that is told to reopen.",
    },
  },
  references: [
    "open(2)",
    "nginx ngx_open_file",
    "Python logging FileHandler",
    "systemd.exec(5) LogsDirectory=",
  ],
  check(stack, report) {
    const { host } = stack;
    if (host === undefined) return;
    const folders = new Set<string>();
    for (const log of distinct(host.logs, ({ path, process }) => `${path}\0${process}`)) {
      const { path, process, at } = log;
      const data = { path, process, directory: dirname(path) };
      const related = startedAt(stack, log);
      if (log.directoryExists === "no") {
        if (folders.has(data.directory)) continue;
        folders.add(data.directory);
        const others = host.logs
          .filter((each) => each !== log && each.path !== path && dirname(each.path) === data.directory)
          .map((each) => ({ ...each.at, label: `${each.path} cannot be opened either` }));
        // what runs in an image may get a volume there
        const confidence = host.live ? "high" : "medium";
        report({
          message: "directory",
          data,
          at,
          related: [...related, ...others],
          severity: "error",
          confidence,
        });
        continue;
      }
      const started = startOf(host, process);
      if (log.exists !== "no" || started === null || !log.opensAtStart || log.kind === "stream") continue;
      if (log.append.verdict === "no" || host.seenAt - started < MINUTE || isOutdated(host, process))
        continue;
      const held = host.processes.some(
        ({ open }) => open?.some((each) => each.writable && each.target.startsWith(path)) === true,
      );
      if (!held) report({ message: "file", data, at, related, confidence: "medium" });
    }
  },
});

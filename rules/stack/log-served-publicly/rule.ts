import { defineRule } from "../../../src/engine/rule.ts";
import { certainValue } from "../../../src/model/fact.ts";
import { nameOfContext } from "../../../src/model/nginx-contexts.ts";
import { wasSeen } from "../../../src/model/host.ts";
import { isForDevelopment } from "../../../src/model/purpose.ts";
import { logWriters, supervisedLogs, type LogWriter } from "../log-writers.ts";
import { servedAt } from "../served-files.ts";

/**
 * A log file that nginx hands to anybody who asks: its path lies below the `root` or `alias` of a location that serves files, and
 * no other location takes its URL first.
 */
export default defineRule({
  id: "stack/log-served-publicly",
  since: "0.1.0",
  layer: "stack",
  summary: "a log file that nginx serves to everybody",
  severity: "error",
  confidence: "high",
  presets: ["recommended", "security"],
  fixable: "no",
  messages: {
    served: {
      what: "Everybody can read {path} at {url}: {place} serves the files below {folder}.",
      why: "A log tells of users, addresses, paths, tokens in URLs and tracebacks with their values, and its name is easily guessed.",
      instead:
        "Keep logs out of served folders, in /var/log, or serve a folder that holds public files alone.",
    },
  },
  references: ["nginx ngx_http_core_module: root, alias, location", "OWASP Logging Cheat Sheet"],
  check(stack, report) {
    if (isForDevelopment(stack.purpose)) return;
    if (stack.processes.some((each) => each.runs === "nginx" && each.container !== null)) return;
    const writers = [...logWriters(stack), ...supervisedLogs(stack)].filter(isReadable);
    const seen = new Set<string>();
    for (const writer of writers) {
      const key = `${writer.at.file}:${String(writer.at.start)}`;
      // what audit has seen on the disk is told by host/log-served
      if (seen.has(key) || wasSeen(stack, writer.path)) continue;
      const served = servedAt(stack, writer.path);
      if (served === null) continue;
      seen.add(key);
      const { url, folder, location } = served;
      report({
        message: "served",
        data: {
          path: writer.path,
          url,
          place: nameOfContext(location),
          folder: folder.args[0]?.value ?? "",
        },
        at: writer.at,
        related: [{ ...folder.at, label: "these files are served" }],
      });
    }
  },
});

/** Unless a umask takes the right to read from others, log files are made 0644. */
function isReadable({ process }: LogWriter): boolean {
  const umask = certainValue(process?.umask);
  return umask === undefined || (Number.parseInt(umask, 8) & 0o004) === 0;
}

import { defineRule } from "../../../src/engine/rule.ts";
import { nameOfContext } from "../../../src/model/nginx-contexts.ts";
import { servedAt, type Served } from "../../stack/served-files.ts";
import type { HostLog } from "../../../src/model/host.ts";
import type { Stack } from "../../../src/model/stack.ts";
import { distinct } from "../host-words.ts";

/** The file is there, nginx's configuration leads to it, and its mode and those of the directories above let nginx's workers read it. */
export default defineRule({
  id: "host/log-served",
  since: "0.1.0",
  layer: "host",
  summary: "nginx serves a log file of this machine to everybody",
  severity: "error",
  confidence: "high",
  presets: ["recommended", "security"],
  fixable: "no",
  messages: {
    served: {
      what: "Everybody can read {path} at {url}: it is there, and {place} serves the files below {folder}.",
      why: "A log tells of users, addresses, paths, tokens in URLs and tracebacks with their values, and its name is easily guessed.",
      instead:
        "Move the log to /var/log and delete this one, or serve a folder that holds public files alone. Look into access.log for who has read it.",
    },
  },
  references: ["nginx ngx_http_core_module: root, alias, location", "OWASP Logging Cheat Sheet"],
  check(stack, report) {
    const { host } = stack;
    if (host === undefined) return;
    for (const log of distinct(host.logs, ({ path }) => path)) {
      if (log.exists !== "yes" || !isReadableByWorkers(log, stack)) continue;
      const served = servedUnder(stack, log);
      if (served === null) continue;
      const { url, folder, location } = served;
      const place = nameOfContext(location);
      report({
        message: "served",
        data: { path: log.path, url, place, folder: folder.args[0]?.value ?? "" },
        at: log.at,
        related: [{ ...folder.at, label: "these files are served" }],
      });
    }
  },
});

function servedUnder(stack: Stack, log: HostLog): Served | null {
  return servedAt(stack, log.path) ?? (log.realPath === null ? null : servedAt(stack, log.realPath));
}

/** Every user may, or the log is the workers' own. */
function isReadableByWorkers(log: HostLog, { host }: Stack): boolean {
  if (log.worldReadable === true) return true;
  const workers =
    host?.processes.filter(({ runs, identity }) => runs === "nginx" && identity.uid !== 0) ?? [];
  return (
    log.directory !== null &&
    (Number.parseInt(log.directory.mode, 8) & 1) === 1 &&
    workers.some(({ user }) => user === log.owner)
  );
}

import { defineRule } from "../../../src/engine/rule.ts";
import {
  contextsOf,
  isFileForDevelopment,
  nameOfContext,
  passOf,
} from "../../../src/model/nginx-contexts.ts";
import type { Stack } from "../../../src/model/stack.ts";
import { firstSight, isWhole } from "../places.ts";

export default defineRule({
  id: "nginx/syslog-only",
  since: "0.1.0",
  layer: "nginx",
  summary: "logs go to syslog alone: nginx adds a file for errors, and access lines can vanish",
  severity: "info",
  confidence: "high",
  presets: ["recommended"],
  fixable: "no",
  messages: {
    errors: {
      what: "The only error_log at the top goes to syslog, so nginx also writes errors to its compiled-in file.",
      why: "nginx insists on one file: where that path cannot be opened it complains at start, and else a file grows that nobody knows of.",
      instead: "Add error_log with a file or stderr beside the syslog line, so that you choose the place.",
    },
    access: {
      what: "Requests of {place} are recorded in syslog only.",
      why: "nginx sends each line once and never looks back: while the receiver is down or its socket is full, lines are lost without a word in any access log.",
      instead: "Add an access_log with a file beside it.",
    },
  },
  references: [
    "nginx 1.22.1: src/core/ngx_log.c, ngx_log_open_default; src/core/ngx_syslog.c",
    "CIS NGINX Benchmark 3.5",
  ],
  check(stack, report) {
    const isNew = firstSight();
    for (const nginx of stack.nginx) {
      if (isFileForDevelopment(stack, nginx.file)) continue;
      const [first] = nginx.root.errorLogs;
      const onlySyslog = nginx.root.errorLogs.every(({ target }) => isSyslog(target.value));
      if (
        first !== undefined &&
        onlySyslog &&
        isWhole(nginx) &&
        !isGivenOnCommandLine(stack) &&
        isNew(first.at)
      )
        report({ message: "errors", at: first.at });
      for (const { context } of contextsOf(nginx)) {
        const access = context.effectiveAccess;
        if (passOf(context) === null || access.state !== "set") continue;
        const [log] = access.logs;
        if (log === undefined || !access.logs.every(({ target }) => isSyslog(target.value)) || !isNew(log.at))
          continue;
        if (isFileForDevelopment(stack, log.at.file)) continue;
        // Many people want exactly this: only the preset strict says it.
        report({ message: "access", at: log.at, data: { place: nameOfContext(context) }, confidence: "low" });
      }
    }
  },
});

function isSyslog(target: string): boolean {
  return target.startsWith("syslog:");
}

/** `nginx -e FILE` and `-g "error_log ..."` name the file. */
function isGivenOnCommandLine(stack: Stack): boolean {
  return stack.processes.some(
    (process) => process.runs === "nginx" && /error_log|\s-e\b/.test(process.command),
  );
}

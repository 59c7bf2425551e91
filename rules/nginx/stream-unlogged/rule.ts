import { defineRule } from "../../../src/engine/rule.ts";
import { hasBranches, contextsOf, isFileForDevelopment } from "../../../src/model/nginx-contexts.ts";
import { firstSight } from "../places.ts";

export default defineRule({
  id: "nginx/stream-unlogged",
  since: "0.1.0",
  layer: "nginx",
  summary: "a stream server without access_log records no connection",
  severity: "warning",
  confidence: "high",
  presets: ["recommended"],
  fixable: "no",
  messages: {
    unlogged: {
      what: "The stream server on {listen} has no access_log, and stream has no default: its connections are not recorded.",
      why: "Who connected, when, and how the session ended stands nowhere; http's access_log does not count here.",
      instead:
        "In the stream block write log_format with $remote_addr, $protocol, $status and $session_time, and access_log with that format.",
    },
  },
  references: ["nginx 1.22.1: src/stream/ngx_stream_log_module.c, ngx_stream_log_merge_srv_conf"],
  check(stack, report) {
    const isNew = firstSight();
    for (const nginx of stack.nginx) {
      if (nginx.scope !== "main" || !nginx.complete || hasBranches(nginx)) continue;
      const silent = contextsOf(nginx)
        .map(({ context }) => context)
        .filter(
          ({ kind, effectiveAccess, at }) =>
            kind === "stream-server" &&
            effectiveAccess.state === "set" &&
            effectiveAccess.logs.length === 0 &&
            !isFileForDevelopment(stack, at.file),
        );
      const [first, ...others] = silent;
      if (first === undefined || !isNew(first.at)) continue;
      const listen = first.directives.find(({ name }) => name === "listen")?.args[0]?.value ?? "its address";
      const related = others.slice(0, 5).map(({ at }) => ({ ...at, label: "likewise" }));
      report({ message: "unlogged", at: first.at, related, data: { listen } });
    }
  },
});

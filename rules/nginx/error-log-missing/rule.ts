import { defineRule } from "../../../src/engine/rule.ts";
import { contextsOf, isFileForDevelopment, passOf } from "../../../src/model/nginx-contexts.ts";
import type { Stack } from "../../../src/model/stack.ts";
import { isWhole } from "../places.ts";

export default defineRule({
  id: "nginx/error-log-missing",
  since: "0.1.0",
  layer: "nginx",
  summary: "no error_log is written: errors go where the build says",
  severity: "info",
  confidence: "medium",
  presets: [],
  fixable: "no",
  messages: {
    missing: {
      what: "No error_log is written, so the errors of this nginx go to {path} at the level error.",
      why: "Why a request ended in 502 or 504 stands only there, and the place is compiled into nginx: packages, images and Debian's own releases differ.",
      instead: "Write error_log /var/log/nginx/error.log; at the top of nginx.conf.",
    },
  },
  references: ["nginx 1.22.1: src/core/ngx_log.c, ngx_log_open_default", "CIS NGINX Benchmark 3.3"],
  check(stack, report) {
    if (mayBeGivenElsewhere(stack)) return;
    for (const nginx of stack.nginx) {
      if (!isWhole(nginx) || isFileForDevelopment(stack, nginx.file)) continue;
      const silent = contextsOf(nginx).find(
        ({ context }) =>
          context.kind === "location" &&
          passOf(context) !== null &&
          context.effectiveError.length > 0 &&
          context.effectiveError.every((log) => log.state === "default"),
      );
      if (silent === undefined) continue;
      const http = silent.around.find((each) => each.kind === "http") ?? silent.context;
      const path =
        silent.context.effectiveError[0]?.target ?? "the compiled-in path, mostly /var/log/nginx/error.log,";
      const related = [{ ...silent.context.at, label: "the application's failures are among them" }];
      report({ message: "missing", at: http.at, related, data: { path } });
    }
  },
});

/**
 * `nginx -g "error_log ..."` and `-e` name it on the command line; the images of nginx.org link the compiled-in path to stderr,
 * where people look, so that a deployment in containers lacks nothing.
 */
function mayBeGivenElsewhere(stack: Stack): boolean {
  if (
    stack.files.some((file) => file.as === "dockerfile" || file.as === "compose" || file.as === "kubernetes")
  )
    return true;
  return stack.processes.some(
    (process) => process.runs === "nginx" && /error_log|\s-e\b/.test(process.command),
  );
}

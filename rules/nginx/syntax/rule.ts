import { defineRule } from "../../../src/engine/rule.ts";

export default defineRule({
  id: "nginx/syntax",
  since: "0.1.0",
  layer: "nginx",
  summary: "nginx refuses the configuration",
  severity: "error",
  confidence: "high",
  presets: ["recommended"],
  fixable: "no",
  messages: {
    refused: {
      what: "nginx refuses this: {message}.",
      why: "nginx does not start with it, and a reload keeps the old configuration for every site.",
      instead: "{instead}.",
    },
  },
  references: [
    "nginx 1.22.1: src/core/ngx_conf_file.c, src/http/modules/ngx_http_log_module.c, src/core/ngx_log.c, src/core/ngx_syslog.c",
  ],
  check(stack, report) {
    const seen = new Set<string>();
    for (const { message, at, related, instead, code } of stack.nginx.flatMap((nginx) => nginx.problems)) {
      const key = `${at.file}:${String(at.start)}:${message}`;
      if (code !== "syntax" || seen.has(key)) continue;
      seen.add(key);
      const data = {
        message,

        instead: capital(instead ?? "correct it, then run nginx -t before a reload"),
      };
      report({ message: "refused", at, related, data });
    }
  },
});

function capital(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

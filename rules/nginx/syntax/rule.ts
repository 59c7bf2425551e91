import { defineRule, type PlannedFix } from "../../../src/engine/rule.ts";
import type { FileSpan } from "../../../src/text/span.ts";

export default defineRule({
  id: "nginx/syntax",
  since: "0.1.0",
  layer: "nginx",
  summary: "nginx refuses the configuration",
  severity: "error",
  confidence: "high",
  presets: ["recommended"],
  fixable: "safe",
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
      report({ message: "refused", at, related, data, fix: levelFix(message, at) });
    }
  },
});

const OWN = new Set("debug info notice warn error crit alert emerg".split(" "));
/** Levels of other programs, and what nginx calls them (ngx_log.c, err_levels). */
const LEVELS: Readonly<Record<string, string>> = {
  warning: "warn",
  err: "error",
  errors: "error",
  critical: "crit",
  emergency: "emerg",
};

function levelFix(message: string, at: FileSpan): PlannedFix | null {
  const written = /^invalid log level "(\w{1,20})"$/.exec(message)?.[1];
  const lower = written?.toLowerCase() ?? "";
  const meant = Object.hasOwn(LEVELS, lower) ? LEVELS[lower] : OWN.has(lower) ? lower : undefined;
  if (written === undefined || meant === undefined) return null;
  return {
    safety: "safe",
    title: `Write the level ${meant}`,
    edits: [{ ...at, how: "replace", was: written, text: meant }],
  };
}

function capital(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

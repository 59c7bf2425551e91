import { defineRule, type PlannedFix } from "../../../src/engine/rule.ts";
import type { FileSpan } from "../../../src/text/span.ts";

export default defineRule({
  id: "nginx/format-undefined",
  since: "0.1.0",
  layer: "nginx",
  summary: "access_log names a log_format that is not defined above it",
  severity: "error",
  confidence: "high",
  presets: ["recommended"],
  fixable: "safe",
  messages: {
    undefined: {
      what: "nginx refuses this: {message}.",
      why: "nginx does not start with it, and a reload keeps the old configuration.",
      instead: "{instead}.",
    },
  },
  references: ["nginx 1.22.1: src/http/modules/ngx_http_log_module.c, ngx_http_log_set_log"],
  check(stack, report) {
    const seen = new Set<string>();
    for (const { message, at, related, instead, code } of stack.nginx.flatMap((nginx) => nginx.problems)) {
      const key = `${at.file}:${String(at.start)}`;
      if (code !== "format-undefined" || seen.has(key)) continue;
      seen.add(key);
      const words = instead ?? "define the format above this line";
      report({
        message: "undefined",
        at,
        related,
        data: { message, instead: words.charAt(0).toUpperCase() + words.slice(1) },
        fix: optionFix(message, at),
      });
    }
  },
});

/** An option in the place of the format: the format that nginx uses without a name is combined. */
function optionFix(message: string, at: FileSpan): PlannedFix | null {
  const option = /^unknown log format "((?:buffer|gzip|flush|if)=[^"]{1,200}|gzip)"$/.exec(message)?.[1];
  if (option === undefined) return null;
  return {
    safety: "safe",
    title: "Write combined before the option",
    edits: [{ ...at, how: "replace", was: option, text: `combined ${option}` }],
  };
}

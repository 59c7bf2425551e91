import { defineRule } from "../../../src/engine/rule.ts";
import { contextsOf, isFileForDevelopment } from "../../../src/model/nginx-contexts.ts";

export default defineRule({
  id: "nginx/error-log-debug",
  since: "0.1.0",
  layer: "nginx",
  summary: "error_log at debug in a production file",
  severity: "warning",
  confidence: "medium",
  presets: ["recommended"],
  fixable: "unsafe",
  messages: {
    debug: {
      what: "error_log {target} is at level {level}.",
      why: "A debug build then writes hundreds of lines per request, with headers and cookies in them: the disk fills and credentials are in the log.",
      instead: "Write warn or error; to look at one client, use debug_connection for a while.",
    },
  },
  references: [
    "nginx documentation: A debugging log",
    "Lynis HTTP-6716",
    "OWASP Logging Cheat Sheet: data to exclude",
  ],
  check(stack, report) {
    const seen = new Set<string>();
    for (const nginx of stack.nginx) {
      for (const { target, level, levelAt, at } of contextsOf(nginx).flatMap(
        ({ context }) => context.errorLogs,
      )) {
        const key = `${at.file}:${String(at.start)}`;
        if (
          !/^debug(?:_[a-z]+)?$/.test(level) ||
          levelAt === null ||
          isFileForDevelopment(stack, at.file) ||
          seen.has(key)
        )
          continue;
        if (target.value === "/dev/null") continue;
        seen.add(key);
        report({
          message: "debug",
          at: levelAt,
          data: { target: target.value, level },
          fix: {
            safety: "unsafe",
            title: "Write the level warn",
            edits: [{ ...levelAt, how: "replace", was: level, text: "warn" }],
          },
        });
      }
    }
  },
});

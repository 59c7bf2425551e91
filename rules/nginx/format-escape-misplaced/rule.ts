import { defineRule } from "../../../src/engine/rule.ts";

export default defineRule({
  id: "nginx/format-escape-misplaced",
  since: "0.1.0",
  layer: "nginx",
  summary: "escape= not right after the name of log_format, or a format without text",
  severity: "error",
  confidence: "high",
  presets: ["recommended"],
  fixable: "safe",
  messages: {
    misplaced: {
      what: "{escape} stands behind the text of log_format {name}, where it is text as well.",
      why: "Nothing is escaped, and every line of the log ends with {escape}.",
      instead: "Write it right after the name: log_format {name} {escape} and then the strings.",
    },
    empty: {
      what: "log_format {name} has no text: every request writes an empty line.",
      why: "The log grows and says nothing.",
      instead: "Add the strings of the format after {escape}.",
    },
  },
  references: ["nginx 1.22.1: src/http/modules/ngx_http_log_module.c, ngx_http_log_compile_format"],
  check(stack, report) {
    const seen = new Set<string>();
    for (const format of stack.nginx.flatMap((nginx) => nginx.formats)) {
      const key = `${format.at.file}:${String(format.at.start)}`;
      if (seen.has(key) || format.words.some((word) => word.placeholder)) continue;
      seen.add(key);
      const [first, ...rest] = format.words;
      const misplaced = rest.find((word) => /^escape=(?:json|none|default)$/.test(word.value));
      if (misplaced !== undefined) {
        report({
          message: "misplaced",
          at: misplaced.at,
          data: { name: format.name, escape: misplaced.value },
          fix: first?.value.startsWith("escape=")
            ? null
            : {
                safety: "safe",
                title: `Move ${misplaced.value} behind the name`,
                edits: [
                  { ...format.nameAt, how: "behind-word", text: ` ${misplaced.value}` },
                  { ...misplaced.at, how: "remove-word" },
                ],
              },
        });
      } else if (first?.value.startsWith("escape=") === true && format.text === "") {
        report({ message: "empty", at: format.nameAt, data: { name: format.name, escape: first.value } });
      }
    }
  },
});

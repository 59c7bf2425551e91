import { defineRule } from "../../../src/engine/rule.ts";
import { contextsOf, isFileForDevelopment, usedFormats } from "../../../src/model/nginx-contexts.ts";
import type { LogFormat, NginxInstance } from "../../../src/model/nginx.ts";
import { firstSight, isWhole } from "../places.ts";

export default defineRule({
  id: "nginx/format-unused",
  since: "0.1.0",
  layer: "nginx",
  summary: "a log_format that no access_log uses",
  severity: "info",
  confidence: "high",
  presets: ["recommended"],
  fixable: "no",
  messages: {
    unused: {
      what: "No access_log uses the log_format {name}.",
      why: "Lines are written in {others} instead, without the fields that this format has.",
      instead: "Write access_log /var/log/nginx/access.log {name};, or remove the format.",
    },
  },
  references: ["nginx documentation: log_format, access_log"],
  check(stack, report) {
    const isNew = firstSight();
    for (const nginx of stack.nginx) {
      if (!isWhole(nginx) || isFileForDevelopment(stack, nginx.file) || isUncertain(nginx)) continue;
      const used = usedFormats(nginx);
      const names = new Set(used.map((format) => format.name));
      const others = [...names].join(", ");
      for (const format of nginx.formats) {
        if (used.includes(format) || hasTwin(format, nginx) || !isNew(format.nameAt)) continue;
        if (isFileForDevelopment(stack, format.nameAt.file)) continue;
        const data = { name: format.name, others: others === "" ? "combined" : others };
        report({ message: "unused", at: format.nameAt, data });
      }
    }
  },
});

/** An access_log whose format is not known, or none at all, may use any; what is misspelt has a finding of its own. */
function isUncertain(nginx: NginxInstance): boolean {
  if (nginx.problems.length > 0) return true;
  const logs = contextsOf(nginx).flatMap(({ context }) => context.accessLogs);
  if (logs.length === 0 || nginx.formats.some(swallowsMore)) return true;
  const names = new Set(nginx.formats.map((format) => format.name));
  if (logs.some((log) => names.has(log.target.value))) return true;
  return logs.some((log) => log.format !== null && (log.format.placeholder || !log.formatDefined));
}

/** nginx compares names without case, so that one of the two is used under the other's name: nginx/format-name-case says so. */
function hasTwin(format: LogFormat, nginx: NginxInstance): boolean {
  const name = format.name.toLowerCase();
  return (
    name === "combined" ||
    nginx.formats.some((other) => other !== format && other.name.toLowerCase() === name)
  );
}

/** A missing semicolon made the access_log part of the format: nginx/format-swallows-directive says so. */
function swallowsMore(format: LogFormat): boolean {
  return format.words.some((word) => !word.quoted && /^(?:access|error)_log$/.test(word.value));
}

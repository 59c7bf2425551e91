import { defineRule } from "../../../src/engine/rule.ts";
import type { PlannedFix } from "../../../src/engine/rule.ts";
import { contextsOf } from "../../../src/model/nginx-contexts.ts";
import type { AccessLog, ErrorLog, NginxInstance } from "../../../src/model/nginx.ts";
import type { FileSpan } from "../../../src/text/span.ts";

/** Words that people write for "no log" or "a stream"; nginx makes files of these names. */
const WORDS = new Set(
  "on off none no yes true false null nil disable disabled enable enabled default stdout stderr syslog console journal journald".split(
    " ",
  ),
);
const LEVELS = new Set("debug info notice warn warning error crit alert emerg".split(" "));

export default defineRule({
  id: "nginx/log-target-is-a-word",
  since: "0.1.0",
  layer: "nginx",
  summary: "a word such as off, on or stdout as log target makes a file of that name",
  severity: "error",
  confidence: "high",
  presets: ["recommended"],
  fixable: "unsafe",
  messages: {
    word: {
      what: "{directive} {word} writes to a file named {word}, in nginx's prefix directory.",
      why: "nginx knows {known}; any other word is a path, so the log grows where nobody looks or rotates.",
      instead: "{instead}.",
    },
    format: {
      what: "access_log {word} writes to a file named {word}, in nginx's prefix directory: the first argument is the path, not the format.",
      why: "The log grows where nobody looks or rotates, and in the format combined.",
      instead: "Write access_log /var/log/nginx/access.log {word}.",
    },
    variable: {
      what: "error_log takes no variables: this writes to a file literally named {word}.",
      why: "The errors of all hosts end in one file with a dollar sign in its name, where nobody looks or rotates.",
      instead: "Write a fixed path in each server block.",
    },
  },
  references: [
    "nginx 1.22.1: src/http/modules/ngx_http_log_module.c, ngx_http_log_set_log; src/core/ngx_log.c, ngx_log_set_log",
  ],
  check(stack, report) {
    for (const nginx of stack.nginx) {
      for (const { context } of contextsOf(nginx)) {
        for (const log of context.accessLogs) {
          const { target } = log;
          const word = target.value;
          if (log.off || target.placeholder) continue;
          if (WORDS.has(word.toLowerCase())) {
            const data = {
              directive: "access_log",
              word,
              known: "access_log off, a path and syslog:",
              instead: insteadOfAccess(word),
            };
            report({ message: "word", at: target.at, data, fix: fixOfAccess(log) });
          } else if (isFormatName(nginx, word)) report({ message: "format", at: target.at, data: { word } });
        }
        for (const log of context.errorLogs) checkErrorTarget(log);
      }
    }
    function checkErrorTarget(log: ErrorLog): void {
      const { target } = log;
      const word = target.value;
      if (target.placeholder || word === "stderr" || word.startsWith("syslog:")) return;
      if (WORDS.has(word.toLowerCase()) || LEVELS.has(word)) {
        const data = {
          directive: "error_log",
          word,
          known: "error_log stderr, a path and syslog:",
          instead: insteadOfError(word),
        };
        report({ message: "word", at: target.at, data, fix: fixOfError(log) });
      } else if (/\$\{?[A-Za-z_]/.test(word)) report({ message: "variable", at: target.at, data: { word } });
    }
  },
});

function isFormatName(nginx: NginxInstance, word: string): boolean {
  return word === "combined" || nginx.formats.some((format) => format.name === word);
}

const STREAM = /^(?:stdout|stderr|console)$/i;
const SYSLOG = /^(?:syslog|journald?)$/i;
const INHERITED = /^(?:on|yes|true|enabled?|default)$/i;

function fixOfAccess({ target, at, format, condition }: AccessLog): PlannedFix | null {
  const word = target.value;
  if (INHERITED.test(word)) return removal(at, word);
  if (STREAM.test(word)) return becomes(target.at, word, "/dev/stdout");
  // nginx takes no second word after off
  if (SYSLOG.test(word) || format !== null || condition !== null) return null;
  return becomes(target.at, word, "off");
}

function fixOfError({ target, at }: ErrorLog): PlannedFix | null {
  const word = target.value;
  if (STREAM.test(word)) return becomes(target.at, word, "stderr");
  if (SYSLOG.test(word) || LEVELS.has(word)) return null;
  return removal(at, word);
}

function becomes(at: FileSpan, was: string, text: string): PlannedFix {
  return { safety: "unsafe", title: `Write ${text}`, edits: [{ ...at, how: "replace", was, text }] };
}

function removal(at: FileSpan, word: string): PlannedFix {
  return { safety: "unsafe", title: `Remove the log named ${word}`, edits: [{ ...at, how: "remove" }] };
}

function insteadOfAccess(word: string): string {
  if (/^(?:stdout|stderr|console)$/i.test(word)) return "Write access_log /dev/stdout";
  if (/^(?:syslog|journald?)$/i.test(word)) return "Write access_log syslog:server=unix:/dev/log";
  if (/^(?:on|yes|true|enabled?|default)$/i.test(word))
    return "Drop the line to keep the inherited log, or write a path: access_log /var/log/nginx/access.log";
  return "Write access_log off in lower case";
}

function insteadOfError(word: string): string {
  if (/^(?:stdout|stderr|console)$/i.test(word)) return "Write error_log stderr in lower case";
  if (/^(?:syslog|journald?)$/i.test(word)) return "Write error_log syslog:server=unix:/dev/log";
  if (LEVELS.has(word))
    return `The path comes first: write error_log /var/log/nginx/error.log ${word === "warning" ? "warn" : word}`;
  if (/^(?:on|yes|true|enabled?|default)$/i.test(word))
    return "Drop the line to keep the inherited log, or write a path: error_log /var/log/nginx/error.log";
  return "An error log cannot be turned off; drop the line, or to discard messages write error_log /dev/null crit";
}

import { defineRule } from "../../../src/engine/rule.ts";
import { certainValue } from "../../../src/model/fact.ts";
import { covers } from "../../../src/model/rotation-pattern.ts";
import type { Rotation, Stack } from "../../../src/model/stack.ts";
import type { FileSpan } from "../../../src/text/span.ts";
import { isForDevelopment } from "../../../src/model/purpose.ts";
import { logWriters, type LogWriter } from "../log-writers.ts";

/** One file that logrotate and its own writer rotate: a rotating handler of Python, or supervisor (50 MB unless told otherwise). */
export default defineRule({
  id: "stack/rotation-twice",
  since: "0.1.0",
  layer: "stack",
  summary: "a file that logrotate and its writer both rotate",
  severity: "warning",
  confidence: "high",
  presets: ["recommended"],
  fixable: "no",
  messages: {
    handler: {
      what: "{path} is rotated twice: by logrotate, and by {what} itself, a {class}.",
      why: "Both rename the file and count their own copies: generations are mixed up or lost, and after logrotate's turn the handler writes on into a renamed file.",
      instead:
        "Use logging.handlers.WatchedFileHandler and leave the rotation to logrotate, or leave the file out of the stanza.",
    },
    supervisor: {
      what: "{path} is rotated twice: by logrotate, and by supervisor, which does it at 50 MB unless told otherwise.",
      why: "Both rename the file and count their own copies, so generations are mixed up or lost.",
      instead: "Set {option}_maxbytes=0 and copytruncate in the stanza, or leave the file out of the stanza.",
    },
  },
  references: [
    "logrotate(8) 3.21",
    "Python logging.handlers, RotatingFileHandler and TimedRotatingFileHandler",
    "supervisor options.py, stdout_logfile_maxbytes (4.2.5)",
  ],
  check(stack, report) {
    if (isForDevelopment(stack.purpose)) return;
    const stanzas = stack.rotations.filter((each) => each.by === "logrotate");
    if (stanzas.length === 0) return;
    const seen = new Set<string>();
    const isFirst = (at: FileSpan): boolean => {
      const key = `${at.file}:${String(at.start)}`;
      return !seen.has(key) && seen.add(key).size > 0;
    };
    for (const writer of logWriters(stack)) {
      const stanza = stanzas.find((each) => covers(each.pattern, writer.path));
      if (stanza === undefined || !rotatesItself(stack, writer) || !isFirst(writer.at)) continue;
      const data = { path: writer.path, what: writer.what, class: (writer.class ?? "").replace(/^.*\./, "") };
      report({
        message: "handler",
        data,
        at: writer.at,
        related: [{ ...stanza.at, label: "logrotate's stanza" }],
      });
    }
    for (const rotation of supervised(stack)) {
      const stanza = stanzas.find((each) => covers(each.pattern, rotation.pattern));
      if (stanza === undefined || !isFirst(rotation.at)) continue;
      const option = isStderr(stack, rotation) ? "stderr_logfile" : "stdout_logfile";
      report({
        message: "supervisor",
        data: { path: rotation.pattern, option },
        at: rotation.at,
        related: [{ ...stanza.at, label: "logrotate's stanza" }],
        // Emptied in place every night, the file seldom grows to supervisor's limit.
        severity: stanza.reopens === "copytruncate" ? "info" : "warning",
      });
    }
  },
});

/** A rotating handler of the standard library that does rotate: by time, or by a size that is not 0. */
function rotatesItself(stack: Stack, writer: LogWriter): boolean {
  if (writer.class === "logging.handlers.TimedRotatingFileHandler") return true;
  if (writer.class !== "logging.handlers.RotatingFileHandler") return false;
  const handlers = stack.django.flatMap((project) => project.config?.handlers ?? []);
  return handlers.some((handler) => {
    const size = certainValue(handler.options["maxBytes"]);
    return writer.what === `the handler ${handler.name}` && typeof size === "number" && size > 0;
  });
}

/** Files of programs that supervisor runs on the machine itself. */
function supervised(stack: Stack): readonly Rotation[] {
  if (stack.processes.some((each) => each.container !== null)) return [];
  return stack.rotations.filter((each) => each.by === "supervisor");
}

function isStderr(stack: Stack, { at }: Rotation): boolean {
  return stack.processes.some(({ stderr, stdout }) => {
    const same = (fact: typeof stderr): boolean =>
      fact.state === "set" && fact.at.file === at.file && fact.at.start === at.start;
    return same(stderr) && !same(stdout);
  });
}

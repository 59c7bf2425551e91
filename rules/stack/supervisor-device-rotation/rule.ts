import type { PlannedEdit } from "../../../src/engine/planned-edit.ts";
import { defineRule } from "../../../src/engine/rule.ts";

/**
 * supervisor told to write a program's output to its own standard output, and to rotate it at 50 MB, which is the default: it
 * asks a pipe for its position after each piece of output (loggers.py, `RotatingFileHandler.doRollover`, 4.2.5), fails with ESPIPE
 * and says so in its own log, which in a container is the same stream. It also says that it closes the channel, but reads on.
 */
export default defineRule({
  id: "stack/supervisor-device-rotation",
  since: "0.1.0",
  layer: "stack",
  summary: "supervisor tries to rotate /dev/stdout, and logs an error for all output",
  severity: "warning",
  confidence: "high",
  presets: ["recommended"],
  fixable: "safe",
  messages: {
    device: {
      what: "supervisor tries to rotate {path}, because {option}_maxbytes is not 0.",
      why: "A pipe has no position: after each piece of output supervisor logs OSError: [Errno 29] Illegal seek with its traceback, often between two halves of a line, so the log is mostly these.",
      instead: "Add {option}_maxbytes=0.",
    },
  },
  references: [
    "supervisor loggers.py, RotatingFileHandler (4.2.5)",
    "https://github.com/Supervisor/supervisor/issues/1224",
  ],
  check(stack, report) {
    for (const { by, reopens, pattern, limitAt, at } of stack.rotations) {
      if (by !== "supervisor" || reopens !== "no") continue;
      const option = /(?:stderr|fd\/2)$/.test(pattern) ? "stderr_logfile" : "stdout_logfile";
      const edit: PlannedEdit =
        limitAt === undefined
          ? { ...at, how: "line-after", text: `${option}_maxbytes=0` }
          : { ...limitAt, how: "literal", text: "0" };
      const fix = { safety: "safe", title: `Set ${option}_maxbytes to 0`, edits: [edit] } as const;
      report({ message: "device", data: { path: pattern, option }, at, fix });
    }
  },
});

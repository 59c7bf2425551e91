import { defineRule } from "../../../src/engine/rule.ts";

/**
 * supervisor told to write a program's output to its own standard output, and to rotate it at 50 MB, which is the default: it
 * asks a pipe for its position (loggers.py, `RotatingFileHandler.doRollover`, 4.2.5), fails with ESPIPE and closes the channel.
 */
export default defineRule({
  id: "stack/supervisor-device-rotation",
  since: "0.1.0",
  layer: "stack",
  summary: "supervisor tries to rotate /dev/stdout, and loses all output",
  severity: "error",
  confidence: "high",
  presets: ["recommended"],
  fixable: "no",
  messages: {
    device: {
      what: "supervisor tries to rotate {path}, because {option}_maxbytes is not 0.",
      why: "A pipe has no position: OSError: [Errno 29] Illegal seek, supervisor closes the channel, and nothing that the program writes is seen again.",
      instead: "Add {option}_maxbytes=0.",
    },
  },
  references: [
    "supervisor loggers.py, RotatingFileHandler (4.2.5)",
    "https://github.com/Supervisor/supervisor/issues/1224",
  ],
  check(stack, report) {
    for (const { by, reopens, pattern, at } of stack.rotations) {
      if (by !== "supervisor" || reopens !== "no") continue;
      const option = /(?:stderr|fd\/2)$/.test(pattern) ? "stderr_logfile" : "stdout_logfile";
      report({ message: "device", data: { path: pattern, option }, at });
    }
  },
});

import { defineRule } from "../../../src/engine/rule.ts";
import { placeFor, servingGunicorns, settingOf, writtenValues } from "../instances.ts";

/** Reports capture_output into a device, which gunicorn cannot open for it when it is a pipe. */
export default defineRule({
  id: "gunicorn/capture-output-device",
  since: "0.1.0",
  layer: "gunicorn",
  summary: "capture_output into a device: does not start, or discards everything",
  severity: "error",
  confidence: "high",
  presets: ["recommended"],
  fixable: "unsafe",
  messages: {
    device: {
      what: "capture_output with errorlog {errorlog} stops gunicorn where that is a pipe, as in containers and under supervisors.",
      why: "gunicorn opens the path to append and to read: io.UnsupportedOperation: File or stream is not seekable.",
      instead: 'Write `errorlog = "-"` and drop capture_output: the output stays on the same streams.',
    },
    discarded: {
      what: "capture_output with errorlog /dev/null discards the application's output and gunicorn's errors.",
      why: "Standard output and error become /dev/null: tracebacks, prints and an access log on `-` are gone.",
      instead: "Give errorlog a path, or drop capture_output.",
    },
  },
  references: [
    "gunicorn glogging.py, Logger.setup: open(cfg.errorlog, 'a+') (20.1.0)",
    "https://github.com/benoitc/gunicorn/issues/1786",
  ],
  check(stack, report) {
    for (const gunicorn of servingGunicorns(stack)) {
      if (settingOf(gunicorn, "capture_output") !== true) continue;
      for (const { value, at } of writtenValues(gunicorn.settings["errorlog"])) {
        if (typeof value !== "string") continue;
        const captures = placeFor(gunicorn, ["capture_output"]);
        const related = captures === undefined ? [] : [{ ...captures, label: "capture_output" }];
        if (/^\/dev\/(?:stdout|stderr|fd\/[12])$|^\/proc\/(?:1|self)\/fd\/[12]$/.test(value))
          report({
            message: "device",
            data: { errorlog: value },
            at,
            related,
            fix: {
              safety: "unsafe",
              title: "Write - as errorlog",
              edits: [{ ...at, how: "replace", was: value, text: "-" }],
            },
          });
        else if (value === "/dev/null") report({ message: "discarded", at, related });
      }
    }
  },
});

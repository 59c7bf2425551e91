import { defineRule } from "../../../src/engine/rule.ts";
import { placeOf } from "../../../src/model/fact.ts";
import { safeIfAlone } from "../fixes.ts";
import { hasOwnLogger, placeFor, servingGunicorns, settingOf } from "../instances.ts";

/** Reports capture_output that redirects nothing because errorlog is "-". */
export default defineRule({
  id: "gunicorn/capture-output-noop",
  since: "0.1.0",
  layer: "gunicorn",
  summary: "capture_output does nothing because errorlog is not a file",
  severity: "warning",
  confidence: "high",
  presets: ["recommended"],
  fixable: "safe",
  messages: {
    noop: {
      what: 'capture_output does nothing: errorlog is "-"{how}.',
      why: "gunicorn redirects the application's output only into an errorlog file; here it stays on the standard streams of the process, as without the setting.",
      instead:
        "Give errorlog a path, or drop capture_output and read the process's output where it is started.",
    },
    otherSinks: {
      what: 'capture_output does nothing: errorlog is "-"{how}, and {sinks} does not count.',
      why: "gunicorn redirects the application's output only into the file that errorlog names, never into sinks that {sinks} sets up.",
      instead:
        "Give errorlog a path, or configure the application's own logging to write where gunicorn's logs go.",
    },
  },
  references: [
    'gunicorn glogging.py, Logger.setup: `if self.cfg.capture_output and cfg.errorlog != "-"` (20.1.0)',
    "https://github.com/benoitc/gunicorn/issues/3209",
    "https://github.com/benoitc/gunicorn/issues/1753",
  ],
  check(stack, report) {
    for (const gunicorn of servingGunicorns(stack)) {
      if (settingOf(gunicorn, "capture_output") !== true || settingOf(gunicorn, "errorlog") !== "-") continue;
      const at = placeFor(gunicorn, ["capture_output"]);
      if (at === undefined || !hasOwnLogger(gunicorn)) continue;
      const written = placeOf(gunicorn.settings["errorlog"]);
      const sinks = ["logconfig_dict", "logconfig_json", "logconfig", "syslog"].find((name) =>
        isGiven(settingOf(gunicorn, name)),
      );
      const how = written === undefined ? ", its default" : "";
      report({
        ...(sinks === undefined
          ? { message: "noop", data: { how } }
          : { message: "otherSinks", data: { how, sinks } }),
        at,
        related: written === undefined ? [] : [{ ...written, label: "errorlog" }],
        fix: safeIfAlone(stack, gunicorn, "Drop capture_output", [{ ...at, how: "switch-off" }]),
        // Where the command line is not known, it may name a file.
        confidence: gunicorn.commandKnown ? "high" : "medium",
      });
    }
  },
});

function isGiven(value: unknown): boolean {
  return typeof value === "object" && value !== null ? Object.keys(value).length > 0 : Boolean(value);
}

import { defineRule } from "../../../src/engine/rule.ts";
import { placeOf } from "../../../src/model/fact.ts";
import { hasOwnLogger, isFileTarget, placeFor, servingGunicorns, settingOf } from "../instances.ts";

/** Reports an access log on standard output that capture_output redirects into the errorlog file. */
export default defineRule({
  id: "gunicorn/output-mixed",
  since: "0.1.0",
  layer: "gunicorn",
  summary: "capture_output sends the access log into the errorlog file",
  severity: "warning",
  confidence: "high",
  presets: ["recommended"],
  fixable: "no",
  messages: {
    mixed: {
      what: 'accesslog "-" ends in the errorlog {errorlog}: capture_output redirects standard output there.',
      why: "Access lines and errors share one file, and whatever reads standard output sees no access line.",
      instead: "Give accesslog a path of its own, or drop capture_output.",
    },
  },
  references: [
    "gunicorn glogging.py, Logger.setup (20.1.0)",
    "https://github.com/benoitc/gunicorn/issues/1786",
  ],
  check(stack, report) {
    for (const gunicorn of servingGunicorns(stack)) {
      const errorlog = settingOf(gunicorn, "errorlog");
      if (
        settingOf(gunicorn, "capture_output") !== true ||
        settingOf(gunicorn, "accesslog") !== "-" ||
        !hasOwnLogger(gunicorn)
      )
        continue;
      if (isFileTarget(gunicorn.settings["errorlog"]) !== true || typeof errorlog !== "string") continue;
      const at = placeFor(gunicorn, ["accesslog"]);
      const captures = placeOf(gunicorn.settings["capture_output"]);
      if (at === undefined) continue;
      report({
        message: "mixed",
        data: { errorlog },
        at,
        related: captures === undefined ? [] : [{ ...captures, label: "capture_output" }],
      });
    }
  },
});

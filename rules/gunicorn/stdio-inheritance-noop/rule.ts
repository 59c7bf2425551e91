import { defineRule } from "../../../src/engine/rule.ts";
import { safeIfAlone } from "../fixes.ts";
import { servingGunicorns, settingOf, writtenValues } from "../instances.ts";

/** Reports enable_stdio_inheritance where gunicorn does not become a daemon. */
export default defineRule({
  id: "gunicorn/stdio-inheritance-noop",
  since: "0.1.0",
  layer: "gunicorn",
  summary: "enable_stdio_inheritance does nothing without daemon",
  severity: "info",
  confidence: "high",
  presets: ["recommended"],
  fixable: "safe",
  messages: {
    noop: {
      what: "enable_stdio_inheritance does nothing: gunicorn does not run as a daemon.",
      why: "Only the daemon closes its standard streams; in the foreground the workers have them anyway, so print() shows without the setting and is buffered with it.",
      instead: "Drop it. If output comes late, set PYTHONUNBUFFERED=1 where gunicorn is started.",
    },
  },
  references: [
    "gunicorn util.py, daemonize (20.1.0 to 26.2): the only place that reads the setting",
    "https://docs.gunicorn.org/en/stable/settings.html#enable-stdio-inheritance",
  ],
  check(stack, report) {
    for (const gunicorn of servingGunicorns(stack)) {
      const [written] = writtenValues(gunicorn.settings["enable_stdio_inheritance"]);
      if (settingOf(gunicorn, "enable_stdio_inheritance") !== true || written === undefined) continue;
      if (settingOf(gunicorn, "daemon") !== false) continue;
      const { at } = written;
      const fix = safeIfAlone(stack, gunicorn, "Drop it", [{ ...at, how: "switch-off" }]);
      report({ message: "noop", at, confidence: gunicorn.commandKnown ? "high" : "medium", fix });
    }
  },
});

import { defineRule } from "../../../src/engine/rule.ts";
import { placeFor, processOf, servingGunicorns, settingOf } from "../instances.ts";

/** Reports a daemon whose logs go to standard streams, which a daemon connects to /dev/null. */
export default defineRule({
  id: "gunicorn/daemon-discards-output",
  since: "0.1.0",
  layer: "gunicorn",
  summary: "A daemon discards what goes to its standard streams",
  severity: "error",
  confidence: "high",
  presets: ["recommended"],
  fixable: "unsafe",
  messages: {
    discards: {
      what: 'The daemon discards {what}: {setting} "-"{how} goes to /dev/null.',
      why: "gunicorn connects its standard streams to /dev/null when it becomes a daemon, and says nothing; not even a failed start leaves a line.",
      instead: "Give {setting} a path, or drop `daemon` and let the service manager keep the output.",
    },
    supervised: {
      what: "gunicorn leaves its supervisor: `daemon` under {manager} ends the process that {manager} watches.",
      why: "The supervised process exits at once with status 0 and its output goes to /dev/null; restarts and logs belong to nobody.",
      instead: "Drop `daemon`: {manager} keeps gunicorn in the background and keeps its output.",
    },
  },
  references: [
    "gunicorn util.py, daemonize (20.1.0)",
    "https://docs.gunicorn.org/en/stable/settings.html#daemon",
    "https://github.com/benoitc/gunicorn/issues/2045",
  ],
  check(stack, report) {
    for (const gunicorn of servingGunicorns(stack)) {
      if (settingOf(gunicorn, "daemon") !== true) continue;
      const at = placeFor(gunicorn, ["daemon"]);
      if (at === undefined) continue;
      const edits = [{ ...at, how: "switch-off" }] as const;
      const fix = { safety: "unsafe", title: "Drop daemon", edits } as const;
      const process = processOf(stack, gunicorn);
      if (process?.by === "supervisor" || process?.by === "container") {
        report({
          message: "supervised",
          data: { manager: process.by === "supervisor" ? "supervisor" : "the container" },
          at,
          fix,
        });
        continue;
      }
      if (settingOf(gunicorn, "enable_stdio_inheritance") !== false) continue;
      for (const setting of ["errorlog", "accesslog"] as const) {
        const fact = gunicorn.settings[setting];
        if (settingOf(gunicorn, setting) !== "-" || fact === undefined) continue;
        report({
          message: "discards",
          data: {
            what: setting === "errorlog" ? "gunicorn's own log" : "the access log",
            setting,
            how: fact.state === "default" ? ", its default," : "",
          },
          at,
          related: fact.state === "set" ? [{ ...fact.at, label: setting }] : [],
          fix,
          confidence: gunicorn.commandKnown || fact.state === "set" ? "high" : "medium",
        });
      }
    }
  },
});

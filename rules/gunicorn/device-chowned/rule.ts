import { defineRule } from "../../../src/engine/rule.ts";
import { certainValue } from "../../../src/model/fact.ts";
import { hasOwnLogger, processOf, servingGunicorns, settingOf, writtenValues } from "../instances.ts";

/** Reports /dev/null as a log of a gunicorn that changes its user, and so makes that user the owner of the device. */
export default defineRule({
  id: "gunicorn/device-chowned",
  since: "0.1.0",
  layer: "gunicorn",
  summary: "gunicorn gives /dev/null to the workers' user",
  severity: "warning",
  confidence: "medium",
  presets: ["recommended"],
  fixable: "unsafe",
  messages: {
    chowned: {
      what: "{setting} is /dev/null and gunicorn changes to user {user}: started as root, it makes that user the owner of the device.",
      why: "gunicorn hands its log files to the workers' user; a device that every program writes to then belongs to the application, which may change its mode.",
      instead: "{instead}",
    },
  },
  references: ["gunicorn glogging.py, Logger._set_handler (20.1.0 to 26.2): os.chown of the log file"],
  check(stack, report) {
    for (const gunicorn of servingGunicorns(stack)) {
      const user = settingOf(gunicorn, "user");
      const [written] = writtenValues(gunicorn.settings["user"]);
      if (written === undefined || user === "root" || user === 0 || user === "0") continue;
      if ((typeof user !== "string" && typeof user !== "number") || !hasOwnLogger(gunicorn)) continue;
      // Only root can give a file away.
      const starter = certainValue(processOf(stack, gunicorn)?.user);
      if (starter !== undefined && starter !== "root" && starter !== "0") continue;
      for (const setting of ["accesslog", "errorlog"]) {
        const [log] = writtenValues(gunicorn.settings[setting]);
        if (log === undefined || settingOf(gunicorn, setting) !== "/dev/null") continue;
        const instead =
          setting === "accesslog"
            ? "Drop accesslog: without it no access line is made."
            : 'Give errorlog a file, or "-" for standard error.';
        const related = [{ ...written.at, label: "the user that gets it" }];
        const edits = [{ ...log.at, how: "replace-string", was: "/dev/null", text: "None" }] as const;
        const fix =
          setting === "accesslog" ? ({ safety: "unsafe", title: "Write None", edits } as const) : null;
        report({ message: "chowned", at: log.at, related, data: { setting, user, instead }, fix });
        break;
      }
    }
  },
});

import { defineRule } from "../../../src/engine/rule.ts";
import { isFileTarget, placeFor, servingGunicorns, settingOf, writtenValues } from "../instances.ts";

/** Reports a umask that can only be meant for the log files, which it does not touch. */
export default defineRule({
  id: "gunicorn/umask-ineffective",
  since: "0.1.0",
  layer: "gunicorn",
  summary: "umask does not protect gunicorn's log files",
  severity: "info",
  confidence: "medium",
  presets: ["recommended"],
  fixable: "no",
  messages: {
    ignored: {
      what: "umask {value} does not apply to the log files: gunicorn uses it for unix sockets and its own temporary files.",
      why: "The logs are created with the umask of whoever starts gunicorn, 0022 mostly, so every user of the machine can read them.",
      instead: "Set UMask= in the unit, or umask in the script that starts gunicorn, and drop the setting.",
    },
  },
  references: [
    "gunicorn sock.py, UnixSocket.bind, and workers/workertmp.py (20.1.0 to 26.2): the only readers of the setting",
  ],
  check(stack, report) {
    for (const gunicorn of servingGunicorns(stack)) {
      const [umask] = writtenValues(gunicorn.settings["umask"]);
      const value = settingOf(gunicorn, "umask");
      if (umask === undefined || typeof value !== "number" || value === 0) continue;
      const binds = settingOf(gunicorn, "bind");
      // A bind that is not written may stand in a command that is not here, and may be a socket.
      const written = gunicorn.commandKnown || writtenValues(gunicorn.settings["bind"]).length > 0;
      if (!Array.isArray(binds) || !written) continue;
      if (binds.some((bind: unknown) => typeof bind !== "string" || /^(?:unix|fd):/.test(bind))) continue;
      const file = ["accesslog", "errorlog"].find((name) => isFileTarget(gunicorn.settings[name]) === true);
      const log = file === undefined ? undefined : placeFor(gunicorn, [file]);
      if (log === undefined) continue;
      report({
        message: "ignored",
        at: umask.at,
        related: [{ ...log, label: "this file stays readable" }],
        data: { value: `0o${value.toString(8).padStart(3, "0")}` },
      });
    }
  },
});

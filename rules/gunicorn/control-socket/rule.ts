import { defineRule } from "../../../src/engine/rule.ts";
import { certainValue } from "../../../src/model/fact.ts";
import { servingGunicorns, settingOf, writtenValues } from "../instances.ts";

/** Reports control_socket = None, which does not turn the control socket off but stops gunicorn. */
export default defineRule({
  id: "gunicorn/control-socket",
  since: "0.1.0",
  layer: "gunicorn",
  summary: "control_socket None stops gunicorn 25.1 and later instead of turning the socket off",
  severity: "error",
  confidence: "medium",
  presets: ["recommended"],
  fixable: "no",
  messages: {
    none: {
      what: "control_socket = None does not turn the control socket off: gunicorn 25.1 and later exits at start.",
      why: "The master dies with a TypeError and status 255; older versions ignore the name, so it breaks with an upgrade.",
      instead: "Write control_socket_disable = True.",
    },
  },
  references: [
    "gunicorn arbiter.py and config.py, ControlSocket and ControlSocketDisable (25.1 to 26.2)",
    "https://docs.gunicorn.org/en/stable/settings.html",
  ],
  check(stack, report) {
    for (const gunicorn of servingGunicorns(stack)) {
      const [written] = writtenValues(gunicorn.settings["control_socket"]);
      if (written?.value !== null || settingOf(gunicorn, "control_socket") !== null) continue;
      if (settingOf(gunicorn, "control_socket_disable") === true || isTooOld(certainValue(gunicorn.version)))
        continue;
      report({ message: "none", at: written.at });
    }
  },
});

/** The setting came with 25.1. */
function isTooOld(version: string | undefined): boolean {
  if (version === undefined) return false;
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major < 25 || (major === 25 && minor < 1);
}

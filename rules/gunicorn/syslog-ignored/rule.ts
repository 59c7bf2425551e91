import { defineRule } from "../../../src/engine/rule.ts";
import { servingGunicorns, settingOf, writtenValues } from "../instances.ts";

/** Reports syslog settings without syslog, and an address that stops gunicorn. */
export default defineRule({
  id: "gunicorn/syslog-ignored",
  since: "0.1.0",
  layer: "gunicorn",
  summary: "Syslog settings that do nothing",
  severity: "warning",
  confidence: "high",
  presets: ["recommended"],
  fixable: "no",
  messages: {
    ignored: {
      what: "{setting} does nothing: `syslog` is not set.",
      why: "gunicorn looks at its syslog settings only with `syslog = True`, so nothing is sent.",
      instead: "Write `syslog = True`, or drop {setting}.",
    },
    address: {
      what: 'syslog_addr "{address}" stops gunicorn: invalid syslog address.',
      why: "gunicorn takes addresses that begin with udp://, tcp:// or unix:// only.",
      instead: "Write `udp://host:514`, `tcp://host:514` or `unix:///dev/log`.",
    },
    facility: {
      what: 'syslog_facility "{facility}" stops gunicorn: unknown facility name.',
      why: "gunicorn looks the facility up among syslog's names.",
      instead: "Write `user`, `daemon` or one of `local0` to `local7`.",
    },
  },
  references: [
    "gunicorn glogging.py, parse_syslog_address and Logger._set_syslog_handler (20.1.0)",
    "https://docs.gunicorn.org/en/stable/settings.html#syslog-addr",
  ],
  check(stack, report) {
    for (const gunicorn of servingGunicorns(stack)) {
      const syslog = settingOf(gunicorn, "syslog");
      if (syslog === true) {
        for (const { value, at } of writtenValues(gunicorn.settings["syslog_addr"])) {
          if (typeof value === "string" && !/^(?:udp|tcp|unix):\/\//.test(value))
            report({ message: "address", data: { address: value }, at, severity: "error" });
        }
        for (const { value, at } of writtenValues(gunicorn.settings["syslog_facility"])) {
          if (typeof value === "string" && !FACILITIES.has(value.toLowerCase()))
            report({ message: "facility", data: { facility: value }, at, severity: "error" });
        }
      } else if (syslog === false) {
        for (const setting of [
          "syslog_addr",
          "syslog_prefix",
          "syslog_facility",
          "disable_redirect_access_to_syslog",
        ]) {
          const [written] = writtenValues(gunicorn.settings[setting]);
          if (written === undefined || written.value === null || written.value === false) continue;
          report({
            message: "ignored",
            data: { setting },
            at: written.at,
            confidence: gunicorn.commandKnown ? "high" : "medium",
          });
        }
      }
    }
  },
});

/** SYSLOG_FACILITIES of glogging.py. */
const FACILITIES = new Set(
  "auth authpriv cron daemon ftp kern lpr mail news security syslog user uucp local0 local1 local2 local3 local4 local5 local6 local7".split(
    " ",
  ),
);

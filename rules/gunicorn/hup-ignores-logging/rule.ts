import { defineRule } from "../../../src/engine/rule.ts";
import type { GunicornInstance } from "../../../src/model/gunicorn.ts";
import { certainValue, placeOf } from "../../../src/model/fact.ts";
import type { FileSpan, LabelledSpan } from "../../../src/text/span.ts";
import { hasOwnLogger, processOf, servingGunicorns, writtenValues } from "../instances.ts";

/** Settings of the logger object, which the master makes once. */
const OF_THE_LOGGER = [
  "accesslog",
  "errorlog",
  "loglevel",
  "access_log_format",
  "capture_output",
  "logconfig",
  "logconfig_dict",
  "logconfig_json",
  "syslog",
  "syslog_addr",
];

/** A config file that is edited on the server, where a reload follows; one beside the code comes with a deployment, which restarts or brings none. */
const IN_ETC = /\s(?:-c|--config)[\s=]?["']?(?:file:)?\/etc\//;

/** Reports a unit whose reload does not take up what its gunicorn's config file says of logging. */
export default defineRule({
  id: "gunicorn/hup-ignores-logging",
  since: "0.1.0",
  layer: "gunicorn",
  summary: "a reload with HUP does not take up changed logging settings",
  severity: "info",
  confidence: "high",
  presets: ["recommended"],
  fixable: "no",
  messages: {
    kept: {
      what: "A reload of {unit} sends HUP, with which gunicorn {version} does not take up a changed {setting}.",
      why: "Before 26.1 the master keeps the logger that it made at start, and a value that it refuses ends it.",
      instead: "Restart {unit} after a change to the logging settings, or update gunicorn to 26.1.",
    },
  },
  references: [
    "gunicorn arbiter.py, Arbiter.setup and Arbiter.reload (20.1.0)",
    "https://docs.gunicorn.org/en/stable/signals.html",
  ],
  check(stack, report) {
    for (const gunicorn of servingGunicorns(stack)) {
      const version = certainValue(gunicorn.version);
      const process = processOf(stack, gunicorn);
      const hup = process?.service?.reload.find(({ signal }) => signal === "HUP");
      if (version === undefined || hup === undefined || process === undefined) continue;
      if (!IN_ETC.test(process.command)) continue;
      if (!isBefore(version, 26, 1) || !hasOwnLogger(gunicorn)) continue;
      const written = inConfigFile(gunicorn);
      if (written === null) continue;
      const pin = placeOf(gunicorn.version);
      const related: LabelledSpan[] = [{ ...written.at, label: "set here" }];
      if (pin !== undefined) related.push({ ...pin, label: "the version" });
      report({
        message: "kept",
        data: { unit: process.name, version, setting: written.setting },
        at: hup.at,
        related,
      });
    }
  },
});

/** The first logging setting that the config file decides: what stands on the command line needs a restart anyway. */
function inConfigFile(
  gunicorn: GunicornInstance,
): { readonly setting: string; readonly at: FileSpan } | null {
  for (const setting of OF_THE_LOGGER) {
    const [written] = writtenValues(gunicorn.settings[setting]);
    if (written !== undefined && written.at.file === gunicorn.configFile) return { setting, at: written.at };
  }
  return null;
}

function isBefore(version: string, major: number, minor: number): boolean {
  const [a = 0, b = 0] = version.split(".").map((part) => Number.parseInt(part, 10));
  return a < major || (a === major && b < minor);
}

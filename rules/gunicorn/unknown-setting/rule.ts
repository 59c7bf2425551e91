import { defineRule, type PlannedFix } from "../../../src/engine/rule.ts";
import type { Fact } from "../../../src/model/fact.ts";

/** Settings that decide where logs go or what is in them: a typo in one of these loses logs. */
const ABOUT_LOGS = /log|syslog|statsd|capture_output|enable_stdio_inheritance/;

/** Reports module-level names of a gunicorn config file that gunicorn passes over in silence and that look like settings. */
export default defineRule({
  id: "gunicorn/unknown-setting",
  since: "0.1.0",
  layer: "gunicorn",
  summary: "A name in the config file that gunicorn ignores and that looks like a setting",
  severity: "error",
  confidence: "high",
  presets: ["recommended"],
  fixable: "unsafe",
  messages: {
    ignored: {
      what: "gunicorn has no setting `{name}` and ignores it; the setting is `{meant}`.",
      why: "gunicorn passes over unknown names in its config file without a word, so this line has no effect.",
      instead: "Write `{meant} = ...`, in exactly this spelling.",
    },
    tooNew: {
      what: "gunicorn {version} ignores `{name}`: the setting came with gunicorn {since}.",
      why: "gunicorn passes over unknown names in its config file without a word, so this line has no effect.",
      instead: "Upgrade gunicorn, or use a setting that this version has.",
    },
  },
  references: [
    "gunicorn app/base.py, load_config_from_module_name_or_filename: unknown names are skipped (20.1.0)",
    "https://docs.gunicorn.org/en/stable/settings.html",
    "https://github.com/benoitc/gunicorn/issues/1051",
  ],
  check(stack, report) {
    for (const gunicorn of stack.gunicorn) {
      for (const { name, meant, since, at } of gunicorn.ignoredNames) {
        const severity = ABOUT_LOGS.test(meant) ? "error" : "warning";
        if (since !== null && gunicorn.version.state === "set") {
          report({
            message: "tooNew",
            data: { name, since, version: gunicorn.version.value },
            at,
            severity,
          });
        } else {
          const edits = [{ ...at, how: "replace", was: name, text: meant }] as const;
          // Where the setting is written too, the line is one too many rather than misspelt.
          const fix: PlannedFix | null = isWritten(gunicorn.settings[meant])
            ? null
            : { safety: "unsafe", title: `Rename ${name} to ${meant}`, edits };
          // A constant in capitals may be there for another module to import.
          const confidence = name === name.toLowerCase() ? "high" : "medium";
          report({ message: "ignored", data: { name, meant }, at, severity, confidence, fix });
        }
      }
    }
  },
});

function isWritten(fact: Fact<unknown> | undefined): boolean {
  return fact !== undefined && fact.state !== "default";
}

import { defineRule } from "../../../src/engine/rule.ts";
import type { Fact } from "../../../src/model/fact.ts";
import type { SettingValue } from "../../../src/model/gunicorn.ts";
import { isFileForDevelopment } from "../../../src/model/nginx-contexts.ts";
import { servingGunicorns } from "../instances.ts";

const ABOUT_LOGS = new Set([
  "accesslog",
  "access_log_format",
  "errorlog",
  "loglevel",
  "capture_output",
  "logger_class",
  "logconfig",
  "logconfig_dict",
  "logconfig_json",
  "syslog",
  "syslog_addr",
  "syslog_prefix",
  "syslog_facility",
  "disable_redirect_access_to_syslog",
  "enable_stdio_inheritance",
  "statsd_host",
  "statsd_prefix",
]);

/** Reports a logging setting of the config file that GUNICORN_CMD_ARGS or the command line overrides with another value. */
export default defineRule({
  id: "gunicorn/setting-shadowed",
  since: "0.1.0",
  layer: "gunicorn",
  summary: "a logging setting of the config file that does not take effect",
  severity: "warning",
  confidence: "high",
  presets: ["recommended"],
  fixable: "no",
  messages: {
    shadowed: {
      what: "{setting} {written} does not take effect: {source} sets {winner}.",
      why: "The order is defaults, config file, GUNICORN_CMD_ARGS, command line, and the last one wins; whoever edits this line will see no change.",
      instead: "Keep {setting} in one place.",
    },
    stuck: {
      what: "{setting} False does not take effect: {source} turns it on.",
      why: "The option has no counterpart that turns it off, so what the command line or GUNICORN_CMD_ARGS turns on stays on.",
      instead: "Drop the option there, and keep {setting} in the config file.",
    },
  },
  references: [
    "gunicorn app/base.py, load_config (20.1.0)",
    "https://docs.gunicorn.org/en/stable/configure.html",
  ],
  check(stack, report) {
    const serving = servingGunicorns(stack);
    for (const gunicorn of serving) {
      const sharing = serving.filter((each) => each.configFile === gunicorn.configFile);
      for (const { setting, fact, by } of gunicorn.shadowed) {
        // One of several services may well differ from what the file says for all of them.
        if (!sharing.every((each) => each.shadowed.some((other) => other.setting === setting))) continue;
        if (!ABOUT_LOGS.has(setting) || fact.state !== "set" || by.state !== "set" || isSame(fact, by))
          continue;
        if (isFileForDevelopment(stack, by.at.file)) continue;
        const source = by.from === "environment" ? "GUNICORN_CMD_ARGS" : "the command line";
        report({
          ...(fact.value === false
            ? { message: "stuck", data: { setting, source } }
            : {
                message: "shadowed",
                data: { setting, source, written: show(fact.value), winner: show(by.value) },
              }),
          at: fact.at,
          related: [{ ...by.at, label: "this one wins" }],
        });
      }
    }
  },
});

function isSame(
  a: Fact<SettingValue> & { readonly state: "set" },
  b: Fact<SettingValue> & { readonly state: "set" },
): boolean {
  return JSON.stringify(a.value) === JSON.stringify(b.value);
}

function show(value: SettingValue): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  return typeof value === "object" ? "another value" : JSON.stringify(value);
}

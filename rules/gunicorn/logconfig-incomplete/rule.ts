import { defineRule } from "../../../src/engine/rule.ts";
import { placeFor, servingGunicorns, settingOf, writtenValues } from "../instances.ts";

/** Reports a logconfig_dict that does not fit gunicorn's defaults, and several logconfigs of which one is read. */
export default defineRule({
  id: "gunicorn/logconfig-incomplete",
  since: "0.1.0",
  layer: "gunicorn",
  summary: "A logconfig that stops gunicorn, or that is never read",
  severity: "error",
  confidence: "high",
  presets: ["recommended"],
  fixable: "no",
  messages: {
    fails: {
      what: "logconfig stops gunicorn at start: {failure}.",
      why: "gunicorn merges it key by key into its own: a `handlers` or `formatters` of yours replaces all of gunicorn's, while its `root` and `loggers` still name `console`, `error_console` and `generic`.",
      instead:
        "Give `root` and `loggers` too, or keep the names `console`, `error_console` and `generic` among yours.",
    },
    unread: {
      what: "{loser} is never read: {winner} is set too.",
      why: "gunicorn takes the first of logconfig_dict, logconfig_json and logconfig and does not look at the others.",
      instead: "Keep one of them.",
    },
  },
  references: [
    "gunicorn glogging.py, CONFIG_DEFAULTS and Logger.setup (20.1.0)",
    "https://github.com/benoitc/gunicorn/issues/2250",
  ],
  check(stack, report) {
    for (const gunicorn of servingGunicorns(stack)) {
      const given = ["logconfig_dict", "logconfig_json", "logconfig"].filter((name) =>
        isGiven(settingOf(gunicorn, name)),
      );
      const [winner, ...losers] = given;
      if (winner === undefined) continue;
      const { failure } = gunicorn.logging;
      const at = placeFor(gunicorn, [winner]);
      if (failure !== null && at !== undefined) report({ message: "fails", data: { failure }, at });
      for (const loser of losers) {
        const [written] = writtenValues(gunicorn.settings[loser]);
        if (written !== undefined)
          report({
            message: "unread",
            data: { loser, winner },
            at: written.at,
            severity: "warning",
            related: at === undefined ? [] : [{ ...at, label: "this one is read" }],
          });
      }
    }
  },
});

function isGiven(value: unknown): boolean {
  return typeof value === "object" && value !== null ? Object.keys(value).length > 0 : Boolean(value);
}

import { defineRule } from "../../../src/engine/rule.ts";
import { hasOwnLogger, servingGunicorns, settingOf, writtenValues } from "../instances.ts";

/** Reports statsd_host beside a logger class that sends nothing to it. */
export default defineRule({
  id: "gunicorn/statsd-off",
  since: "0.1.0",
  layer: "gunicorn",
  summary: "a logger class of one's own keeps gunicorn from sending statsd metrics",
  severity: "warning",
  confidence: "medium",
  presets: ["recommended"],
  fixable: "no",
  messages: {
    off: {
      what: "statsd_host is set, but logger_class {class} takes the place of the class that sends the metrics.",
      why: "gunicorn switches to its statsd logger only when logger_class is the default; with another class no metric is sent, and nothing says so.",
      instead: "Derive the class from gunicorn.instrument.statsd.Statsd, or drop one of the two settings.",
    },
  },
  references: [
    "gunicorn config.py, Config.logger_class (20.1.0 to 26.2)",
    "https://github.com/benoitc/gunicorn/issues/848",
  ],
  check(stack, report) {
    for (const gunicorn of servingGunicorns(stack)) {
      const [host] = writtenValues(gunicorn.settings["statsd_host"]);
      const [logger] = writtenValues(gunicorn.settings["logger_class"]);
      const name = settingOf(gunicorn, "logger_class");
      if (host === undefined || host.value === null || host.value === "" || logger === undefined) continue;
      if (settingOf(gunicorn, "statsd_host") === undefined || hasOwnLogger(gunicorn)) continue;
      // By its name such a class may well derive from gunicorn's.
      if (typeof name !== "string" || /statsd|metric|datadog/i.test(name)) continue;
      const related = [{ ...host.at, label: "statsd_host" }];
      report({ message: "off", at: logger.at, related, data: { class: name } });
    }
  },
});

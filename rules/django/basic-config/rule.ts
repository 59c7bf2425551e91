import { defineRule } from "../../../src/engine/rule.ts";
import { certainValue } from "../../../src/model/fact.ts";
import { once, productionProjects } from "../projects.ts";

/** Reports basicConfig in the settings whose handler LOGGING takes away from root. */
export default defineRule({
  id: "django/basic-config",
  since: "0.1.0",
  layer: "django",
  summary: "basicConfig in the settings is undone by LOGGING",
  severity: "warning",
  confidence: "high",
  presets: ["recommended"],
  fixable: "no",
  messages: {
    undone: {
      what: "basicConfig has no effect once Django starts: LOGGING configures root as well and takes its handler away.",
      why: "Level, format and file given here hold while the settings are imported only; records of the site never follow them.",
      instead: "Drop basicConfig, and write what it says into LOGGING.",
    },
  },
  references: [
    "CPython logging/config.py, DictConfigurator.common_logger_config (3.8-3.14): root's handlers are removed",
    "Django utils/log.py, configure_logging (3.2-6.1)",
  ],
  check(stack, report) {
    const isNew = once();
    for (const project of productionProjects(stack)) {
      const { config, calls } = project;
      const root = config?.root;
      if (project.logging !== "set" || config?.complete !== true || root?.level == null) continue;
      if (certainValue(project.LOGGING_CONFIG) !== "logging.config.dictConfig") continue;
      if (certainValue(config.incremental) !== false) continue;
      for (const { callee, at, when } of calls) {
        if (callee !== "logging.basicConfig" || when !== null || !project.files.includes(at.file)) continue;
        if (isNew(at)) report({ message: "undone", at, related: [{ ...root.at, label: "root in LOGGING" }] });
      }
    }
  },
});

import { defineRule } from "../../../src/engine/rule.ts";
import { placeOf } from "../../../src/model/fact.ts";
import { certainValue } from "../../../src/model/fact.ts";
import { loggingPlace, once, productionProjects } from "../projects.ts";

/** Reports LOGGING_CONFIG None where nothing configures logging in Django's place. */
export default defineRule({
  id: "django/logging-config-none",
  since: "0.1.0",
  layer: "django",
  summary: "LOGGING_CONFIG is None and nobody configures logging",
  severity: "warning",
  confidence: "high",
  presets: ["recommended"],
  fixable: "no",
  messages: {
    ignored: {
      what: "LOGGING is ignored, because LOGGING_CONFIG is None.",
      why: "Django then configures no logging at all: neither its default nor LOGGING; warnings and errors come out bare on stderr, the rest is lost.",
      instead: "Remove LOGGING_CONFIG, or call logging.config.dictConfig(LOGGING) after it.",
    },
    nobody: {
      what: "LOGGING_CONFIG is None, and nothing else configures logging.",
      why: "Django then leaves logging as Python starts it: warnings and errors come out bare on stderr, without time or name, and the rest is lost.",
      instead: "Remove LOGGING_CONFIG and set LOGGING, or call logging.config.dictConfig.",
    },
  },
  references: [
    "Django utils/log.py, configure_logging (3.2-6.1)",
    "https://docs.djangoproject.com/en/stable/ref/settings/#logging-config",
  ],
  check(stack, report) {
    const isNew = once();
    for (const project of productionProjects(stack)) {
      const { LOGGING_CONFIG } = project;
      if (
        certainValue(LOGGING_CONFIG) !== null ||
        !project.packagesComplete ||
        usesOtherLibrary(project.packages)
      )
        continue;
      if (
        project.calls.some(
          ({ callee }) => callee !== "logging.captureWarnings" && callee !== "logging.disable",
        )
      )
        continue;
      const at = placeOf(LOGGING_CONFIG) ?? loggingPlace(project);
      if (!isNew(at)) continue;
      if (project.logging === "set") {
        const related = [{ ...loggingPlace(project), label: "this LOGGING is never applied" }];
        report({ message: "ignored", at, related });
      } else if (project.logging === "none") report({ message: "nobody", at });
    }
  },
});

/** Without the project's own code nobody can say that nothing in it configures logging. */
function usesOtherLibrary(packages: readonly unknown[]): boolean {
  return packages.length === 0;
}

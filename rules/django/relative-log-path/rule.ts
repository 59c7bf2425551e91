import { defineRule } from "../../../src/engine/rule.ts";
import { certainValue } from "../../../src/model/fact.ts";
import { isAbsolute } from "../../../src/text/path.ts";
import { once, productionProjects } from "../projects.ts";

/** Reports log files whose path depends on the directory in which a process is started. */
export default defineRule({
  id: "django/relative-log-path",
  since: "0.1.0",
  layer: "django",
  summary: "A relative log path depends on the working directory",
  severity: "warning",
  confidence: "high",
  presets: ["recommended"],
  fixable: "no",
  messages: {
    relative: {
      what: "The handler {handler} writes to {path}, relative to the working directory of whoever starts the process.",
      why: "gunicorn, manage.py and cron start in different directories: the log is split over several files, or a process stops because the directory is not there.",
      instead: "Write an absolute path, or one that starts from BASE_DIR.",
    },
  },
  references: ["CPython logging/__init__.py, FileHandler: os.path.abspath(filename)"],
  check(stack, report) {
    const isNew = once();
    for (const project of productionProjects(stack)) {
      for (const handler of project.config?.handlers ?? []) {
        const target = certainValue(handler.target);
        if (target?.kind !== "file" || !target.exact) continue;
        if (isAbsolute(target.path) || /^[A-Za-z]:[\\/]|^\\\\/.test(target.path) || target.path === "")
          continue;
        const at = handler.target.state === "set" ? handler.target.at : handler.at;
        if (isNew(at))
          report({ message: "relative", data: { handler: handler.name, path: target.path }, at });
      }
    }
  },
});

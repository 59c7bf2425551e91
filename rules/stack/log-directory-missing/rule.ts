import { defineRule } from "../../../src/engine/rule.ts";
import { directoryOf, openedFiles, ruleFor } from "../../../src/model/opened-files.ts";
import { dirname } from "../../../src/text/path.ts";
import { wasSeen } from "../../../src/model/host.ts";
import { isForDevelopment } from "../../../src/model/purpose.ts";

/**
 * A log file whose directory nothing makes, where everything that could is known: an image whose base and steps are
 * read. Neither Python's FileHandler nor gunicorn nor nginx makes a directory; open(2) fails with ENOENT.
 */
export default defineRule({
  id: "stack/log-directory-missing",
  since: "0.1.0",
  layer: "stack",
  summary: "nothing makes the directory of a log file",
  severity: "error",
  confidence: "high",
  presets: ["recommended"],
  fixable: "no",
  messages: {
    missing: {
      what: "Nothing makes {directory}, so {name} cannot open {path}.",
      why: 'Neither nginx, gunicorn nor Python makes the directory of a log: the service stops at the start with "No such file or directory".',
      instead:
        "Log to standard output, which is collected anyway, or add RUN mkdir -p {directory} to the image.",
    },
  },
  references: [
    "open(2)",
    "Python logging FileHandler",
    "gunicorn util.py, check_is_writable",
    "nginx ngx_open_file",
  ],
  check(stack, report) {
    if (isForDevelopment(stack.purpose)) return;
    const seen = new Set<string>();
    for (const file of openedFiles(stack)) {
      if (file.process.by !== "container" && file.process.container === null) continue;
      if (wasSeen(stack, file.path)) continue;
      // Where nothing may be written at all, stack/log-path-sandboxed says so, and its cure makes the directory too.
      if (ruleFor(file)?.kind === "read-only") continue;
      const key = `${file.at.file}:${String(file.at.start)}`;
      if (seen.has(key) || directoryOf(file).kind !== "missing") continue;
      seen.add(key);
      const { name, at } = file.process;
      report({
        message: "missing",
        data: { directory: dirname(file.path), name, path: file.path },
        at: file.at,
        related: [{ ...at, label: `${name} is started here` }],
      });
    }
  },
});

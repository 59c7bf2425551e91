import { defineRule } from "../../../src/engine/rule.ts";
import type { DjangoProject } from "../../../src/model/django.ts";
import { certainValue } from "../../../src/model/fact.ts";
import type { GunicornInstance } from "../../../src/model/gunicorn.ts";
import { isForDevelopment } from "../../../src/model/purpose.ts";
import { processesOf } from "../../../src/model/project-processes.ts";
import type { FileSpan } from "../../../src/text/span.ts";

/** Formatters of the standard names that write one JSON object for each record. */
const JSON_FORMATTER =
  /(?:^|\.)(?:JsonFormatter|JSONFormatter|ECSFormatter|StdlibFormatter|LogstashFormatter\w*|StackdriverJsonFormatter)$/;

/** Django writes JSON to the stream that gunicorn's own plain lines go to as well. */
export default defineRule({
  id: "stack/format-mixed",
  since: "0.1.0",
  layer: "stack",
  summary: "JSON of the application and plain lines of gunicorn share one stream",
  severity: "info",
  confidence: "medium",
  presets: [],
  fixable: "no",
  messages: {
    mixed: {
      what: "The handler {handler} writes JSON to the output of {name}, where gunicorn writes plain lines.",
      why: "A collector that parses JSON keeps gunicorn's starts, timeouts and crashes as text without level or time, or drops them.",
      instead:
        "Give gunicorn.error and gunicorn.access a JSON formatter too, with logconfig_dict in gunicorn's config file.",
    },
  },
  references: [
    "gunicorn glogging.py, Logger.error_fmt (20.1.0)",
    "https://github.com/pypi/warehouse/issues/17595",
  ],
  check(stack, report) {
    if (isForDevelopment(stack.purpose)) return;
    const seen = new Set<string>();
    for (const project of stack.django.filter(({ purpose }) => !isForDevelopment(purpose))) {
      const json = jsonHandler(project);
      if (json === null || formatsGunicorn(project)) continue;
      for (const process of processesOf(stack, project)) {
        const gunicorn = stack.gunicorn.find(
          ({ name }) => process.runs === "gunicorn" && name === process.name,
        );
        const output = certainValue(process.stderr)?.kind;
        const key = `${json.at.file}:${String(json.at.start)}`;
        if (gunicorn === undefined || (output !== "docker" && output !== "journal") || seen.has(key))
          continue;
        if (!writesPlain(gunicorn)) continue;
        seen.add(key);
        report({
          message: "mixed",
          data: { handler: json.name, name: process.name },
          at: json.at,
          related: [{ ...process.at, label: "gunicorn writes its own lines from here" }],
        });
      }
    }
  },
});

/** A handler of a standard stream that some logger has, with a formatter known to write JSON. */
function jsonHandler({ config, tree }: DjangoProject): { name: string; at: FileSpan } | null {
  if (config === null || !tree.known) return null;
  const used = new Set(Object.values(tree.loggers).flatMap(({ handlers }) => handlers));
  for (const { name, at, formatter, target } of config.handlers) {
    const kind = certainValue(target)?.kind;
    const named = config.formatters.find((each) => each.name === formatter);
    if ((kind === "stdout" || kind === "stderr") && used.has(name) && JSON_FORMATTER.test(named?.class ?? ""))
      return { name, at };
  }
  return null;
}

function formatsGunicorn({ config }: DjangoProject): boolean {
  return (
    config === null ||
    !config.loggersComplete ||
    config.loggers.some(({ name }) => name === "gunicorn" || name.startsWith("gunicorn."))
  );
}

/** gunicorn's own handler of the error log, on a stream: no logconfig and no logger class gives it another format. */
function writesPlain({ logging, settings }: GunicornInstance): boolean {
  if (certainValue(settings["logger_class"]) !== "gunicorn.glogging.Logger") return false;
  return (
    logging.error?.handlers.some(({ kind, setting }) => kind === "stderr" && setting === "errorlog") === true
  );
}

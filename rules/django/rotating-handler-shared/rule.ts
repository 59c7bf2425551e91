import { defineRule } from "../../../src/engine/rule.ts";
import type { DjangoProject, HandlerConfig } from "../../../src/model/django.ts";
import { certainValue, possibleValues } from "../../../src/model/fact.ts";
import { mayRunIn, processesOf } from "../../../src/model/project-processes.ts";
import type { Stack } from "../../../src/model/stack.ts";
import type { LabelledSpan } from "../../../src/text/span.ts";
import { once, productionProjects, usedHandlers } from "../projects.ts";

const SIZED = "logging.handlers.RotatingFileHandler";
const TIMED = "logging.handlers.TimedRotatingFileHandler";

/** Reports rotating handlers of the standard library that several processes write through. */
export default defineRule({
  id: "django/rotating-handler-shared",
  since: "0.1.0",
  layer: "django",
  summary: "Several processes rotate one log file",
  severity: "error",
  confidence: "high",
  presets: ["recommended"],
  fixable: "no",
  messages: {
    sized: {
      what: "The handler {handler} rotates its file by size in {processes} at once.",
      why: "Each process renames the file on its own count; the others go on writing to the renamed one, and records are lost or scattered over the backups.",
      instead:
        "Write to stderr or use logging.handlers.WatchedFileHandler, and let logrotate rotate the file.",
    },
    timed: {
      what: "The handler {handler} rotates its file by time in {processes} at once.",
      why: "At each rollover every process renames the file and, before Python 3.13, deletes the archive that another has just made: most records of that period are lost.",
      instead:
        "Write to stderr or use logging.handlers.WatchedFileHandler, and let logrotate rotate the file.",
    },
  },
  references: [
    "CPython logging/handlers.py, RotatingFileHandler.doRollover and TimedRotatingFileHandler.doRollover",
    "https://docs.python.org/3/howto/logging-cookbook.html#logging-to-a-single-file-from-multiple-processes",
  ],
  check(stack, report) {
    const isNew = once();
    for (const project of productionProjects(stack)) {
      const processes = severalProcesses(stack, project);
      if (processes === null || !project.tree.known) continue;
      const used = usedHandlers(project);
      for (const handler of project.config?.handlers ?? []) {
        const path = certainValue(handler.class);
        if ((path !== SIZED && path !== TIMED) || !rotates(handler, path) || isPerProcess(handler)) continue;
        if (!used.has(handler.name) || !isNew(handler.at)) continue;
        const data = { handler: handler.name, processes: processes.what };
        const related = processes.place === null ? [] : [processes.place];
        report({ message: path === SIZED ? "sized" : "timed", data, at: handler.at, related });
      }
    }
  },
});

/**
 * Without a size limit, or without a number of backups, a file is never renamed (CPython, RotatingFileHandler.doRollover);
 * numbers that are not known count as given.
 */
function rotates(handler: HandlerConfig, path: string): boolean {
  if (path === TIMED) return true;
  return ["maxBytes", "backupCount"].every((name) => {
    const number = handler.options[name];
    return number !== undefined && certainValue(number) !== 0;
  });
}

/** A file name with a process id, or with a piece that may be one, belongs to one process alone. */
function isPerProcess(handler: HandlerConfig): boolean {
  const { values } = possibleValues(handler.target);
  return values.some(
    (target) => target.kind === "file" && /\{value \d+\}|\bpid\b|hostname/i.test(target.path),
  );
}

/** Who writes at the same time: gunicorn's workers, or other processes with the same settings. Null: not known to be several. */
function severalProcesses(
  stack: Stack,
  project: DjangoProject,
): { what: string; place: LabelledSpan | null } | null {
  for (const gunicorn of stack.gunicorn) {
    const workers = gunicorn.settings["workers"];
    if (workers === undefined || !mayRunIn(stack, project, gunicorn)) continue;
    const { values, complete } = possibleValues(workers);
    const many = values.flatMap((value) => (typeof value === "number" && value > 1 ? [value] : []));
    if (!complete || many.length === 0 || many.length < values.length) continue;
    const place =
      workers.state === "set" ? { ...workers.at, label: "this many workers write the file" } : null;
    return { what: `${String(many[0])} gunicorn workers`, place };
  }
  const others = processesOf(stack, project).filter(
    ({ runs }) => runs === "celery" || runs === "gunicorn" || runs === "uvicorn",
  );
  const [first, second] = others;
  if (first === undefined || second === undefined || first.runs === second.runs) return null;
  return {
    what: `${first.name} and ${second.name}`,
    place: { ...second.at, label: "this process writes it too" },
  };
}

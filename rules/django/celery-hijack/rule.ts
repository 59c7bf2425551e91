import { defineRule } from "../../../src/engine/rule.ts";
import type { DjangoProject, EffectiveHandler } from "../../../src/model/django.ts";
import { certainValue, placeOf, possibleValues } from "../../../src/model/fact.ts";
import { runsProject } from "../../../src/model/project-processes.ts";
import type { Process, Stack } from "../../../src/model/stack.ts";
import type { LabelledSpan } from "../../../src/text/span.ts";
import { hasNoAdmins, isTreeKnown, listed, once, productionProjects, targetName } from "../projects.ts";

/** Reports root handlers that no task's record reaches, because Celery's worker clears them. */
export default defineRule({
  id: "django/celery-hijack",
  since: "0.1.0",
  layer: "django",
  summary: "Celery's worker takes root's handlers away",
  severity: "warning",
  confidence: "high",
  presets: ["recommended"],
  fixable: "no",
  messages: {
    cleared: {
      what: "Celery's worker takes the handlers of root away: what its tasks log does not reach {sinks}.",
      why: "When a worker starts, it empties root's handlers and adds one of its own, which writes to stderr or to its --logfile.",
      instead: "Set {option} = False, or configure logging in a receiver of Celery's signal setup_logging.",
    },
    ignored: {
      what: "{written} = False has no effect: the Celery app looks for {option}.",
      why: "The worker still empties root's handlers, so what its tasks log does not reach {sinks}.",
      instead: "Rename the setting to {option}.",
    },
  },
  references: [
    "celery app/log.py, Logging.setup_logging_subsystem (5.2.6)",
    "https://docs.celeryq.dev/en/stable/userguide/configuration.html#worker-hijack-root-logger",
  ],
  check(stack, report) {
    const isNew = once();
    for (const project of productionProjects(stack)) {
      const { celery, others } = project;
      if (celery === null || celery.hasOwnLogging || !isTreeKnown(project) || !project.settingsComplete)
        continue;
      const option = optionName(celery.namespace);
      const worker = workerOf(stack, project);
      if (option === null || worker === "another" || isEager(project)) continue;
      const given = others[option];
      if (given !== undefined && certainValue(given) !== true) continue;
      const handlers = lostHandlers(project);
      const [first] = handlers;
      const at = project.config?.root?.handlers.find(({ name }) => name === first?.name)?.at ?? first?.at;
      if (at === undefined || at === null || !isNew(at)) continue;
      const sinks = listed([...new Set(handlers.map(({ target }) => targetName(certainValue(target))))]);
      const related: LabelledSpan[] = [{ ...celery.at, label: "the Celery app" }];
      if (worker !== null) related.push({ ...worker.at, label: "starts its worker" });
      const [written, fact] =
        Object.entries(others).find(
          ([name, value]) => name.endsWith("HIJACK_ROOT_LOGGER") && certainValue(value) === false,
        ) ?? [];
      const place = placeOf(fact);
      if (written !== undefined && place !== undefined)
        report({ message: "ignored", data: { written, option, sinks }, at: place, related });
      else report({ message: "cleared", data: { option, sinks }, at, related });
    }
  },
});

/**
 * How Django's settings name Celery's `worker_hijack_root_logger`; null when it is not known. Without a namespace only the old name counts,
 * with one only the new name behind it.
 */
function optionName(namespace: string | null): string | null {
  if (namespace === "") return "CELERYD_HIJACK_ROOT_LOGGER";
  return namespace !== null && /^[A-Z][A-Z0-9]*$/.test(namespace)
    ? `${namespace}_WORKER_HIJACK_ROOT_LOGGER`
    : null;
}

/** The worker that runs these settings; "another" when every worker that is known runs others; null when none is known. */
function workerOf(stack: Stack, project: DjangoProject): Process | "another" | null {
  const workers = stack.processes.filter(({ runs }) => runs === "celery");
  const own = workers.find((process) => runsProject(process, project));
  if (own !== undefined) return own;
  return project.variant !== undefined || workers.some(({ settings }) => settings !== null)
    ? "another"
    : null;
}

/** Tasks may run where they are called, without a worker. */
function isEager(project: DjangoProject): boolean {
  return Object.entries(project.others).some(
    ([name, value]) => name.endsWith("ALWAYS_EAGER") && certainValue(value) !== false,
  );
}

const KEPT = ["file", "mail", "syslog", "network", "http", "third-party"];

/** Root's own handlers that write anywhere but to a standard stream: those lines Celery's handler writes too. */
function lostHandlers(project: DjangoProject): readonly EffectiveHandler[] {
  const root = project.tree.loggers[""];
  if (root === undefined) return [];
  return root.handlers.flatMap((key) => {
    const handler = project.tree.handlers[key];
    if (handler?.origin !== "logging" || handler.at === null) return [];
    const { values, complete } = possibleValues(handler.target);
    const isLost = complete && values.length > 0 && values.every(({ kind }) => KEPT.includes(kind));
    const isMail = values.some(({ kind }) => kind === "mail");
    return isLost && !(isMail && hasNoAdmins(project)) ? [handler] : [];
  });
}

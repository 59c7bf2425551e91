import type { DjangoProject, EffectiveHandler, HandlerTarget, LoggerConfig } from "../../src/model/django.ts";
import { certainValue, possibleValues } from "../../src/model/fact.ts";
import { isForDevelopment } from "../../src/model/purpose.ts";
import { mayServe } from "../../src/model/project-processes.ts";
import type { Stack } from "../../src/model/stack.ts";
import type { FileSpan } from "../../src/text/span.ts";

/** The projects whose logs somebody relies on: neither tests nor development. */
export function productionProjects(stack: Stack): readonly DjangoProject[] {
  if (isForDevelopment(stack.purpose)) return [];
  return stack.django.filter((project) => !isForDevelopment(project.purpose));
}

/** Production projects that requests may meet: not the settings as only a worker's or a command's environment makes them. */
export function servingProjects(stack: Stack): readonly DjangoProject[] {
  return productionProjects(stack).filter((project) => mayServe(stack, project));
}

/** Serving projects whose DEBUG is false or comes from the environment, where false is the value that matters. */
export function projectsWithoutDebug(stack: Stack): readonly DjangoProject[] {
  return servingProjects(stack).filter((project) => certainValue(project.DEBUG) !== true);
}

/** True when the whole tree is known: LOGGING is read to the end, and the process starts with it. */
export function isTreeKnown(project: DjangoProject): boolean {
  return project.tree.known && project.tree.open === null && project.logging !== "unknown";
}

/** True when Django's ADMINS is certainly empty, so that AdminEmailHandler mails nobody. */
export function hasNoAdmins(project: DjangoProject): boolean {
  const { values, complete } = possibleValues(project.ADMINS);
  return complete && values.every((value) => value.length === 0);
}

/** Error services beside Django's own mail: they see exceptions whatever LOGGING does. */
export function errorServices(project: DjangoProject): readonly string[] {
  return project.alerting.map(({ name }) => name).filter((name) => name !== "mail_admins");
}

/** Commands that start an error service around the server. */
const WRAPPERS =
  /\b(?:ddtrace-run|newrelic-admin|opentelemetry-instrument|elasticapm-run|appsignal-wrap|sentry)\b/;

export function isWrapped(stack: Stack): boolean {
  const commands = [
    ...stack.processes.map(({ command }) => command),
    ...stack.gunicorn.map(({ command }) => command),
  ];
  return commands.some((command) => command !== null && WRAPPERS.test(command));
}

/** Where LOGGING begins: its opening brace. */
export function loggingPlace(project: DjangoProject): FileSpan {
  const at = project.config?.at;
  if (at === undefined) return { file: project.file, start: 0, end: 0 };
  return { file: at.file, start: at.start, end: Math.min(at.end, at.start + 1) };
}

/** Where a handler's sink is the same as another's: equal streams, or the same known file. */
export function sameTarget(a: EffectiveHandler, b: EffectiveHandler): boolean {
  const first = certainValue(a.target);
  const second = certainValue(b.target);
  if (first === undefined || second === undefined || first.kind !== second.kind) return false;
  if (first.kind === "file" && second.kind === "file") return first.path === second.path;
  return first.kind === "stdout" || first.kind === "stderr" || first.kind === "mail";
}

/** What a target is called in a sentence. */
export function targetName(target: HandlerTarget | undefined): string {
  if (target === undefined) return "its sink";
  switch (target.kind) {
    case "file":
      return target.path;
    case "stdout":
    case "stderr":
      return target.kind;
    case "null":
      return "nowhere";
    case "mail":
      return "mail";
    case "memory":
      return "memory";
    case "queue":
      return "a queue";
    case "syslog":
    case "network":
    case "http":
    case "third-party":
      return target.name;
  }
}

/** Names of the handlers that some logger has. */
export function usedHandlers(project: DjangoProject): ReadonlySet<string> {
  return new Set(Object.values(project.tree.loggers).flatMap(({ handlers }) => handlers));
}

/** "root" or the logger's name. */
export function loggerName(name: string): string {
  return name === "" ? "root" : name;
}

/** Loggers as LOGGING names them, root last. */
export function configuredLoggers(project: DjangoProject): readonly LoggerConfig[] {
  const { config } = project;
  if (config === null) return [];
  return config.root === null ? config.loggers : [...config.loggers, config.root];
}

/** Settings modules share bases: reports each place once. */
export function once(): (at: FileSpan, what?: string) => boolean {
  const seen = new Set<string>();
  return (at, what = "") => {
    const key = `${at.file}:${String(at.start)}:${what}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  };
}

/** `a, b and c`, at most `limit` of them by name. */
export function listed(names: readonly string[], limit = 5): string {
  const shown =
    names.length > limit ? [...names.slice(0, limit), `${String(names.length - limit)} more`] : [...names];
  const last = shown.pop();
  if (last === undefined) return "";
  return shown.length === 0 ? last : `${shown.join(", ")} and ${last}`;
}

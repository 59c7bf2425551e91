import type { DjangoProject } from "../../src/model/django.ts";
import { certainValue, placeOf } from "../../src/model/fact.ts";
import type { GunicornInstance } from "../../src/model/gunicorn.ts";
import { contextsOf, isFileForDevelopment } from "../../src/model/nginx-contexts.ts";
import { processesOf } from "../../src/model/project-processes.ts";
import type { Process, Stack } from "../../src/model/stack.ts";
import { isAbsolute, normalize } from "../../src/text/path.ts";
import type { FileSpan } from "../../src/text/span.ts";
import { hasOwnLogger } from "../gunicorn/instances.ts";

/** A plain file of the machine itself that a part of the stack keeps open and writes. */
export interface LogWriter {
  readonly path: string;
  readonly at: FileSpan;
  /** For people: `gunicorn's accesslog`, `the handler file`. */
  readonly what: string;
  /** "root": a FileHandler that only the root logger has, which gunicorn's USR1 leaves alone. */
  readonly kind: "nginx" | "gunicorn" | "named" | "root" | "stream";
  /** Dotted class of a Django handler. */
  readonly class: string | null;
  readonly process: Process | null;
  readonly gunicorn: GunicornInstance | null;
}

/**
 * The writers of files on the machine that the stack runs on. What runs in a container, or may, is left out: its paths are not
 * the machine's.
 */
export function logWriters(stack: Stack): LogWriter[] {
  const mayBeInside = stack.processes.some((each) => each.container !== null || each.by === "container");
  const outside = (process: Process | null): boolean =>
    process === null ? !mayBeInside : process.container === null && process.by !== "container";
  return [
    ...gunicornWriters(stack),
    ...djangoWriters(stack),
    ...nginxWriters(stack),
    ...streamWriters(stack),
  ].filter((each) => outside(each.process) && isAbsolute(each.path) && !/^\/(?:dev|proc)\//.test(each.path));
}

function gunicornWriters(stack: Stack): LogWriter[] {
  return stack.gunicorn.filter(opensItsOwn).flatMap((gunicorn) =>
    ["accesslog", "errorlog"].flatMap((name): LogWriter[] => {
      const fact = gunicorn.settings[name];
      const path = certainValue(fact);
      const at = placeOf(fact);
      if (typeof path !== "string" || at === undefined) return [];
      const what = `gunicorn's ${name}`;
      const process = processOf(stack, gunicorn);
      return [{ path: normalize(path), at, what, kind: "gunicorn", class: null, process, gunicorn }];
    }),
  );
}

/** A logconfig may put any handler in the place of gunicorn's own, and so may another logger class. */
function opensItsOwn(gunicorn: GunicornInstance): boolean {
  const isEmpty = ["logconfig", "logconfig_dict", "logconfig_json"].every((name) => {
    const fact = gunicorn.settings[name];
    const value = certainValue(fact);
    return (
      fact === undefined ||
      value === null ||
      (typeof value === "object" && !Array.isArray(value) && Object.keys(value).length === 0)
    );
  });
  return isEmpty && hasOwnLogger(gunicorn);
}

function djangoWriters(stack: Stack): LogWriter[] {
  return stack.django.flatMap((project) => {
    const gunicorn = serverOf(stack, project);
    if (gunicorn === null || project.purpose === "development" || project.purpose === "test") return [];
    const { loggers, handlers } = project.tree;
    return Object.entries(handlers).flatMap(([key, handler]): LogWriter[] => {
      const target = certainValue(handler.target);
      const at = placeOf(handler.target) ?? handler.at;
      if (handler.origin !== "logging" || target?.kind !== "file" || !target.exact || at === null) return [];
      const owners = Object.entries(loggers).filter(([, logger]) => logger.handlers.includes(key));
      if (owners.length === 0) return [];
      const isRoot = owners.every(([name]) => name === "");
      const process = processOf(stack, gunicorn);
      const what = `the handler ${handler.name}`;
      const path = normalize(target.path);
      return [{ path, at, what, kind: isRoot ? "root" : "named", class: handler.class, process, gunicorn }];
    });
  });
}

/** The gunicorn that runs the project, when there is no doubt. */
function serverOf(stack: Stack, project: DjangoProject): GunicornInstance | null {
  const named = processesOf(stack, project).filter((each) => each.runs === "gunicorn");
  const found = stack.gunicorn.filter((each) => named.some((process) => process.name === each.name));
  const only = stack.gunicorn.length === 1 && stack.django.length === 1 ? stack.gunicorn[0] : undefined;
  return (found.length === 1 ? found[0] : only) ?? null;
}

function nginxWriters(stack: Stack): LogWriter[] {
  const processes = stack.processes.filter((each) => each.runs === "nginx");
  const process = processes[0] ?? null;
  return stack.nginx
    .filter((nginx) => !isFileForDevelopment(stack, nginx.file))
    .flatMap((nginx) =>
      contextsOf(nginx).flatMap(({ context }) =>
        [...context.accessLogs.filter((log) => !log.off), ...context.errorLogs]
          .filter(({ target }) => !target.placeholder && !/[$:]/.test(target.value))
          .map(({ target, at }): LogWriter => {
            const path = normalize(target.value);
            const what = "nginx";
            return { path, at, what, kind: "nginx", class: null, process, gunicorn: null };
          }),
      ),
    );
}

/** A file that the service manager or a shell opens for a program: the program cannot open it anew. */
function streamWriters(stack: Stack): LogWriter[] {
  return stack.processes
    .filter((each) => each.by !== "supervisor" && each.by !== "container")
    .flatMap((process) =>
      (["stdout", "stderr"] as const).flatMap((name): LogWriter[] => {
        const stream = certainValue(process[name]);
        const at = placeOf(process[name]);
        if (stream?.kind !== "file" || at === undefined) return [];
        const what = `${name} of ${process.name}`;
        const path = normalize(stream.path);
        return [{ path, at, what, kind: "stream", class: null, process, gunicorn: null }];
      }),
    );
}

function processOf(stack: Stack, gunicorn: GunicornInstance): Process | null {
  return stack.processes.find((each) => each.runs === "gunicorn" && each.name === gunicorn.name) ?? null;
}

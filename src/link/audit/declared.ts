import { certainValue, defaultFact, placeOf, unknownFact } from "../../model/fact.ts";
import type { HostLog } from "../../model/host.ts";
import { UNKNOWN_ACCESS } from "../../model/launch.ts";
import { contextsOf } from "../../model/nginx-contexts.ts";
import type { NginxInstance } from "../../model/nginx.ts";
import { openedFiles } from "../../model/opened-files.ts";
import { isForDevelopment } from "../../model/purpose.ts";
import type { Process, Stack } from "../../model/stack.ts";
import type { FileSpan } from "../../text/span.ts";
import { isAbsolute, normalize } from "../../text/path.ts";

/** A log file that the files of a server name, and who opens it. */
export interface DeclaredLog {
  readonly path: string;
  readonly at: FileSpan;
  readonly what: string;
  readonly kind: HostLog["kind"];
  readonly process: Process;
  /** Name of the user that opens it; null when not known. */
  readonly user: string | null;
  /** Its group and the supplementary ones, where the files name them. */
  readonly groups: readonly string[] | null;
  /** See HostLog. */
  readonly opensAtStart: boolean;
  readonly speaksAtStart: boolean;
  /** Directories that the settings make themselves. */
  readonly makes: readonly string[];
}

/** Every log file with a path that is known, of everything that runs outside of containers. */
export function declaredLogs(stack: Stack): DeclaredLog[] {
  if (isForDevelopment(stack.purpose)) return [];
  return [...serverLogs(stack), ...nginxLogs(stack), ...streamLogs(stack)].filter(
    ({ path, process }) => isAbsolute(path) && !/^\/(?:dev|proc)\//.test(path) && process.container === null,
  );
}

/** What gunicorn and Django open. */
function serverLogs(stack: Stack): DeclaredLog[] {
  const unused = new Set(
    stack.django.filter((project) => isForDevelopment(project.purpose)).flatMap((project) => project.files),
  );
  return openedFiles(stack).flatMap((file): DeclaredLog[] => {
    const { process } = file;
    if (process.runs === "nginx" || unused.has(file.at.file)) return [];
    const kind =
      file.what === "accesslog" ? "gunicorn.access" : file.what === "errorlog" ? "gunicorn.error" : "django";
    const user = certainValue(file.user) ?? null;
    const own = certainValue(process.user) === user ? (certainValue(process.groups) ?? null) : null;
    const what = kind === "django" ? file.what : `gunicorn's ${file.what}`;
    const { path, at, makes } = file;
    const level = certainValue(
      stack.gunicorn.find(({ name }) => name === process.name)?.settings["loglevel"],
    );
    const speaksAtStart =
      kind === "gunicorn.error" && typeof level === "string" && /^(?:info|debug)$/i.test(level);
    const opensAtStart = kind !== "django" || !mayDelay(stack, file.what);
    return [{ path, at, what, kind, process, user, groups: own, makes, opensAtStart, speaksAtStart }];
  });
}

/** A handler with `delay` opens its file with the first record. */
function mayDelay(stack: Stack, what: string): boolean {
  return stack.django.some((project) =>
    (project.config?.handlers ?? []).some(
      ({ name, options }) =>
        what === `the handler ${name}` &&
        Object.hasOwn(options, "delay") &&
        certainValue(options["delay"]) !== false,
    ),
  );
}

/** nginx opens every log that its configuration names, as the user that starts it, whether a request meets it or not. */
function nginxLogs(stack: Stack): DeclaredLog[] {
  return stack.nginx.flatMap((nginx) => {
    const process = nginxProcess(stack, nginx) ?? standIn(stack, nginx);
    if (process === null || nginx.scope !== "main") return [];
    return contextsOf(nginx).flatMap(({ context }) =>
      [...context.accessLogs.filter((log) => !log.off), ...context.errorLogs]
        .filter(({ target }) => !target.placeholder && !/[$:]/.test(target.value))
        .map((log): DeclaredLog => {
          const isAccess = "off" in log;
          return {
            path: normalize(log.target.value),
            at: log.target.at,
            what: isAccess ? "nginx's access_log" : "nginx's error_log",
            kind: isAccess ? "nginx.access" : "nginx.error",
            process,
            user: certainValue(process.user) ?? "root",
            groups: null,
            makes: [],
            opensAtStart: true,
            speaksAtStart:
              "level" in log &&
              context === nginx.root &&
              (log.level === "notice" || log.level === "info" || log.level === "debug"),
          };
        }),
    );
  });
}

/** The process that runs an nginx: of several the one that names its main file, else the first that stays. */
export function nginxProcess(stack: Stack, nginx: NginxInstance): Process | null {
  const all = stack.processes.filter(
    (each) => each.runs === "nginx" && each.container === null && !/\sExecStartPre$/.test(each.name),
  );
  const named = all.filter((each) => each.command.includes(nginx.file));
  return named[0] ?? all[0] ?? null;
}

/** An image may hold nginx and nothing that starts it: it will be root then. Null where it runs in a container of the stack. */
function standIn(stack: Stack, nginx: NginxInstance): Process | null {
  if (stack.processes.some(({ container }) => container !== null)) return null;
  const unknown = unknownFact<never>("nothing here says who starts nginx");
  return {
    name: "nginx",
    runs: "nginx",
    by: "unknown",
    command: "nginx",
    at: { file: nginx.file, start: 0, end: 0 },
    user: defaultFact("root", "nginx is started as root"),
    cwd: unknown,
    environment: {},
    environmentComplete: false,
    stdout: unknown,
    stderr: unknown,
    count: defaultFact(1, "one command, one process"),
    settings: null,
    groups: unknown,
    umask: unknown,
    access: UNKNOWN_ACCESS,
    container: null,
    via: [],
  };
}

/** Files that the service manager opens for the output of a process. */
function streamLogs(stack: Stack): DeclaredLog[] {
  return stack.processes.flatMap((process) => {
    if (process.by !== "systemd" && process.by !== "supervisor") return [];
    return (["stdout", "stderr"] as const).flatMap((name): DeclaredLog[] => {
      const stream = certainValue(process[name]);
      const at = placeOf(process[name]);
      if (stream?.kind !== "file" || at === undefined) return [];
      const what = `${name} of ${process.name}`;
      const path = normalize(stream.path);
      // systemd opens it before the user changes; supervisord runs as root unless its file says otherwise
      const own = { what, kind: "stream" as const, process, user: "root", groups: null, makes: [] };
      return [{ path, at, ...own, opensAtStart: true, speaksAtStart: false }];
    });
  });
}

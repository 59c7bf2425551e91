import type { FileSpan } from "../text/span.ts";
import { dirname, isAbsolute, normalize } from "../text/path.ts";
import { certainValue, defaultFact, placeOf, type Fact } from "./fact.ts";
import type { ProvidedPath, AccessRule } from "./launch.ts";
import { contextsOf } from "./nginx-contexts.ts";
import { processesOf } from "./project-processes.ts";
import type { Process, Stack } from "./stack.ts";

/** A log file that a process opens, and as whom. Paths are absolute, as the process sees them. */
export interface OpenedFile {
  readonly path: string;
  /** Where the path is written. */
  readonly at: FileSpan;
  /** For people: `accesslog`, `the handler file`, `access_log`. */
  readonly what: string;
  readonly process: Process;
  /** The user that opens it: gunicorn's own logs are opened by the master before it changes users, Django's by the workers after. */
  readonly user: Fact<string>;
  /** Directories that the settings make themselves before the file is opened. */
  readonly makes: readonly string[];
}

/** Every log file whose path and process are known. */
export function openedFiles(stack: Stack): OpenedFile[] {
  return [...gunicornFiles(stack), ...djangoFiles(stack), ...nginxFiles(stack)].filter(
    (file) => isAbsolute(file.path) && !isDevice(file.path),
  );
}

function gunicornFiles(stack: Stack): OpenedFile[] {
  const found: OpenedFile[] = [];
  for (const gunicorn of stack.gunicorn) {
    const process = stack.processes.find((each) => each.runs === "gunicorn" && each.name === gunicorn.name);
    if (process === undefined) continue;
    for (const name of ["accesslog", "errorlog"]) {
      const fact = gunicorn.settings[name];
      const path = certainValue(fact);
      const at = placeOf(fact);
      if (typeof path === "string" && at !== undefined)
        found.push({ path: normalize(path), at, what: name, process, user: process.user, makes: [] });
    }
  }
  return found;
}

function djangoFiles(stack: Stack): OpenedFile[] {
  const found: OpenedFile[] = [];
  for (const project of stack.django) {
    for (const process of processesOf(stack, project)) {
      const gunicorn = stack.gunicorn.find(
        (each) => process.runs === "gunicorn" && each.name === process.name,
      );
      const changed = gunicorn?.settings["user"];
      const worker = certainValue(changed);
      const user: Fact<string> =
        changed?.state === "set" && (typeof worker === "string" || typeof worker === "number")
          ? { ...changed, value: String(worker) }
          : process.user;
      for (const handler of Object.values(project.tree.handlers)) {
        const target = certainValue(handler.target);
        if (handler.origin !== "logging" || target?.kind !== "file" || !target.exact || handler.at === null)
          continue;
        const at = placeOf(handler.target) ?? handler.at;
        const makes = project.makes.map((made) => made.path);
        found.push({
          path: normalize(target.path),
          at,
          what: `the handler ${handler.name}`,
          process,
          user,
          makes,
        });
      }
    }
  }
  return found;
}

/** nginx opens its logs as the user that starts it (`ngx_cycle.c`), root unless the container or unit says otherwise. */
function nginxFiles(stack: Stack): OpenedFile[] {
  const processes = stack.processes.filter((each) => each.runs === "nginx");
  const [process] = processes;
  if (process === undefined || processes.length > 1 || stack.nginx.length !== 1) return [];
  const user =
    process.user.state === "unknown" ? defaultFact("root", "nginx is started as root") : process.user;
  return stack.nginx.flatMap((nginx) =>
    contextsOf(nginx).flatMap(({ context }) =>
      [...context.accessLogs.filter((log) => !log.off), ...context.errorLogs]
        .filter((log) => !log.target.placeholder && !log.target.value.includes("$"))
        .map((log): OpenedFile => {
          const what = "off" in log ? "access_log" : "error_log";
          return { path: normalize(log.target.value), at: log.target.at, what, process, user, makes: [] };
        }),
    ),
  );
}

function isDevice(path: string): boolean {
  return path.startsWith("/dev/") || path.startsWith("/proc/");
}

/** Directories of every Linux system that root owns and only root may write. */
const SYSTEM = new Set([
  "/",
  "/etc",
  "/opt",
  "/srv",
  "/usr",
  "/usr/local",
  "/usr/share",
  "/var",
  "/var/lib",
  "/var/log",
  "/var/spool",
]);
const OPEN_TO_ALL = new Set(["/tmp", "/var/tmp", "/dev/shm"]);

/** What is known of a directory as a process finds it. */
export type DirectoryKnowledge =
  | { readonly kind: "provided"; readonly path: ProvidedPath }
  | { readonly kind: "system" }
  | { readonly kind: "open-to-all" }
  /** A mount, a tmpfs or a symbolic link decides, or the settings make it themselves. */
  | { readonly kind: "elsewhere" }
  /** Everything that could create it is known, and nothing does. */
  | { readonly kind: "missing" }
  | { readonly kind: "unknown" };

/** What the process finds where the directory of `file` should be. */
export function directoryOf(file: OpenedFile): DirectoryKnowledge {
  const directory = dirname(file.path);
  const { access, container } = file.process;
  if (file.makes.some((made) => normalize(made) === directory || directory.startsWith(`${normalize(made)}/`)))
    return { kind: "elsewhere" };
  const mounted = container?.maps.some(
    (map) => map.kind !== "copy" && (directory === map.inside || directory.startsWith(`${map.inside}/`)),
  );
  if (mounted === true || access.rules.some((rule) => rule.kind === "tmpfs" && covers(rule.path, directory)))
    return { kind: "elsewhere" };
  const linked = access.provides.some((each) => each.linksTo !== undefined && covers(each.path, file.path));
  if (linked) return { kind: "elsewhere" };
  const provided = access.provides.findLast((each) => each.isDirectory && normalize(each.path) === directory);
  if (provided !== undefined) return { kind: "provided", path: provided };
  if (OPEN_TO_ALL.has(directory)) return { kind: "open-to-all" };
  if (SYSTEM.has(directory)) return { kind: "system" };
  const copied = container?.maps.some((map) => map.kind === "copy" && covers(map.inside, directory)) === true;
  return access.complete && !copied ? { kind: "missing" } : { kind: "unknown" };
}

/** The sandbox rule in force for a path: of those that cover it the deepest, the last of equals. */
export function ruleFor(file: OpenedFile): AccessRule | undefined {
  let best: AccessRule | undefined;
  for (const rule of file.process.access.rules) {
    if (covers(rule.path, file.path) && (best === undefined || rule.path.length >= best.path.length))
      best = rule;
  }
  return best;
}

function covers(directory: string, path: string): boolean {
  const base = normalize(directory);
  return base === "/" || path === base || path.startsWith(`${base}/`);
}

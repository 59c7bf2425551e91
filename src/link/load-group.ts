import type { FoundFile } from "../discover/discover.ts";
import type { ServerUse } from "./load-django-projects.ts";
import { uvicornLogging } from "../loaders/programs/uvicorn-logging.ts";
import type { Fact } from "../model/fact.ts";
import type { GunicornInstance } from "../model/gunicorn.ts";
import type { NginxInstance } from "../model/nginx.ts";
import type { MissedVariable, Process } from "../model/stack.ts";
import type { PythonModule } from "../read/python/tree.ts";
import type { FileSystem } from "../text/file-system.ts";
import { containerNginx } from "./container-nginx.ts";
import type { Containers } from "./containers.ts";
import type { LinkedLaunch } from "./follow-launches.ts";
import { linkGunicorn, processOf } from "./load-process.ts";
import { missedVariables } from "./missed-variables.ts";
import { evaluatorEnvironment } from "./process-environment.ts";
import { rawEnvironment, settingsOfProcess } from "./process-settings.ts";

export interface GroupRequest {
  readonly fs: FileSystem;
  readonly launches: readonly LinkedLaunch[];
  readonly files: readonly FoundFile[];
  readonly homes: readonly string[];
  readonly versions: { readonly gunicorn: Fact<string>; readonly uvicorn: Fact<string> };
  readonly nginxVersion: string | null;
  readonly containers: Containers;
  /** The settings module that every Django process runs, when the caller says so. */
  readonly settings: string | null;
  readonly readCache: Map<string, PythonModule>;
}

/** The processes of a deployment, the gunicorns among them, and which settings module each uses. */
export interface LoadedGroup {
  readonly processes: readonly Process[];
  readonly gunicorn: readonly GunicornInstance[];
  /** Those whose container's files are known. */
  readonly nginx: readonly NginxInstance[];
  readonly uses: readonly ServerUse[];
  readonly missed: readonly MissedVariable[];
}

/** Settings are taken from the process that serves, before those that only work beside it. */
const RANK: Readonly<Record<string, number>> = {
  gunicorn: 0,
  uvicorn: 1,
  daphne: 1,
  hypercorn: 1,
  uwsgi: 1,
  celery: 2,
  "manage.py": 3,
};

export function loadGroup(request: GroupRequest): LoadedGroup {
  const { fs, launches, files, homes, versions, readCache } = request;
  const configFiles = files.filter((file) => file.as === "gunicorn").map((file) => file.file);
  const processes: Process[] = [];
  const gunicorn: GunicornInstance[] = [];
  const nginx: NginxInstance[] = [];
  const missed: MissedVariable[] = [];
  const uses: (ServerUse & { rank: number })[] = [];
  const names = new Map<string, number>();
  for (const linked of launches) {
    const runs = runsOf(linked);
    if (runs === null) continue;
    const name = uniqueName(nameOf(linked, launches), names);
    const version = versions.gunicorn;
    const own =
      runs === "gunicorn" ? linkGunicorn({ fs, linked, name, configFiles, version, readCache }) : undefined;
    if (own !== undefined) {
      const again = (other: LinkedLaunch): GunicornInstance =>
        linkGunicorn({ fs, linked: other, name, configFiles, version, readCache });
      gunicorn.push(own);
      missed.push(...missedVariables({ fs, linked, gunicorn: own, files, again }));
    }
    if (runs === "nginx") {
      const inside = containerNginx(fs, linked, request.containers, name, request.nginxVersion);
      if (inside !== null) nginx.push(inside);
    }
    const choice =
      runs === "nginx" || runs === "other"
        ? null
        : settingsOfProcess(fs, linked, own, homes, request.settings);
    const process = processOf(linked, name, runs, choice?.settings ?? null);
    const { values } = linked.launch.environment;
    processes.push(
      runs === "uvicorn"
        ? { ...process, uvicorn: uvicornLogging(linked.args, values, versions.uvicorn) }
        : process,
    );
    if (choice !== null) {
      uses.push({
        process: name,
        settings: choice.settings,
        at: choice.at,
        environment: evaluatorEnvironment(linked.launch.environment, rawEnvironment(own)),
        place: linked.place,
        cwd: linked.launch.cwd,
        chdir: own?.settings["chdir"],
        rank: RANK[runs] ?? 4,
      });
    }
  }
  return { processes, gunicorn, nginx, missed, uses: uses.sort((a, b) => a.rank - b.rank) };
}

function runsOf(linked: LinkedLaunch): Process["runs"] | null {
  // `nginx -t` looks at the configuration, `nginx -s` at the running master: neither serves
  if (
    linked.program === "nginx" &&
    linked.args.some(({ value }) => /^-(?:[tTqvV]*[tTvV]|s)$/.test(value ?? ""))
  )
    return null;
  switch (linked.program) {
    case "shell":
    case "supervisord":
    case "other":
      return null;
    default:
      return linked.program;
  }
}

/** The service's name; with what it runs where one service runs several programs: `web: manage.py migrate`. */
function nameOf(linked: LinkedLaunch, all: readonly LinkedLaunch[]): string {
  const { launch, program, args } = linked;
  const same = all.filter(
    (each) =>
      each.launch.name === launch.name &&
      each.launch.deployment === launch.deployment &&
      runsOf(each) !== null,
  );
  if (
    same.length === 1 ||
    (program === "gunicorn" && same.filter((each) => each.program === "gunicorn").length === 1)
  )
    return launch.name;
  const verb = program === "manage.py" ? (args[0]?.value ?? "") : "";
  return `${launch.name}: ${program}${verb === "" ? "" : ` ${verb}`}`;
}

function uniqueName(name: string, names: Map<string, number>): string {
  const count = (names.get(name) ?? 0) + 1;
  names.set(name, count);
  return count === 1 ? name : `${name} (${String(count)})`;
}

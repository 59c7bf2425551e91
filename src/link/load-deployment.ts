import type { FoundFile } from "../discover/discover.ts";
import { purposeOfPath } from "../discover/purpose.ts";
import { serverLogging } from "../loaders/programs/server-logging.ts";
import { loadRotations } from "../loaders/logrotate/load-rotations.ts";
import { loadVersions, type Versions } from "../loaders/requirements/load-versions.ts";
import { certainValue } from "../model/fact.ts";
import type { Gap } from "../model/problem.ts";
import type { Purpose, ReadFile, Technology } from "../model/purpose.ts";
import type { Process, Stack } from "../model/stack.ts";
import type { PythonModule } from "../read/python/tree.ts";
import type { FileSystem } from "../text/file-system.ts";
import { basename, dirname, isInside, normalize, relative } from "../text/path.ts";
import { withBuiltLogs } from "./built-log-files.ts";
import { beside } from "./beside.ts";
import { collectLaunches, type CollectedLaunches } from "./collect-launches.ts";
import type { Deployment } from "./deployments.ts";
import { distinctGaps } from "./distinct-gaps.ts";
import { bareEnvironment, type Given } from "./given.ts";
import type { LinkedLaunch } from "./follow-launches.ts";
import { groupLaunches, type LaunchGroup } from "./group-launches.ts";
import { withKnown, type KnownVersions } from "./known-versions.ts";
import { loadDjangoProjects } from "./load-django-projects.ts";
import { loadGroup } from "./load-group.ts";
import { loadGunicornFiles } from "./load-gunicorn-files.ts";
import { loadNginxFiles } from "./load-nginx-files.ts";
import { loadRunserver } from "./load-runserver.ts";
import { nginxOfGroup } from "./nginx-of-group.ts";
import { proxyLinks } from "./proxy-links.ts";
import { withActivatedSockets } from "./activated-sockets.ts";

/** Reads the files of one site and joins them into a stack for each way in which it is deployed; suppressions are added by the caller. */
export function loadDeployment(
  fs: FileSystem,
  deployment: Deployment,
  paths: readonly string[],
  known: KnownVersions & { readonly file: string },
  given: Given,
): Stack[] {
  const purposeOf = (file: string): Purpose => purposeOfPath(belowGiven(file, paths));
  const homes = homesOf(fs, deployment, paths);
  const { files } = deployment;
  const requirements = files.filter((file) => file.as === "requirements").map((file) => file.file);
  const versions = withKnown(loadVersions(fs, requirements), known);
  if (given.as === "runserver") {
    const { django: version } = versions;
    return loadRunserver({ fs, name: deployment.name, files, version, given, readCache: new Map() });
  }
  const collected = collectLaunches({
    fs,
    files: deployment.files,
    homes,
    purposeOf,
    launches: deployment.launches ?? [],
    given,
  });
  const groups = groupLaunches(collected.launches);
  const shared: Shared = {
    fs,
    deployment,
    purposeOf,
    homes,
    collected,
    versions,
    nginxVersion: known.nginx ?? null,
    readCache: new Map(),
    claimed: new Set(),
    given,
  };
  const purpose = purposeOf(deployment.name);
  const [only] = groups;
  if (groups.length <= 1) {
    const launches = only?.launches ?? [];
    const whole = { label: deployment.name, purpose, launches, deployments: null };
    return [loadStack(shared, whole, true)];
  }
  const first = groups.find((group) => group.purpose !== "development" && group.purpose !== "test") ?? only;
  const stackOf = (group: LaunchGroup): Stack => {
    const label =
      deployment.name === "site" || isInside(deployment.name, group.label)
        ? group.label
        : `${deployment.name}: ${group.label}`;
    return loadStack(
      shared,
      { ...group, label, purpose: group.purpose === "unknown" ? purpose : group.purpose },
      group === first,
    );
  };
  // The main one comes last: what the others load is not left over for it.
  const stacks = new Map(groups.filter((group) => group !== first).map((group) => [group, stackOf(group)]));
  return groups.map((group) => stacks.get(group) ?? stackOf(group));
}

interface Shared {
  readonly fs: FileSystem;
  readonly deployment: Deployment;
  readonly purposeOf: (file: string) => Purpose;
  readonly homes: readonly string[];
  readonly collected: CollectedLaunches;
  readonly versions: Versions;
  readonly nginxVersion: string | null;
  readonly readCache: Map<string, PythonModule>;
  /** The gunicorn config files that the stacks made so far load. */
  readonly claimed: Set<string>;
  readonly given: Given;
}

type Group = Omit<LaunchGroup, "deployments"> & { readonly deployments: ReadonlySet<string> | null };

/** `isMain`: the stack that also takes what no deployment claims. */
function loadStack(shared: Shared, group: Group, isMain: boolean): Stack {
  const { fs, deployment, purposeOf, homes, collected, versions, nginxVersion, readCache, given } = shared;
  const { files } = deployment;
  const { containers } = collected;
  const { launches } = group;
  const loaded = loadGroup({
    fs,
    launches,
    files,
    homes,
    versions,
    nginxVersion,
    containers,
    settings: given.settings,
    readCache,
  });
  const used = new Set(loaded.gunicorn.flatMap((each) => each.configFile ?? []));
  for (const file of used) shared.claimed.add(file);
  const others = shared.claimed;
  const unclaimed = isMain ? files.filter((file) => !others.has(file.file)) : [];
  const loose = loadGunicornFiles(fs, unclaimed, readCache, versions.gunicorn, bareEnvironment(given));
  const started = loaded.gunicorn.map((each) => withActivatedSockets(each, collected.sockets));
  const gunicorn = [...started, ...loose];
  const nginxFiles = nginxOfGroup(files, group.launches, collected.launches, isMain);
  const inContainers = new Set(loaded.nginx.flatMap((instance) => instance.files));
  const nginx = [
    ...loaded.nginx,
    ...loadNginxFiles(
      fs,
      nginxFiles.filter(({ file }) => !inContainers.has(file)),
      nginxVersion,
    ),
  ];
  const asked = { fs, files, uses: loaded.uses, version: versions.django, given, readCache };
  const projects = loadDjangoProjects(asked);
  const inUse = new Set(loaded.processes.flatMap((process) => process.settings ?? []));
  const django = projects
    .filter(
      ({ project, found }) =>
        isMain || inUse.size === 0 || inUse.has(project.settings) || (found.served && inUse.size === 0),
    )
    .map(({ project }) => project);
  const variants = new Map(
    projects.flatMap(({ project, processes: names }) => names.map((name) => [name, project.variant])),
  );
  const served = loaded.processes.map((process): Process => {
    const variant = variants.get(process.name);
    return variant === undefined ? process : { ...process, variant };
  });
  const processes = withBuiltLogs({
    processes: served,
    launches,
    containers,
    homes,
    django,
    projects: asked,
  });
  const isOwn = (owner: string | null): boolean =>
    owner === null || group.deployments === null || group.deployments.has(owner);
  const services = collected.services.filter((service) => isOwn(service.deployment));

  const read = new Map<string, ReadFile>();
  const note = (file: string, as: Technology, purpose: Purpose, template: string | null = null): void => {
    if (read.has(file)) return;
    const entry: ReadFile = { file, as, purpose, stack: group.label };
    read.set(file, template === null ? entry : { ...entry, template });
  };
  for (const instance of nginx) {
    const templates = new Map(instance.templates?.map(({ file, language }) => [file, language]));
    for (const file of instance.files) {
      if (instance.imageFiles?.includes(file) === true) continue;
      note(file, "nginx", purposeOf(file), templates.get(file) ?? null);
    }
  }
  for (const { configFile } of gunicorn) {
    if (configFile !== null) note(configFile, "gunicorn", purposeOf(configFile));
  }
  for (const project of django) for (const file of project.files) note(file, "django", project.purpose);
  for (const file of entryModules(files)) note(file, "django", purposeOf(file));
  for (const { file, as, deployment: owner } of collected.read)
    if (isOwn(owner) || isMain) note(file, as, purposeOf(file));
  for (const file of given.files) note(file, "env", purposeOf(file));
  const stanzas = files.filter((file) => file.as === "logrotate").map((file) => file.file);
  for (const file of stanzas) note(file, "logrotate", purposeOf(file));
  for (const file of versions.files) note(file, "requirements", purposeOf(file));

  const links = proxyLinks({
    nginx,
    gunicorn,
    processes,
    hosts: (name) => {
      const process = processes.find((each) => each.name === name);
      if (process?.container == null) return [];
      const own = services.find((service) => service.name === process.container?.name);
      return own === undefined ? [process.container.name] : [own.name, ...own.hosts];
    },
    sockets: (name) =>
      collected.sockets.flatMap(({ service, address, at }) =>
        service === name && address !== null ? [{ address, at }] : [],
      ),
  });
  const gaps: Gap[] = [
    ...nginx,
    ...gunicorn,
    ...django,
    ...group.launches.map(({ launch }) => launch),
  ].flatMap((each) => [...each.gaps]);
  return {
    name: group.label,
    purpose: group.purpose,
    files: [...read.values()],
    nginx,
    gunicorn,
    django,
    processes,
    rotations: [
      ...loadRotations(fs, stanzas),
      ...collected.rotations
        .filter((each) => isOwn(each.deployment))
        .map(({ pattern, by, reopens, limitAt, at }) => ({
          pattern,
          by,
          reopens,
          ...(limitAt === undefined ? {} : { limitAt }),
          at,
        })),
    ],
    ...beside({ fs, stanzas, processes }),
    ...(loaded.missed.length === 0 ? {} : { missedVariables: loaded.missed }),
    links,
    suppressions: [],
    gaps: distinctGaps([
      ...gaps,
      ...unfollowed(processes, launches),
      ...(isMain ? problemGaps(collected) : []),
    ]),
  };
}

/** Servers that write logs of their own, which nothing here follows: what their command line says of them. */
function unfollowed(processes: readonly Process[], launches: readonly LinkedLaunch[]): Gap[] {
  return processes.flatMap(({ name, runs, at, uvicorn }): Gap[] => {
    if (uvicorn !== undefined && certainValue(uvicorn.config) === null) return [];
    if (runs !== "uvicorn" && runs !== "daphne" && runs !== "hypercorn" && runs !== "uwsgi") return [];
    const linked = launches.find((each) => each.launch.at === at);
    const known =
      linked === undefined ? "" : `: ${serverLogging(runs, linked.args, linked.launch.environment.values)}`;
    const why = `it serves the app; its own logging is not followed${known}`;
    return [{ what: name === runs ? runs : `${runs} of ${name}`, why, at }];
  });
}

/** What the readers of the surroundings refuse: nothing else tells of it. */
function problemGaps({ problems, gaps }: CollectedLaunches): Gap[] {
  return [
    ...gaps,
    ...problems.map(({ message, at, consequence }) => ({
      what: message,
      why: consequence ?? "the program refuses it",
      at,
    })),
  ];
}

/** Folders that may lie on the server as they are: where manage.py is, what the user named, the folders above. */
function homesOf(fs: FileSystem, deployment: Deployment, paths: readonly string[]): string[] {
  const managed = deployment.files
    .filter((file) => basename(file.file) === "manage.py")
    .map((file) => dirname(normalize(file.file)));
  const named = [...paths.map(normalize), deployment.name].filter((path) => fs.kindOf(path) === "directory");
  const modules = deployment.files
    .filter((file) => file.as === "django")
    .map((file) => dirname(dirname(normalize(file.file))));
  return [...new Set([...managed, ...named, ".", ...modules])];
}

/** manage.py, wsgi.py and asgi.py are read to find the settings. */
function entryModules(files: readonly FoundFile[]): string[] {
  return files
    .filter((file) => file.as === "django" && /^(?:manage|.*wsgi.*|.*asgi.*)\.py$/.test(basename(file.file)))
    .map((file) => file.file);
}

/** The path below the operand that led to it: only what the user did not name himself says what a file is for. */
function belowGiven(path: string, paths: readonly string[]): string {
  const above = paths.map((each) => normalize(each)).filter((each) => isInside(each, path));
  const nearest = above.sort((a, b) => b.length - a.length)[0];
  if (nearest === undefined || nearest === ".") return path;
  return relative(nearest, path);
}

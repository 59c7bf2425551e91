import { discover, type FoundFile } from "../../discover/discover.ts";
import { nginxVersion, pythonPackage } from "../../loaders/host/installed-versions.ts";
import type { HostFiles } from "../../text/host-files.ts";
import { isAbsolute, isInside } from "../../text/path.ts";
import { projectOf, projectsBelow } from "./projects.ts";
import type { HostPlaces } from "./places.ts";
import type { Launch } from "../../model/launch.ts";
import type { Deployment } from "../deployments.ts";
import type { LinkedLaunch } from "../follow-launches.ts";
import type { KnownVersions } from "../known-versions.ts";

export interface HostDeploymentsRequest {
  readonly files: HostFiles;
  readonly places: HostPlaces;
  readonly configuration: readonly FoundFile[];
  /** Everything that the configuration starts, and what runs besides. */
  readonly launches: readonly LinkedLaunch[];
  /** What runs and no file explains. */
  readonly unexplained: readonly Launch[];
}

/** One deployment for each Django project that something runs; nginx, supervisor and logrotate belong to all of them. */
export function hostDeployments(request: HostDeploymentsRequest): Deployment[] {
  const { files, places, configuration, launches, unexplained } = request;
  const projects = new Map<string, LinkedLaunch[]>();
  const homeless: LinkedLaunch[] = [];
  for (const linked of launches) {
    if (linked.program === "nginx" || linked.program === "supervisord") continue;
    if (linked.program === "other" || linked.program === "shell") continue;
    const project = projectOf(files, linked);
    if (project === null) homeless.push(linked);
    else projects.set(project, [...(projects.get(project) ?? []), linked]);
  }
  const roots = [...projects.keys()].filter((root, _, all) =>
    all.every((other) => other === root || !isInside(other, root)),
  );
  const asked = roots.length > 0 || launches.some(({ program }) => program === "gunicorn");
  const homes = asked ? roots : projectsBelow(files, places.projects);
  if (homes.length === 0) {
    return configuration.length === 0 && unexplained.length === 0
      ? []
      : [deployment("this server", configuration, unexplained, launches, files)];
  }
  const ownerOf = (linked: LinkedLaunch): string | undefined => {
    const project = projectOf(files, linked);
    return project === null ? undefined : homes.find((home) => isInside(home, project));
  };
  return homes.map((home, index) => {
    const own = launches.filter(
      (each) => (ownerOf(each) ?? (homeless.includes(each) ? homes[0] : home)) === home,
    );
    const foreign = new Set(launches.filter((each) => !own.includes(each)).flatMap((each) => unitOf(each)));
    for (const each of own) for (const file of unitOf(each)) foreign.delete(file);
    const kept = configuration.filter(({ file }) => !foreign.has(file));
    const extra = unexplained.filter((launch) =>
      own.some(({ launch: { by, at, via } }) =>
        [at, ...via].some((place) => by === launch.by && place.file === launch.at.file),
      ),
    );
    const python = discover({ fs: files, paths: [home] }).files.filter(({ as }) => as === "django");
    return deployment(home, [...kept, ...python], index === 0 || extra.length > 0 ? extra : [], own, files);
  });
}

/** The unit that starts it. */
function unitOf({ launch }: LinkedLaunch): string[] {
  return launch.by === "systemd" ? [launch.at.file, ...launch.via.map((at) => at.file)] : [];
}

function deployment(
  name: string,
  files: readonly FoundFile[],
  extra: readonly Launch[],
  launches: readonly LinkedLaunch[],
  host: HostFiles,
): Deployment {
  return { name, files, launches: extra, versions: versionsOf(host, launches) };
}

/** What is installed where the programs run from. */
function versionsOf(
  host: HostFiles,
  launches: readonly LinkedLaunch[],
): KnownVersions & { readonly file: string } {
  const nginx = nginxVersion(host);
  const programs = launches.flatMap(({ launch }) =>
    launch.words.flatMap(({ value }) =>
      value !== null && isAbsolute(value) && /\/bin\//.test(value) ? [value] : [],
    ),
  );
  const find = (name: string): { version: string; file: string } | null => {
    for (const program of programs.length > 0 ? programs : ["/usr/bin/python3"]) {
      const found = pythonPackage(host, program, name);
      if (found !== null) return found;
    }
    return null;
  };
  const gunicorn = find("gunicorn");
  const django = find("django");
  return {
    file: django?.file ?? gunicorn?.file ?? nginx?.file ?? "",
    ...(nginx === null ? {} : { nginx: nginx.version }),
    ...(gunicorn === null ? {} : { gunicorn: gunicorn.version }),
    ...(django === null ? {} : { django: django.version }),
  };
}

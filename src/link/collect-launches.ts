import type { FoundFile } from "../discover/discover.ts";
import { composeProjects, loadCompose, type ComposeService } from "../loaders/compose/load-compose.ts";
import { loadCrontab } from "../loaders/cron/load-crontab.ts";
import type { BuiltImage } from "../loaders/docker/built-image.ts";
import { loadDockerfile } from "../loaders/docker/load-dockerfile.ts";
import { parseImage } from "../loaders/images/image-reference.ts";
import { loadKubernetes } from "../loaders/kubernetes/load-kubernetes.ts";
import { loadMakefile } from "../loaders/make/load-makefile.ts";
import { loadProcfile } from "../loaders/procfile/load-procfile.ts";
import { loadSupervisor } from "../loaders/supervisor/load-supervisor.ts";
import { loadUnits, type LoadedUnits } from "../loaders/systemd/load-units.ts";
import { unknownSurroundings, type Launch } from "../model/launch.ts";
import type { Gap, Problem } from "../model/problem.ts";
import type { Purpose, Technology } from "../model/purpose.ts";
import type { Rotation } from "../model/stack.ts";
import { isUnreadable, type FileSystem } from "../text/file-system.ts";
import { dirname } from "../text/path.ts";
import { noteContainers, type Containers } from "./containers.ts";
import {
  followLaunches,
  MOST_LAUNCHES,
  tooManyLaunches,
  type FollowedAll,
  type LinkedLaunch,
} from "./follow-launches.ts";
import { withGiven, type Given } from "./given.ts";
import { dockerfilesOfManifests } from "./manifest-images.ts";
import { supervisordOf, supervisorFiles, supervisorHere } from "./supervised.ts";

export interface CollectRequest {
  readonly fs: FileSystem;
  readonly files: readonly FoundFile[];
  readonly homes: readonly string[];
  readonly purposeOf: (file: string) => Purpose;
  readonly given: Given;
  /** Launches that no file holds. */
  readonly launches?: readonly Launch[];
}

/** Everything that the files of one site start. */
export interface CollectedLaunches {
  readonly launches: readonly LinkedLaunch[];
  readonly containers: Containers;
  readonly sockets: LoadedUnits["sockets"];
  readonly rotations: readonly (Rotation & { readonly deployment: string })[];
  /** Compose services, for their host names. */
  readonly services: readonly (ComposeService & { readonly deployment: string })[];
  /** Files that were read, with the deployment that they belong to; null: to all. */
  readonly read: readonly {
    readonly file: string;
    readonly as: Technology;
    readonly deployment: string | null;
  }[];
  readonly problems: readonly Problem[];
  readonly gaps: readonly Gap[];
}

/** Reads units, programs, compose projects, Dockerfiles, Procfiles and start scripts, and follows them to the programs that they start. */
export function collectLaunches(request: CollectRequest): CollectedLaunches {
  const { fs, files, homes, purposeOf, given } = request;
  const named = (as: Technology): string[] => files.filter((file) => file.as === as).map((file) => file.file);
  const raw: Launch[] = [...(request.launches ?? [])];
  const read: CollectedLaunches["read"][number][] = [];
  const rotations: CollectedLaunches["rotations"][number][] = [];
  const services: CollectedLaunches["services"][number][] = [];
  const problems: Problem[] = [];
  const gaps: Gap[] = [];
  const containers: Containers = new Map();

  const units = loadUnits({ fs, files: named("systemd"), homes, known: named("env"), purposeOf });
  for (const item of units.launches) raw.push(item);
  for (const item of units.problems) problems.push(item);
  for (const { file, as } of units.files) read.push({ file, as, deployment: null });

  for (const file of named("procfile")) {
    for (const item of loadProcfile(fs, file, purposeOf(file))) raw.push(item);
    read.push({ file, as: "procfile", deployment: file });
  }
  for (const file of named("cron")) {
    for (const item of loadCrontab(fs, file, purposeOf(file), units.providesNear(file))) raw.push(item);
    read.push({ file, as: "cron", deployment: null });
  }
  for (const file of named("make")) {
    // What a developer starts is no deployment.
    for (const item of loadMakefile(fs, file)) if (item.purpose !== "development") raw.push(item);
    read.push({ file, as: "make", deployment: file });
  }
  const built = new Set<string>();
  const images = Object.create(null) as Record<string, BuiltImage>;
  for (const project of composeProjects(fs, named("compose"))) {
    const loaded = loadCompose({ fs, project, deployment: project.name });
    for (const item of loaded.launches) raw.push(item);
    for (const item of loaded.services.map((service) => ({ ...service, deployment: project.name })))
      services.push(item);
    for (const item of loaded.rotations.map((each) => ({ ...each, deployment: project.name })))
      rotations.push(item);
    for (const item of loaded.gaps) gaps.push(item);
    for (const { image, tag, launches } of loaded.services) {
      noteContainers(containers, launches, image);
      if (image === null || image.file === null) continue;
      built.add(image.file);
      if (tag !== null) images[parseImage(tag).name] = image;
    }
    for (const file of loaded.files) {
      const as = project.files.includes(file)
        ? "compose"
        : (files.find((each) => each.file === file)?.as ?? "compose");
      read.push({ file, as, deployment: project.name });
    }
  }
  const manifests = named("kubernetes");
  const unbuilt = named("dockerfile").filter((file) => !built.has(file));
  const imageNames = dockerfilesOfManifests(fs, manifests, unbuilt, images);
  for (const file of unbuilt) {
    const purpose = purposeOf(file);
    const { launches, image } = loadDockerfile({
      fs,
      file,
      context: null,
      name: file,
      deployment: file,
      purpose,
    });
    const names = [...imageNames].filter(([, dockerfile]) => dockerfile === file).map(([name]) => name);
    read.push({ file, as: "dockerfile", deployment: names.length > 0 && image !== null ? null : file });
    if (names.length > 0 && image !== null) {
      // A manifest says how the image is started.
      for (const name of names) images[name] = image;
      continue;
    }
    for (const item of launches) raw.push(item);
    noteContainers(containers, launches, image);
  }

  for (const folder of new Set(manifests.map(dirname))) {
    const own = manifests.filter((file) => dirname(file) === folder);
    const purpose = purposeOf(own[0] ?? folder);
    const deployment = `${folder} (Kubernetes)`;
    const loaded = loadKubernetes({ fs, files: own, images, deployment, purpose });
    for (const item of loaded.launches) raw.push(item);
    for (const { launches, image, files } of loaded.containers)
      noteContainers(containers, launches, image, files);
    for (const item of loaded.gaps) gaps.push(item);
    for (const file of own) read.push({ file, as: "kubernetes", deployment });
  }

  const scripts = named("shell");
  const follow = (launched: readonly Launch[]): FollowedAll => {
    const own = launched.map((launch) => withGiven(launch, given));
    return followLaunches(fs, own, homes, scripts, containers, gaps);
  };
  const first = follow(bounded(raw, gaps));
  const launches = [...first.launches];
  const used = new Set(first.scripts);

  const ini = named("supervisor");
  if (ini.length > 0) {
    const starters = launches.filter(({ program }) => program === "supervisord");
    for (const parent of starters.length > 0 ? starters : [null]) {
      const own = parent === null ? ini : supervisorFiles(fs, parent, ini);
      if (own.length === 0) continue;
      const loaded = loadSupervisor({
        fs,
        files: own,
        parent: parent === null ? null : supervisordOf(parent),
        hereOf: supervisorHere(fs, parent, ini),
        purposeOf,
      });
      const lent =
        parent === null ? loaded.launches : loaded.launches.map((each) => lend(each, parent.launch));
      const followed = follow(lent);
      for (const item of followed.launches) launches.push(item);
      for (const script of followed.scripts) used.add(script);
      for (const item of loaded.problems) problems.push(item);
      const deployment = parent?.launch.deployment ?? dirname(own[0] ?? ".");
      for (const item of loaded.rotations.map((each) => ({ ...each, deployment }))) rotations.push(item);
      for (const file of own)
        read.push({ file, as: "supervisor", deployment: parent === null ? null : deployment });
    }
  }
  for (const file of used) read.push({ file, as: "shell", deployment: null });
  const alone = scripts.filter((file) => !used.has(file));
  const followed = follow(alone.flatMap((file) => scriptLaunch(fs, file, purposeOf(file))));
  // A script that another one runs is told of once, where it is run.
  const inner = new Set(
    followed.launches.flatMap(({ launch }) => launch.via.slice(0, -1).map((at) => at.file)),
  );
  for (const each of followed.launches) {
    const own = each.launch.deployment;
    if (each.launch.via.length <= 1 || !inner.has(own)) launches.push(each);
  }
  for (const file of alone) read.push({ file, as: "shell", deployment: file });
  return { launches, containers, sockets: units.sockets, rotations, services, read, problems, gaps };
}

/** More launches of one file than anybody writes are left out, and said. */
function bounded(launches: readonly Launch[], gaps: Gap[]): Launch[] {
  const counts = new Map<string, number>();
  return launches.filter(({ at }) => {
    const count = (counts.get(at.file) ?? 0) + 1;
    counts.set(at.file, count);
    if (count === MOST_LAUNCHES + 1) gaps.push(tooManyLaunches(at));
    return count <= MOST_LAUNCHES;
  });
}

/** A program of a supervisord that another launch starts shares its container and deployment. */
function lend(program: Launch, parent: Launch): Launch {
  return {
    ...program,
    access: parent.access,
    container: parent.container,
    deployment: parent.deployment,
    purpose: parent.purpose,
    via: [parent.at, ...parent.via],
  };
}

/** A start script that nothing here runs: somebody starts it by hand, or a file that is not here does. */
function scriptLaunch(fs: FileSystem, file: string, purpose: Purpose): Launch[] {
  const source = fs.read(file);
  if (isUnreadable(source)) return [];
  const at = { file, start: 0, end: 0 };
  const unknown = "nothing here says who runs the script";
  return [
    {
      name: file,
      by: "shell",
      words: [
        { value: "sh", at },
        { value: file, at },
      ],
      command: `sh ${file}`,
      at,
      via: [],
      ...unknownSurroundings(unknown),
      deployment: file,
      purpose,
      gaps: [],
    },
  ];
}

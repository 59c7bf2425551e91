import { readAccounts } from "../../loaders/host/accounts.ts";
import { readProcesses, type RunningProcesses } from "../../loaders/host/processes.ts";
import { readRotationRuns } from "../../loaders/host/rotation-runs.ts";
import type { HostFacts, HostProcess } from "../../model/host.ts";
import type { ReadFile } from "../../model/purpose.ts";
import type { Rotation, Stack } from "../../model/stack.ts";
import { covers } from "../../model/rotation-pattern.ts";
import type { ImageConfig } from "../../text/archive/image.ts";
import type { HostFiles } from "../../text/host-files.ts";
import type { SourceFile } from "../../text/source-file.ts";
import { hostDeployments } from "./deployments.ts";
import { driftOf, type ExplainedService } from "./drift.ts";
import { hostConfiguration } from "./files.ts";
import { imageLaunch } from "./image-launch.ts";
import { hostLogs } from "./logs.ts";
import { HOST_PLACES, type HostPlaces } from "./places.ts";
import { launchOf, launchOfService, runningServices, type RunningService } from "./running.ts";
import { commandText, serverView } from "./view.ts";
import { collectLaunches } from "../collect-launches.ts";
import type { LinkedLaunch } from "../follow-launches.ts";
import { readGiven } from "../given.ts";
import { loadStacks, type LoadedStacks } from "../load-stacks.ts";

export interface AuditRequest {
  readonly files: HostFiles;
  /** When the files were looked at, milliseconds since 1970. */
  readonly seenAt: number;
  /** Where configuration lies, where it is not where servers have it. */
  readonly places?: Partial<HostPlaces>;
  /** What the image says that it starts, where the files are those of an image. */
  readonly image?: ImageConfig;
  /** Which processes count, by number; all when absent. */
  readonly counts?: (pid: number) => boolean;
}

/** The stacks of a server with what was seen of it, and what runs there but was not looked into. */
export interface AuditedHost extends LoadedStacks {
  readonly running: RunningProcesses;
}

/** Reads a server: finds its configuration, loads it as `loadStacks` does, and joins what runs and what lies there. Never throws. */
export function auditHost(request: AuditRequest): AuditedHost {
  const { files, seenAt } = request;
  const places = { ...HOST_PLACES, ...request.places };
  const accounts = readAccounts(files);
  const running = readProcesses(files, accounts, request.counts);
  const image = request.image === undefined ? null : imageLaunch(request.image);
  const commands = [...running.processes.map(commandText), ...(image === null ? [] : [image.text])];
  const fs = serverView(files, commands);
  const configuration = hostConfiguration(files, places, running);
  const unitFiles = configuration.files.filter(({ as }) => as === "systemd").map(({ file }) => file);
  const given = readGiven(fs, {});
  const first = collectLaunches({
    fs,
    files: configuration.files,
    homes: [],
    purposeOf: () => "unknown",
    launches: image === null ? [] : [image.launch],
    given,
  });
  const services = runningServices(running.processes);
  const unexplained = services.filter((each) => launchOf(each, first.launches) === undefined);
  const extra = [
    ...(image === null ? [] : [image.launch]),
    ...unexplained.flatMap((each) => launchOfService(each, unitFiles) ?? []),
  ];
  const { launches } = collectLaunches({
    fs,
    files: configuration.files,
    homes: [],
    purposeOf: () => "unknown",
    launches: extra,
    given,
  });
  const deployments = hostDeployments({
    files,
    places,
    configuration: configuration.files,
    launches,
    unexplained: extra,
  });
  const loaded = loadStacks({ fs, paths: deployments.map(({ name }) => name), deployments });
  const { runs, state } = readRotationRuns(files, running.boot);
  const taken = new Set<number>();
  const stacks = loaded.stacks.map((stack, index): Stack => {
    const explained = explainedIn(stack, services, launches);
    for (const { service } of explained) taken.add(service.head.pid);
    const isLast = index === loaded.stacks.length - 1;
    const processes = [
      ...explained.flatMap(({ service, process }) => named(service, process.name)),
      ...services.filter((each) => isLast && !taken.has(each.head.pid)).flatMap((each) => named(each, null)),
    ].sort((a, b) => a.pid - b.pid);
    const logs = hostLogs({
      files,
      accounts,
      stack,
      processes,
      live: running.live,
      rotated: state,
      volumes: request.image?.volumes ?? [],
    });
    const host: HostFacts = {
      seenAt,
      live: running.live,
      processes,
      logs,
      rotation: runs,
      unseen: files.unseen(),
      drift: running.live ? driftOf(files, accounts, stack, explained) : [],
    };
    const paths = logs.map(({ path }) => path);
    const rotations = stack.rotations.filter((each) => concerns(each, paths));
    const isOwn = ({ file, as }: ReadFile): boolean =>
      as !== "logrotate" || rotations.some(({ at }) => at.file === file);
    return { ...stack, rotations, files: stack.files.filter(isOwn), host };
  });
  const sources = new Map<string, SourceFile>(loaded.sources);
  for (const { file } of commands) {
    const source = fs.read(file);
    if (!sources.has(file) && !("unreadable" in source)) sources.set(file, source);
  }
  const kept = new Set(stacks.flatMap(({ files }) => files.map(({ file }) => file)));
  const read = loaded.read.filter(({ file }) => kept.has(file));
  return { ...loaded, read, stacks, sources, skipped: [...configuration.skipped], running };
}

/** Other programs' stanzas of logrotate are no part of the site. */
function concerns(rotation: Rotation, paths: readonly string[]): boolean {
  return rotation.by !== "logrotate" || paths.some((path) => covers(rotation.pattern, path));
}

function named({ head, workers }: RunningService, explainedBy: string | null): HostProcess[] {
  return [head, ...workers].map((each) => ({ ...each, explainedBy }));
}

/** The running services that processes of the stack explain. */
function explainedIn(
  stack: Stack,
  services: readonly RunningService[],
  launches: readonly LinkedLaunch[],
): ExplainedService[] {
  return services.flatMap((service): ExplainedService[] => {
    const linked = launchOf(service, launches);
    if (linked === undefined) return [];
    const process = stack.processes.find(
      ({ runs, at }) =>
        runs === linked.program && at.file === linked.launch.at.file && at.start === linked.launch.at.start,
    );
    return process === undefined ? [] : [{ service, linked, process }];
  });
}

import { certainValue } from "../../model/fact.ts";
import type { Drift } from "../../model/host.ts";
import type { Process, Stack } from "../../model/stack.ts";
import { isUnseen, type HostFiles } from "../../text/host-files.ts";
import { argumentsOf, type RunningService } from "./running.ts";
import type { Accounts } from "../../loaders/host/accounts.ts";
import type { LinkedLaunch } from "../follow-launches.ts";

/** A running service with the launch of the files that started it, and the process of the stack that it is. */
export interface ExplainedService {
  readonly service: RunningService;
  readonly linked: LinkedLaunch;
  readonly process: Process;
}

/** A clock that is set, and ticks that are rounded, make times differ by a little. Milliseconds. */
const MARGIN = 10_000;

/** What each running service does otherwise than the files say. */
export function driftOf(
  files: HostFiles,
  accounts: Accounts,
  stack: Stack,
  explained: readonly ExplainedService[],
): Drift[] {
  return explained.flatMap((each) => {
    if (each.process.by === "host") return older(files, stack, each);
    return [
      ...commandDrift(each),
      ...userDrift(each, accounts),
      ...environmentDrift(each),
      ...older(files, stack, each),
    ];
  });
}

/** Only where every word of the files is known. */
function commandDrift({ service, linked, process }: ExplainedService): Drift[] {
  const runs = argumentsOf(service.head);
  const says = linked.args.flatMap(({ value }) => value ?? []);
  if (runs === null || says.length !== linked.args.length || linked.when.length > 0) return [];
  if (runs.join(" ") === says.join(" ")) return [];
  // a daemon manager of its own, or a wrapper, may add words: what counts is that none of the files' is missing, none else there
  return [
    {
      process: process.name,
      pid: service.head.pid,
      kind: "arguments",
      at: linked.launch.at,
      says: says.join(" "),
      runs: runs.join(" "),
      changed: null,
    },
  ];
}

function userDrift({ service, linked, process }: ExplainedService, accounts: Accounts): Drift[] {
  const says = certainValue(linked.launch.user);
  const uid = says === undefined ? null : accounts.uidOf(says);
  if (says === undefined || uid === null || uid === service.head.identity.uid) return [];
  // a program that root starts may change its user by itself
  if (uid === 0 && process.runs !== "nginx") return [];
  const at = linked.launch.user.state === "set" ? linked.launch.user.at : linked.launch.at;
  const { pid, user } = service.head;
  return [{ process: process.name, pid, kind: "user", at, says, runs: user, changed: null }];
}

/** Variables that the unit itself gives another value than the process has. A script on the way may set them anew. */
function environmentDrift({ service, linked, process }: ExplainedService): Drift[] {
  const { environment, pid } = service.head;
  if (environment === null || linked.launch.via.length > 0 || linked.launch.by !== "systemd") return [];
  return Object.entries(linked.launch.environment.values).flatMap(([name, fact]): Drift[] => {
    if (
      fact.state !== "set" ||
      (fact.from !== "file" && fact.from !== "environment" && fact.from !== "env-file")
    )
      return [];
    // systemd's own, which older ones do not set
    if (/^(?:RUNTIME|STATE|CACHE|LOGS|CONFIGURATION)_DIRECTORY$/.test(name)) return [];
    if (Object.hasOwn(environment, name) && environment[name] === fact.value) return [];
    // a secret that a snapshot has masked
    if (/^x+$/.test(environment[name] ?? "") || /^x+$/.test(fact.value)) return [];
    return [
      { process: process.name, pid, kind: "environment", at: fact.at, says: name, runs: "", changed: null },
    ];
  });
}

/**
 * Files that changed after they were read. nginx and gunicorn read their configuration again when they are reloaded, and then start new
 * workers: a worker that is older than the change tells that there was no reload. Every worker loads Django's settings by itself.
 */
function older(files: HostFiles, stack: Stack, each: ExplainedService): Drift[] {
  const { service, process } = each;
  const { head, workers } = service;
  const current = workers.filter(({ words }) => !/is shutting down/.test(words[0] ?? ""));
  const oldest = Math.min(...current.map(({ started }) => started));
  const reloaded = current.length > 0 ? oldest : head.started;
  const found: Drift[] = [];
  const look = (path: string, since: number): void => {
    const place = files.resolve(path);
    if (isUnseen(place) || place.entry.modified <= since + MARGIN) return;
    const at = { file: path, start: 0, end: 0 };
    const { modified } = place.entry;
    found.push({
      process: process.name,
      pid: head.pid,
      kind: "older",
      at,
      says: path,
      runs: since,
      changed: modified,
    });
  };
  if (process.runs === "nginx") {
    for (const file of stack.nginx.flatMap((nginx) => nginx.files))
      look(file, Math.max(head.started, reloaded));
    return found;
  }
  const gunicorn = stack.gunicorn.find(({ name }) => name === process.name);
  if (gunicorn?.configFile != null) look(gunicorn.configFile, Math.max(head.started, reloaded));
  for (const project of stack.django.filter(({ settings }) => settings === process.settings)) {
    for (const file of project.files) look(file, reloaded);
  }
  if (process.by === "systemd") {
    for (const { file, as } of stack.files) {
      const own = file === process.at.file || (as === "systemd" && file.includes(`/${process.name}.d/`));
      if (own) look(file, head.started);
    }
  }
  return found;
}

import { sizeWords } from "../../text/size-words.ts";
import type { LintResult } from "../../engine/result.ts";
import type { HostLog, HostProcess } from "../../model/host.ts";
import type { Unseen } from "../../text/host-files.ts";
import { count } from "../wrap.ts";

/** What an audit found, beside its findings. */
export interface AuditReport extends LintResult {
  readonly running: {
    readonly live: boolean;
    readonly processes: readonly HostProcess[];
    readonly contained: readonly { readonly pid: number; readonly words: readonly string[] }[];
  };
  /** When it was looked at, milliseconds since 1970. */
  readonly seenAt: number;
  /** What was audited, for people: "this machine", "the root /mnt", "the archive host.tar". */
  readonly subject: string;
}

/** A part of the report: rows of cells, or one line where there is nothing to list. */
export interface AuditSection {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly note: string | null;
}

/** What runs, the logs as they lie there, and what could not be seen. */
export function foundSections(result: AuditReport): AuditSection[] {
  return [processSection(result), versionSection(result), logSection(result), rotationSection(result)].filter(
    ({ rows, note }) => rows.length > 0 || note !== null,
  );
}

function processSection({ running, stacks }: AuditReport): AuditSection {
  const title = "Processes";
  const head = ["what", "pid", "user", "since", "started by"];
  if (!running.live) return { title, head, rows: [], note: notRunning(stacks) };
  const explained = stacks.flatMap((stack) => stack.host?.processes ?? []);
  const pids = new Set(running.processes.map(({ pid }) => pid));
  const heads = running.processes.filter(
    (each) =>
      !pids.has(each.parent) || running.processes.find(({ pid }) => pid === each.parent)?.runs !== each.runs,
  );
  const rows = heads.map((each) => {
    const workers = running.processes.filter(
      (other) => other.parent === each.pid && other.runs === each.runs,
    );
    const own = explained.find(({ pid, explainedBy }) => pid === each.pid && explainedBy !== null);
    const users = [...new Set([each.user, ...workers.map(({ user }) => user)])].join(", ");
    const what = workers.length === 0 ? each.runs : `${each.runs} with ${count(workers.length, "worker")}`;
    return [
      what,
      String(each.pid),
      users,
      momentOf(each.started),
      own?.explainedBy ?? each.unit ?? "nothing known",
    ];
  });
  const inside = running.contained.length;
  const note =
    inside === 0
      ? rows.length === 0
        ? "Neither nginx nor gunicorn nor anything else of a site runs here."
        : null
      : `${count(inside, "process", "processes")} of a site run in containers, whose files are not this machine's: audit them with docker export and --archive.`;
  return { title, head, rows, note };
}

/** What an image would start; a disk starts what its units say, which the map tells. */
function notRunning(stacks: AuditReport["stacks"]): string {
  const all = stacks.flatMap(({ processes }) => processes);
  const image = all.find(({ by }) => by === "container");
  if (image !== undefined)
    return `This is an image, and nothing runs here. Where nothing else is asked for it starts ${image.command}`;
  const nothing = "This is an image or a disk: nothing runs here.";
  if (all.some(({ runs }) => runs !== "nginx")) return nothing;
  return `${nothing} No unit, no program of supervisor and no image's command says what serves the application: docker save keeps the command of an image, docker export does not.`;
}

function versionSection({ stacks }: AuditReport): AuditSection {
  const rows = new Map<string, string[]>();
  const note = (name: string, version: unknown): void => {
    if (typeof version === "string") rows.set(`${name} ${version}`, [name, version]);
  };
  for (const stack of stacks) {
    for (const { version } of stack.nginx) if (version.state === "set") note("nginx", version.value);
    for (const { version } of stack.gunicorn) if (version.state === "set") note("gunicorn", version.value);
    for (const { version } of stack.django) if (version.state === "set") note("Django", version.value);
  }
  return { title: "Versions", head: ["program", "version"], rows: [...rows.values()], note: null };
}

function logSection({ stacks, seenAt, running }: AuditReport): AuditSection {
  const logs = new Map<string, HostLog[]>();
  for (const log of stacks.flatMap((stack) => stack.host?.logs ?? []))
    logs.set(log.path, [...(logs.get(log.path) ?? []), log]);
  const rows = [...logs].map(([path, own]) => {
    const log = own[0];
    if (log === undefined) return [path];
    return [
      path,
      sizeText(log),
      log.modified === null ? "" : ago(seenAt - log.modified),
      ownerText(log),
      running.live ? openText(own) : "",
      rotatedText(log, seenAt),
      log.space === null ? "" : sizeWords(log.space.free),
    ];
  });
  const head = ["log", "size", "last write", "owner and mode", "open by", "rotated", "disk left"];
  return {
    title: "Logs",
    head,
    rows,
    note: rows.length === 0 ? "No log file is named in what could be read." : null,
  };
}

function sizeText(log: HostLog): string {
  if (log.exists === "yes") return log.size === null ? "" : sizeWords(log.size);
  if (log.exists === "unknown") return "not known";
  return log.directoryExists === "no" ? "no directory" : "not there";
}

function ownerText({ owner, group, mode }: HostLog): string {
  return owner === null ? "" : `${owner}:${group ?? ""} ${mode ?? ""}`;
}

function openText(logs: readonly HostLog[]): string {
  if (logs.some(({ writers }) => writers === null)) return "not known";
  const pids = [...new Set(logs.flatMap(({ writers }) => writers ?? []))];
  return pids.length === 0 ? "nobody" : pids.slice(0, 4).join(" ") + (pids.length > 4 ? " ..." : "");
}

function rotatedText({ rotated, newestArchive }: HostLog, seenAt: number): string {
  const archive =
    newestArchive === null ? "" : `${newestArchive.name}, ${ago(seenAt - newestArchive.modified)}`;
  if (rotated === null) return archive;
  return archive === "" ? `looked at ${momentOf(rotated).slice(0, 10)}` : archive;
}

function rotationSection({ stacks }: AuditReport): AuditSection {
  const host = stacks.find((stack) => stack.host !== undefined)?.host;
  const title = "Rotation";
  if (host === undefined) return { title, head: [], rows: [], note: null };
  const { startedBy, stateWritten } = host.rotation;
  const by = {
    timer: "A timer of systemd starts logrotate",
    cron: "Cron starts logrotate",
    none: "Nothing starts logrotate",
    unknown: "Whether anything starts logrotate could not be seen",
  }[startedBy];
  const last =
    stateWritten === null ? "it has not run yet" : `it last ran ${ago(host.seenAt - stateWritten)}`;
  return { title, head: [], rows: [], note: `${by}; ${last}.` };
}

/** What could not be seen, the same reason once with all its paths. */
export function unseenSection({ stacks }: AuditReport): AuditSection {
  const reasons = new Map<string, Unseen[]>();
  const seen = new Set<string>();
  for (const each of stacks.flatMap((stack) => stack.host?.unseen ?? [])) {
    if (each.reason === "missing" || seen.has(each.path)) continue;
    seen.add(each.path);
    const why = ofProcess(each) ?? each.why;
    reasons.set(why, [...(reasons.get(why) ?? []), each]);
  }
  const rows = [...reasons].map(([why, own]) => {
    const shown = own.slice(0, 3).map(({ path }) => path);
    const more = own.length > 3 ? ` and ${String(own.length - 3)} more` : "";
    return [shown.join(", ") + more, why];
  });
  return { title: "Could not be seen", head: ["path", "why"], rows, note: null };
}

/** One reason for all that the kernel keeps from other users: each process has the same two or three. */
function ofProcess({ path, reason, why }: Unseen): string | null {
  const part = /^\/proc\/\d+\/(environ|fd|cwd|fdinfo|root)(?:\/\d+)?$/.exec(path)?.[1];
  const runsAs = /loglint runs as uid \d+: root could see it$/.exec(why)?.[0];
  if (reason !== "denied" || part === undefined || runsAs === undefined) return null;
  return part === "environ"
    ? `environments of other users' processes, and ${runsAs}`
    : `open files and folders of other users' processes, and ${runsAs}`;
}

/** A moment for people, in UTC. */
export function momentOf(time: number): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? "" : date.toISOString().slice(0, 16).replace("T", " ");
}

/** `3 days ago`, of milliseconds. */
function ago(span: number): string {
  const minutes = Math.round(span / 60_000);
  if (minutes < 1) return "just now";
  if (minutes < 120) return `${count(minutes, "minute")} ago`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${count(hours, "hour")} ago` : `${count(Math.round(hours / 24), "day")} ago`;
}

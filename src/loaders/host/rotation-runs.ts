import type { RotationRuns } from "../../model/host.ts";
import { isUnseen, type HostFiles } from "../../text/host-files.ts";
import { decode } from "./proc-text.ts";
import { parseRotationState, type RotationState } from "./rotation-state.ts";

/** Does logrotate run here, and what did it do last. */
export interface FoundRotationRuns {
  readonly runs: RotationRuns;
  readonly state: RotationState;
}

/** Debian and its kind, Red Hat and its kind, Alpine and old ones. */
const STATES = [
  "/var/lib/logrotate/status",
  "/var/lib/logrotate/logrotate.status",
  "/var/lib/logrotate.status",
];
const TIMERS = [
  "/etc/systemd/system/timers.target.wants/logrotate.timer",
  "/run/systemd/system/timers.target.wants/logrotate.timer",
  "/usr/local/lib/systemd/system/timers.target.wants/logrotate.timer",
  "/usr/lib/systemd/system/timers.target.wants/logrotate.timer",
  "/lib/systemd/system/timers.target.wants/logrotate.timer",
];
const PERIODIC = [
  "/etc/cron.daily",
  "/etc/cron.hourly",
  "/etc/cron.weekly",
  "/etc/cron.monthly",
  "/etc/periodic/daily",
  "/etc/periodic/hourly",
  "/etc/periodic/15min",
  "/etc/periodic/weekly",
];
/** Where tables of cron lie, and units that somebody may have written to run logrotate. */
const TABLES = [
  "/etc/cron.d",
  "/var/spool/cron/crontabs",
  "/var/spool/cron",
  "/etc/crontabs",
  "/etc/systemd/system",
];
const LARGEST = 4 * 1024 * 1024;
const MOST_NAMES = 2000;

export function readRotationRuns(files: HostFiles, boot: number | null): FoundRotationRuns {
  const main = files.bytesOf("/etc/logrotate.conf", LARGEST);
  const hasUser = !isUnseen(main) && /^[ \t]*su[ \t]+\S/m.test(decode(main));
  const own = { startedBy: startedBy(files), hasUser, boot };
  for (const path of STATES) {
    const bytes = files.bytesOf(path, LARGEST);
    if (isUnseen(bytes)) continue;
    const entry = files.entryOf(path);
    const state = parseRotationState(decode(bytes)) ?? new Map<string, number>();
    const stateWritten = isUnseen(entry) ? null : entry.modified;
    return { runs: { stateFile: path, stateWritten, ...own }, state };
  }
  return { runs: { stateFile: null, stateWritten: null, ...own }, state: new Map() };
}

/** "none" only where every place that could start it was looked into. */
function startedBy(files: HostFiles): RotationRuns["startedBy"] {
  if (TIMERS.some((path) => !isUnseen(files.entryOf(path))) && !isMasked(files)) return "timer";
  const hasSystemd = !isUnseen(files.entryOf("/run/systemd/system"));
  const hidden: string[] = [];
  const names = (folder: string): readonly string[] => {
    const found = files.names(folder, MOST_NAMES);
    if (!isUnseen(found)) return found.names;
    if (found.reason !== "missing") hidden.push(folder);
    return [];
  };
  const starts = (path: string): boolean => {
    const bytes = files.bytesOf(path, LARGEST);
    if (!isUnseen(bytes)) {
      // a comment, or the service that only its timer starts, starts nothing
      return decode(bytes)
        .split("\n")
        .some((line) => /\blogrotate\b/.test(line) && !/^\s*#/.test(line));
    }
    if (bytes.reason !== "missing" && bytes.reason !== "not-regular") hidden.push(path);
    return false;
  };
  for (const folder of PERIODIC) {
    for (const name of names(folder)) {
      const path = `${folder}/${name}`;
      if (!starts(path)) continue;
      const bytes = files.bytesOf(path, LARGEST);
      // Debian's own script leaves it to the timer where systemd runs
      if (hasSystemd && !isUnseen(bytes) && decode(bytes).includes("/run/systemd/system")) continue;
      return "cron";
    }
  }
  if (starts("/etc/crontab") || starts("/etc/anacrontab")) return "cron";
  for (const folder of TABLES) {
    const own = folder === "/etc/systemd/system";
    for (const name of names(folder)) {
      if (own && !/\.(?:service|timer)$/.test(name)) continue;
      if (starts(`${folder}/${name}`)) return own ? "timer" : "cron";
    }
  }
  return hidden.length === 0 ? "none" : "unknown";
}

function isMasked(files: HostFiles): boolean {
  return ["/etc/systemd/system/logrotate.timer", "/etc/systemd/system/logrotate.service"].some((path) => {
    const entry = files.entryOf(path);
    return !isUnseen(entry) && entry.linksTo === "/dev/null";
  });
}

import { defineRule } from "../../../src/engine/rule.ts";
import type { HostFacts, HostLog } from "../../../src/model/host.ts";
import { covers } from "../../../src/model/rotation-pattern.ts";
import type { Rotation, Stack } from "../../../src/model/stack.ts";
import { dirname } from "../../../src/text/path.ts";
import type { LabelledSpan } from "../../../src/text/span.ts";
import { DAY, distinct, momentOf } from "../host-words.ts";

/** Its state file is written at every run. A machine rests on some days; a run each week is the least that anybody sets up. */
const LONGEST = 15 * DAY;

/**
 * logrotate runs when its timer or cron starts it, and writes its state file each time (logrotate 3.21, writeState). A directory that others
 * may write stops it for the logs in there, unless `su` names a user (logrotate.c, rotateSingleLog).
 */
export default defineRule({
  id: "host/rotation-not-running",
  since: "0.1.0",
  layer: "host",
  summary: "logrotate has a stanza for the log, and does not rotate it",
  severity: "warning",
  confidence: "high",
  presets: ["recommended"],
  fixable: "no",
  messages: {
    never: {
      what: "Nothing starts logrotate on this machine, so {path} is never rotated.",
      why: "The stanza is there and looks right, and the log grows until the disk is full.",
      instead: "systemctl enable --now logrotate.timer, or put logrotate into /etc/cron.daily.",
    },
    stopped: {
      what: "logrotate last ran at {written}, so {path} is not rotated any more.",
      why: "The stanza is there and looks right, and the log grows until the disk is full.",
      instead: "Look what stops it: systemctl status logrotate.timer logrotate.service, or the mail of cron.",
    },
    insecure: {
      what: "logrotate refuses to rotate {path}: {directory} may be written by others ({mode} {owner} {group}).",
      why: 'It says "parent directory has insecure permissions" to nobody who reads it, and the log grows until the disk is full.',
      instead:
        "Write su {owner} {group} into the stanza, or take the right to write from the group: chmod g-w,o-w.",
    },
  },
  references: ["logrotate(8) 3.21", "logrotate.c, rotateSingleLog and writeState (3.21)"],
  check(stack, report) {
    const { host } = stack;
    if (host === undefined) return;
    const found = new Map<string, { log: HostLog; rotation: Rotation; kind: Kind; others: LabelledSpan[] }>();
    for (const log of distinct(host.logs, ({ path }) => path)) {
      const rotation = log.exists === "yes" ? rotationOf(stack, log) : undefined;
      const kind = rotation === undefined ? null : kindOf(host, log, rotation);
      if (rotation === undefined || kind === null) continue;
      // one cause: that logrotate does not run is told once, a directory once
      const key = kind === "insecure" ? dirname(log.path) : kind;
      const known = found.get(key);
      if (known === undefined) found.set(key, { log, rotation, kind, others: [] });
      else known.others.push({ ...log.at, label: "nor is this one" });
    }
    for (const { log, rotation, kind, others } of found.values()) {
      const { directory, path } = log;
      const data = {
        path,
        written: momentOf(host.rotation.stateWritten ?? 0),
        directory: dirname(path),
        mode: directory?.mode ?? "",
        owner: directory?.owner ?? "",
        group: directory?.group ?? "",
      };
      const related = [{ ...log.at, label: "the log" }, ...others];
      report({ message: kind, data, at: rotation.at, related });
    }
  },
});

type Kind = "never" | "stopped" | "insecure";

function rotationOf(stack: Stack, { path, realPath }: HostLog): Rotation | undefined {
  return stack.rotations.find(
    ({ by, pattern }) => by === "logrotate" && (covers(pattern, path) || covers(pattern, realPath ?? path)),
  );
}

function kindOf(host: HostFacts, log: HostLog, rotation: Rotation): Kind | null {
  const { startedBy, stateWritten, boot, hasUser } = host.rotation;
  if (startedBy === "none") return "never";
  const sinceBoot = boot === null ? null : host.seenAt - boot;
  if (
    host.live &&
    stateWritten !== null &&
    host.seenAt - stateWritten > LONGEST &&
    sinceBoot !== null &&
    sinceBoot > LONGEST
  )
    return "stopped";
  if (hasUser || rotation.hasUser === true || log.directory === null) return null;
  const mode = Number.parseInt(log.directory.mode, 8);
  const isOpen = (mode & 0o002) !== 0 || ((mode & 0o020) !== 0 && log.directory.group !== "root");
  return isOpen ? "insecure" : null;
}

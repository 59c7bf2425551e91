import { certainValue } from "../model/fact.ts";
import type { AccessLog, EffectiveError, NginxContext, NginxInstance } from "../model/nginx.ts";
import type { Process } from "../model/stack.ts";
import { isAbsolute, join } from "../text/path.ts";
import { PREFIXES } from "./nginx-prefixes.data.ts";
import { fileSink, pathWay } from "./sinks.ts";
import { after, droppedBy, endingIn, together, undecided, type Streams, type Way } from "./way.ts";

/** What the log targets of one nginx depend on. */
export interface Surroundings {
  readonly nginx: NginxInstance;
  readonly process: Process | undefined;
  readonly streams: Streams;
}

/** Where the requests that this context answers are recorded. */
export function accessWay(context: NginxContext, around: Surroundings): Way {
  const effective = context.effectiveAccess;
  switch (effective.state) {
    case "off": {
      const beside = effective.cancelled.length > 0 ? ", which beats the paths beside it" : "";
      return droppedBy({ what: "access_log", why: `access_log off${beside}`, at: effective.at });
    }
    case "unknown":
      return undecided({ what: "access_log", why: effective.why, at: null });
    case "default": {
      const what = "no access_log is written: the compiled-in path, in the format combined";
      if (effective.path === null)
        return undecided({ what, why: "the compiled-in path depends on the nginx build", at: null });
      const way = pathWay(effective.path, around.process, around.streams);
      return after({ what, verdict: "pass", at: null }, way);
    }
    case "set":
      if (effective.logs.length > 0) return together(effective.logs.map((log) => logWay(log, around)));
      return droppedBy({
        what: "access_log",
        why: "stream servers write no access log by default",
        at: null,
      });
  }
}

function logWay(log: AccessLog, around: Surroundings): Way {
  const target = log.target.value;
  const what = `access_log ${target}`;
  const { condition } = log;
  const way = targetWay(target, around);
  if (log.target.placeholder)
    return undecided({ what, why: "the path holds a template placeholder", at: log.at });
  if (condition === null) return after({ what, verdict: "pass", at: log.at }, way);
  // ngx_http_log_handler: skipped when the value is empty or exactly "0"; a value without variables never changes.
  if (!condition.value.includes("$") && !condition.placeholder) {
    const isSkipped = condition.value === "" || condition.value === "0";
    if (isSkipped) return droppedBy({ what, why: `if=${condition.value} never holds`, at: log.at });
    return after({ what, verdict: "pass", why: `if=${condition.value} always holds`, at: log.at }, way);
  }
  const why = `only when ${condition.value} is neither empty nor 0`;
  return undecided({ what, why, at: log.at }, way.sinks);
}

/** ngx_log.h: from the gravest on. */
const LEVELS = ["emerg", "alert", "crit", "error", "warn", "notice", "info", "debug"];

/** Where messages of `level` go that are about requests in this context. */
export function errorWay(context: NginxContext, level: "error" | "crit", around: Surroundings): Way {
  if (context.effectiveError.length === 0) {
    const why = "what surrounds this file is not known, and it decides";
    return undecided({ what: "error_log", why, at: null });
  }
  return together(context.effectiveError.map((log) => errorLogWay(log, level, around)));
}

function errorLogWay(log: EffectiveError, level: "error" | "crit", around: Surroundings): Way {
  const target = log.target ?? "at the compiled-in path";
  const what = `error_log ${target} ${log.level}${log.state === "default" ? " (compiled in)" : ""}`;
  // Words such as debug_http stand for debug.
  const shown = LEVELS.indexOf(log.level.startsWith("debug") ? "debug" : log.level);
  if (shown === -1) return undecided({ what, why: `the level ${log.level} is not known`, at: log.at });
  if (shown < LEVELS.indexOf(level)) {
    const hidden = level === "error" ? "error (refused and timed out upstreams, 404s) and warn" : level;
    return droppedBy({ what, why: `the level ${log.level} hides ${hidden}`, at: log.at });
  }
  if (log.target === null)
    return undecided({ what, why: "the compiled-in path depends on the nginx build", at: log.at });
  const way =
    log.target === "stderr"
      ? around.streams.stderr
      : targetWay(log.target, around, log.target.startsWith("memory:"));
  return after({ what, verdict: "pass", at: log.at }, way);
}

/** ngx_conf_file.c ngx_conf_open_file: a relative path starts at the prefix, never at the folder of the file. */
function targetWay(target: string, { nginx, process, streams }: Surroundings, isMemory = false): Way {
  if (isMemory) return endingIn({ kind: "null", read: null, certain: true });
  if (target.startsWith("syslog:")) {
    const server = /server=([^,]+)/.exec(target)?.[1] ?? "";
    return endingIn({ kind: "syslog", address: server, read: null, certain: true });
  }
  const build = certainValue(nginx.build) ?? "";
  const prefix = Object.hasOwn(PREFIXES, build) ? (PREFIXES[build] ?? "{prefix}") : "{prefix}";
  const path = isAbsolute(target) ? target : join(prefix, target);
  if (target.includes("$")) return endingIn(fileSink(path, false, process));
  return pathWay(path, process, streams);
}

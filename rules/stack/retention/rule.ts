import { defineRule } from "../../../src/engine/rule.ts";
import { isForDevelopment } from "../../../src/model/purpose.ts";
import type { Rotation } from "../../../src/model/stack.ts";
import type { FileSpan } from "../../../src/text/span.ts";

/** Shortest time that lets somebody look at what happened on a weekend. Days. */
const WEEK = 7;

/** How long logrotate's stanzas keep old logs, and who may read them. */
export default defineRule({
  id: "stack/retention",
  since: "0.1.0",
  layer: "stack",
  summary: "a stanza keeps old logs for too short a time or for ever, or lets everybody read them",
  severity: "info",
  confidence: "high",
  presets: [],
  fixable: "no",
  messages: {
    none: {
      what: "rotate 0 keeps no old file of {pattern}: each rotation deletes the log.",
      why: "What happened before the last rotation can never be looked up.",
      instead: "Write rotate 14 with daily, or as many as your rules ask for.",
    },
    short: {
      what: "Old files of {pattern} are deleted after {days}.",
      why: "Who looks after a weekend for what went wrong finds nothing left.",
      instead: "Write rotate 14 with daily, or as many as your rules ask for.",
    },
    forEver: {
      what: "rotate -1 keeps every old file of {pattern}, and no maxage ends that.",
      why: "The disk fills up slowly, and addresses of visitors are kept longer than most rules on privacy allow.",
      instead: "Write a number, or maxage 90.",
    },
    readable: {
      what: "create {mode} lets every user of the machine read {pattern}.",
      why: "Logs hold addresses, paths with tokens and tracebacks with values.",
      instead: "Write create 0640, with the group of those who may read.",
    },
  },
  references: ["logrotate(8) 3.21", "CIS NGINX Benchmark 3.4", "OWASP Logging Cheat Sheet"],
  check(stack, report) {
    if (isForDevelopment(stack.purpose)) return;
    const seen = new Set<string>();
    const isNew = (at: FileSpan): boolean => {
      const key = `${at.file}:${String(at.start)}`;
      return !seen.has(key) && seen.add(key).size > 0;
    };
    for (const { pattern, keeps, creates, by } of stack.rotations) {
      if (by !== "logrotate") continue;
      if (keeps !== undefined && isNew(keeps.at)) {
        if (keeps.count === 0) report({ message: "none", data: { pattern }, at: keeps.at });
        else if (keeps.count < 0) report({ message: "forEver", data: { pattern }, at: keeps.at });
        else {
          const days = daysOf(keeps);
          if (days !== null && days < WEEK)
            report({ message: "short", data: { pattern, days: shown(days) }, at: keeps.at });
        }
      }
      const mode = creates?.mode ?? null;
      if (creates === undefined || mode === null || (Number.parseInt(mode, 8) & 0o004) === 0) continue;
      if (isNew(creates.at)) report({ message: "readable", data: { mode, pattern }, at: creates.at });
    }
  },
});

function daysOf({ count, every }: NonNullable<Rotation["keeps"]>): number | null {
  return every === null ? null : count * every;
}

function shown(days: number): string {
  if (days < 1) return `${String(Math.round(days * 24))} hours`;
  const whole = Math.floor(days);
  return whole === 1 ? "1 day" : `${String(whole)} days`;
}

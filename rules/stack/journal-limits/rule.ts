import { defineRule } from "../../../src/engine/rule.ts";
import { certainValue, placeOf, type Fact } from "../../../src/model/fact.ts";
import { SYSLOG_LEVELS, type JournalLimits, type SyslogLevel } from "../../../src/model/journal.ts";
import { isForDevelopment } from "../../../src/model/purpose.ts";
import type { FileSpan } from "../../../src/text/span.ts";

/**
 * A journal that drops what a server logs: `LogLevelMax=` and `MaxLevelStore=` below the severity that systemd gives to lines of a standard stream
 * (`SyslogLevel=`, info by default), `Storage=none` and `volatile`, and a written rate limit of few lines (systemd.exec(5), journald.conf(5), 252).
 */
export default defineRule({
  id: "stack/journal-limits",
  since: "0.1.0",
  layer: "stack",
  summary: "the journal drops or forgets what the server logs",
  severity: "info",
  confidence: "high",
  presets: ["recommended"],
  fixable: "no",
  messages: {
    level: {
      what: "{option}={level} drops every line of {name}: they are {own}.",
      why: "The severity that counts is the one systemd gives to the lines of a stream, not the one that gunicorn or Django writes into them.",
      instead:
        "Take the line out, or write {option}=info; filter with gunicorn's loglevel and Django's LOGGING.",
    },
    none: {
      what: "Storage=none: the journal keeps nothing of what {name} logs.",
      why: "What the server writes to its standard streams is in no file, and journalctl shows nothing.",
      instead: "Write Storage=persistent.",
    },
    volatile: {
      what: "Storage=volatile: what {name} logs is gone with the next start of the machine.",
      why: "The lines that tell why the machine went down are the first that anybody wants.",
      instead: "Write Storage=persistent.",
    },
    rate: {
      what: "The journal keeps {burst} lines of {name} in {interval} s and drops the rest.",
      why: "A burst of errors, or an access log, is cut off where it gets interesting; a line says only how many were suppressed.",
      instead: "Write {option}=0 to keep every line, or a number that fits the access log.",
    },
  },
  references: [
    "systemd.exec(5), LogLevelMax=, SyslogLevel=, LogRateLimitBurst= (252)",
    "journald.conf(5), Storage=, MaxLevelStore=, RateLimitBurst= (252)",
    "https://github.com/systemd/systemd/issues/13425",
  ],
  check(stack, report) {
    if (isForDevelopment(stack.purpose)) return;
    const seen = new Set<string>();
    const isNew = (at: FileSpan): boolean => {
      const key = `${at.file}:${String(at.start)}`;
      return !seen.has(key) && seen.add(key).size > 0;
    };
    for (const process of stack.processes.filter(({ runs }) => runs !== "other")) {
      for (const stream of ["stdout", "stderr"] as const) {
        const value = certainValue(process[stream]);
        if (value?.kind !== "journal" || value.limits === undefined) continue;
        const { limits } = value;
        const { name } = process;
        const own = limits.level === undefined ? "info" : certainValue(limits.level);
        for (const option of ["levelMax", "maxLevelStore"] as const) {
          const fact = limits[option];
          const level = certainValue(fact);
          const at = placeOf(fact);
          if (own === undefined || level === undefined || at === undefined || !isBelow(own, level)) continue;
          const word = option === "levelMax" ? "LogLevelMax" : "MaxLevelStore";
          if (isNew(at))
            report({
              message: "level",
              data: { option: word, level, name, own },
              at,
              severity: "warning",
              related: [{ ...process.at, label: `${name} is started here` }],
            });
        }
        reportStorage(limits.storage, name);
        const rate = rateOf(limits);
        if (rate !== null && isNew(rate.at))
          report({ message: "rate", data: { ...rate.data, name }, at: rate.at, confidence: "medium" });
      }
    }

    function reportStorage(storage: JournalLimits["storage"], name: string): void {
      const value = certainValue(storage);
      const at = placeOf(storage);
      if ((value !== "none" && value !== "volatile") || at === undefined || !isNew(at)) return;
      report({ message: value, data: { name }, at, severity: value === "none" ? "warning" : "info" });
    }
  },
});

function isBelow(own: SyslogLevel, limit: SyslogLevel): boolean {
  return SYSLOG_LEVELS.indexOf(own) > SYSLOG_LEVELS.indexOf(limit);
}

/** Fewer lines in a second than a small site writes at its worst; journald's default is 333. */
const FEW = 100;

/** A limit that somebody wrote, and that is lower than journald's own. */
function rateOf(limits: JournalLimits): { at: FileSpan; data: Record<string, string | number> } | null {
  const burst: Fact<number> | undefined = limits.rateLimitBurst;
  const lines = certainValue(burst);
  const interval = limits.rateLimitInterval === undefined ? 30 : certainValue(limits.rateLimitInterval);
  const at = placeOf(burst);
  if (at === undefined || lines === undefined || interval === undefined) return null;
  if (lines === 0 || interval === 0 || !Number.isFinite(interval) || lines / interval >= FEW) return null;
  const option = /journald/.test(at.file) ? "RateLimitBurst" : "LogRateLimitBurst";
  return { at, data: { burst: lines, interval, option } };
}

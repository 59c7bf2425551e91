import { setFact, type Fact } from "../../model/fact.ts";
import { SYSLOG_LEVELS, type JournalLimits, type SyslogLevel } from "../../model/journal.ts";
import type { UnitSettings } from "../systemd/unit-settings.ts";
import { sizeInBytes, timeSpan } from "./quantities.ts";

/** What a unit says of its own lines in the journal, or null when it says nothing. */
export function unitLimits(service: UnitSettings): JournalLimits {
  return withoutUndefined({
    namespace: last(service, ["LogNamespace"], (value) => (value === "" ? undefined : value)),
    levelMax: last(service, ["LogLevelMax"], syslogLevel),
    level: last(service, ["SyslogLevel"], syslogLevel),
    rateLimitInterval: last(service, ["LogRateLimitIntervalSec"], timeSpan),
    rateLimitBurst: last(service, ["LogRateLimitBurst"], count),
  });
}

/** What journald.conf and its drop-ins say; `journal` holds their `[Journal]`. */
export function journalLimits(journal: UnitSettings): JournalLimits {
  return withoutUndefined({
    rateLimitInterval: last(journal, ["RateLimitIntervalSec", "RateLimitInterval"], timeSpan),
    rateLimitBurst: last(journal, ["RateLimitBurst"], count),
    storage: last(journal, ["Storage"], (value) => STORAGES.find((each) => each === value)),
    maxLevelStore: last(journal, ["MaxLevelStore"], syslogLevel),
    maxUse: last(journal, ["SystemMaxUse"], sizeInBytes),
    maxRetention: last(journal, ["MaxRetentionSec"], timeSpan),
    lineMax: last(journal, ["LineMax"], sizeInBytes),
    forwardToSyslog: last(journal, ["ForwardToSyslog"], boolean),
  });
}

const STORAGES = ["auto", "persistent", "volatile", "none"] as const;

/** The last assignment that is understood; systemd ignores the others. Of several names the first that is written. */
function last<T>(
  settings: UnitSettings,
  keys: readonly string[],
  read: (text: string) => T | undefined,
): Fact<T> | undefined {
  for (const key of keys) {
    const fact = settings.all(key).reduce<Fact<T> | undefined>((before, setting) => {
      const value = read(setting.value.value);
      return value === undefined ? before : setFact(value, { file: setting.file, ...setting.span });
    }, undefined);
    if (fact !== undefined) return fact;
  }
  return undefined;
}

function syslogLevel(text: string): SyslogLevel | undefined {
  return /^[0-7]$/.test(text) ? SYSLOG_LEVELS[Number(text)] : SYSLOG_LEVELS.find((each) => each === text);
}

function count(text: string): number | undefined {
  return /^\d{1,10}$/.test(text) ? Number(text) : undefined;
}

function boolean(text: string): boolean | undefined {
  if (/^(?:1|yes|y|true|t|on)$/i.test(text)) return true;
  return /^(?:0|no|n|false|f|off)$/i.test(text) ? false : undefined;
}

/** Without the settings that are not written. */
function withoutUndefined(limits: {
  readonly [K in keyof JournalLimits]: JournalLimits[K] | undefined;
}): JournalLimits {
  const written: Record<string, Fact<unknown> | undefined> = {};
  for (const [name, fact] of Object.entries<Fact<unknown> | undefined>(limits)) {
    if (fact !== undefined) written[name] = fact;
  }
  return written;
}

import type { Fact } from "./fact.ts";

/** Severities of syslog(3), the most severe first. */
export const SYSLOG_LEVELS = ["emerg", "alert", "crit", "err", "warning", "notice", "info", "debug"] as const;

export type SyslogLevel = (typeof SYSLOG_LEVELS)[number];

/**
 * What the unit and journald.conf say of the journal behind a stream (systemd.exec(5) "Logging and Standard Input/Output", journald.conf(5), 252).
 * Each is absent where nothing here writes it: then systemd's default holds, or what another file of the machine says.
 */
export interface JournalLimits {
  /** `LogNamespace=`: `journalctl` shows it only with `--namespace=`. */
  readonly namespace?: Fact<string>;
  /** `LogLevelMax=` of the unit: less severe lines are dropped. */
  readonly levelMax?: Fact<SyslogLevel>;
  /** `SyslogLevel=` of the unit: the severity of a line without a `<N>` of its own; "info" when absent. */
  readonly level?: Fact<SyslogLevel>;
  /** In seconds; 0 and Infinity turn the limit off. `LogRateLimitIntervalSec=` of the unit, else `RateLimitIntervalSec=` of journald.conf; 30 when absent. */
  readonly rateLimitInterval?: Fact<number>;
  /** How many lines of the unit are kept in the interval; 0 turns the limit off; 10000 when absent, more on a disk with much room. */
  readonly rateLimitBurst?: Fact<number>;
  /** "auto" when absent: kept on disk if /var/log/journal exists, else lost at the next start of the machine. */
  readonly storage?: Fact<"auto" | "persistent" | "volatile" | "none">;
  /** `MaxLevelStore=`: less severe lines are not stored. */
  readonly maxLevelStore?: Fact<SyslogLevel>;
  /** `SystemMaxUse=` in bytes. */
  readonly maxUse?: Fact<number>;
  /** `MaxRetentionSec=` in seconds; 0 means no limit. */
  readonly maxRetention?: Fact<number>;
  /** `LineMax=` in bytes: longer lines are split. 48 KiB when absent. */
  readonly lineMax?: Fact<number>;
  /** `ForwardToSyslog=`. */
  readonly forwardToSyslog?: Fact<boolean>;
}

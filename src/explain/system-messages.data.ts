import type { KnownMessage } from "./known-message.ts";

/** Messages of what surrounds the three: logrotate 3.21, systemd 252. */
export const SYSTEM_MESSAGES: readonly KnownMessage[] = [
  {
    id: "logrotate-insecure-directory",
    program: "logrotate",
    pattern: /error: skipping "(?<path>[^"]{0,400})" because parent directory has insecure permissions/,
    title: "logrotate skips the file",
    means:
      "Somebody other than root may write the folder, so logrotate will not touch a file in it as root. Nothing is rotated, and the file grows for ever.",
    instead:
      "Add a su line with the folder's user and group to the stanza, or take the write bit from group and others.",
    rules: ["stack/rotation-broken", "host/rotation-not-running"],
    source: "logrotate 3.21, logrotate.c",
  },
  {
    id: "logrotate-duplicate",
    program: "logrotate",
    pattern: /error: .{0,300}duplicate log entry for (?<path>\S{1,400})/,
    title: "two stanzas for one file",
    means: "logrotate takes the first stanza that names the file and drops the whole of the second one.",
    instead: "Keep one stanza for the file.",
    rules: ["stack/rotation-broken", "stack/rotation-twice"],
    source: "logrotate 3.21, config.c",
  },
  {
    id: "systemd-suppressed",
    program: "systemd",
    pattern: /Suppressed \d{1,12} messages from (?<name>\S{1,200})/,
    title: "the journal dropped lines",
    means:
      "The unit wrote more than RateLimitBurst lines in RateLimitIntervalSec, and journald threw the rest away. They are nowhere.",
    instead: "Set LogRateLimitIntervalSec=0 in the unit, or send the access log elsewhere.",
    rules: ["stack/journal-limits"],
    source: "systemd 252, journald-rate-limit.c",
  },
  {
    id: "systemd-stdout",
    program: "systemd",
    pattern: /Failed (?:at step STDOUT spawning|to set up standard output)/,
    title: "systemd cannot open the file of StandardOutput=",
    means: "systemd opens it as root before it starts the program; the folder must exist by then.",
    instead: "Create the folder with LogsDirectory= or tmpfiles.d.",
    rules: ["stack/log-directory-missing"],
    source: "systemd 252, execute.c",
  },
];

/** Options that several commands share. */
export const EVERYWHERE = ["color", "no-color", "help"] as const;
/** What may be asked of a site instead of what its files say. */
export const WHAT_IF = ["stack", "settings", "env", "as"] as const;
export const CONFIGURED = ["config", "no-config"] as const;
export const BASELINE = ["baseline", "write-baseline", "prune-baseline"] as const;
export const FIXING = ["fix", "fix-unsafe", "fix-dry-run"] as const;

/** The directives of logrotate 3.21 (`config.c`), by what may follow them. */
export const FLAGS: ReadonlySet<string> = new Set(
  (
    "compress nocompress delaycompress nodelaycompress shred noshred sharedscripts nosharedscripts copytruncate nocopytruncate " +
    "renamecopy norenamecopy copy nocopy ifempty notifempty dateext nodateext datehourago dateyesterday noolddir missingok " +
    "nomissingok allowhardlink noallowhardlink ignoreduplicates nomail mailfirst maillast hourly daily monthly yearly nocreate " +
    "nosu nocreateolddir"
  ).split(" "),
);

export const WITH_WORDS: ReadonlySet<string> = new Set(
  (
    "create olddir su createolddir dateformat maxage minage rotate size maxsize minsize start mail errors tabooext taboopat include " +
    "compresscmd uncompresscmd compressext compressoptions extension addextension shredcycles weekly"
  ).split(" "),
);

export const SCRIPTS: ReadonlySet<string> = new Set(
  "postrotate prerotate firstaction lastaction preremove".split(" "),
);

const NEEDS_VALUE: ReadonlySet<string> = new Set(
  "rotate maxage minage start shredcycles size maxsize minsize".split(" "),
);
const WHOLE = /^\d+$/;
const SIZE = /^\d+[kMG]?$/;

/** What logrotate says to the arguments of a directive, or null when it takes them. Users and groups are not looked up. */
export function argumentProblem(name: string, args: readonly string[]): string | null {
  const value = args.join(" ");
  if (value === "" && NEEDS_VALUE.has(name)) return `argument expected after ${name}`;
  switch (name) {
    case "rotate":
      return WHOLE.test(value) || value === "-1" ? null : `bad rotation count '${value}'`;
    case "maxage":
      return WHOLE.test(value) ? null : `bad maximum age '${value}'`;
    case "minage":
      return WHOLE.test(value) ? null : `bad minimum age '${value}'`;
    case "start":
      return WHOLE.test(value) ? null : `bad start count '${value}'`;
    case "shredcycles":
      return WHOLE.test(value) ? null : `bad shred cycles '${value}'`;
    case "size":
    case "maxsize":
    case "minsize":
      return SIZE.test(value) ? null : `unknown unit or bad size '${value}'`;
    case "create":
      return modeProblem(name, args);
    case "su":
      return args.length > 2 ? `extra arguments for ${name}` : null;
    default:
      return null;
  }
}

/** `create [mode] [owner [group]]` */
function modeProblem(name: string, args: readonly string[]): string | null {
  if (args.length > 3) return `extra arguments for ${name}`;
  const [mode] = args;
  return mode !== undefined && /^\d/.test(mode) && !/^[0-7]{3,5}$/.test(mode) ? `bad mode '${mode}'` : null;
}

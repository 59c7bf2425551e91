/** The levels that Python's logging knows by name (`logging/__init__.py`, `_nameToLevel`, Python 3.7-3.14). */
const LEVELS: Readonly<Record<string, number>> = {
  CRITICAL: 50,
  FATAL: 50,
  ERROR: 40,
  WARN: 30,
  WARNING: 30,
  INFO: 20,
  DEBUG: 10,
  NOTSET: 0,
};

const NAMES: Readonly<Record<string, string>> = {
  50: "CRITICAL",
  40: "ERROR",
  30: "WARNING",
  20: "INFO",
  10: "DEBUG",
  0: "NOTSET",
};

/** True for a name that `logging` itself knows; names are case-sensitive. */
export function isLevelName(name: string): boolean {
  return Object.hasOwn(LEVELS, name);
}

/** The names, as an author would be told them. */
export const LEVEL_NAMES = ["CRITICAL", "ERROR", "WARNING", "INFO", "DEBUG", "NOTSET"] as const;

/** The number of a level given as a name or as digits; undefined for anything else. */
export function levelNumber(level: string): number | undefined {
  if (Object.hasOwn(LEVELS, level)) return LEVELS[level];
  return /^-?\d{1,9}$/.test(level) ? Number(level) : undefined;
}

/** The name of a level's number, or its digits. */
export function levelName(number: number): string {
  return Object.hasOwn(NAMES, number) ? (NAMES[number] ?? String(number)) : String(number);
}

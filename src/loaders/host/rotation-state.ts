/** A line of logrotate's state file: when it last rotated a log, or looked at it first. */
export type RotationState = ReadonlyMap<string, number>;

/**
 * The state file of logrotate 3.21 (`readState` of logrotate.c): `logrotate state -- version 2`, then `"/path" 2026-1-31-6:0:0` in local
 * time, with `\` before `"`, `\` and, as `\n`, line ends. Version 1 has no quotes nor time. Times are taken as UTC: at most a day off.
 */
export function parseRotationState(text: string): RotationState | null {
  const [head = "", ...lines] = text.split("\n");
  if (!/^logrotate state -- version [12]$/.test(head)) return null;
  const state = new Map<string, number>();
  for (const line of lines) {
    const entry =
      /^(?:"((?:[^"\\]|\\.)*)"|(\S+)) (\d{1,4})-(\d{1,2})-(\d{1,2})(?:-(\d{1,2}):(\d{1,2}):(\d{1,2}))?$/.exec(
        line,
      );
    if (entry === null) continue;
    const [, quoted, bare = "", ...numbers] = entry;
    const path = line.startsWith('"') ? unescape(quoted ?? "") : bare;
    // groups that took no part are undefined, whatever the types say
    const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = numbers.map((each) =>
      Number.parseInt(each || "0", 10),
    );
    state.set(path, Date.UTC(year, month - 1, day, hour, minute, second));
  }
  return state;
}

function unescape(text: string): string {
  return text.replace(/\\(.)/g, (_, character: string) => (character === "n" ? "\n" : character));
}

import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** The processes that a process has started, and those that these have started; Linux. */
export function childrenOf(pid: number): number[] {
  const text = attempt(() => readFileSync(`/proc/${String(pid)}/task/${String(pid)}/children`, "utf8")) ?? "";
  const own = text.split(" ").filter(Boolean).map(Number);
  return own.flatMap((child) => [child, ...childrenOf(child)]);
}

/** Does the process or one below it have this file open? */
export function holds(pid: number, path: string): boolean {
  return [pid, ...childrenOf(pid)].some((each) => {
    const folder = `/proc/${String(each)}/fd`;
    const names = attempt(() => readdirSync(folder)) ?? [];
    return names.some((name) => attempt(() => readlinkSync(`${folder}/${name}`)) === path);
  });
}

/** Processes and their descriptors come and go while they are looked at. */
function attempt<T>(look: () => T): T | null {
  try {
    return look();
  } catch {
    return null;
  }
}

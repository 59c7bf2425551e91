import type { Timing } from "../engine/run.ts";

/** Takes the time of each phase of a run, and of each rule. */
export interface Stopwatch extends Timing {
  readonly lap: (phase: string) => void;
  /** One line per phase and for the slowest rules, in milliseconds, and the whole since the process started. */
  readonly report: () => string;
}

/** How many rules are shown. */
const SLOWEST = 5;

/** A stopwatch; null when nobody will look at it, because asking for the time costs time at start. */
export function stopwatch(isWanted: boolean): Stopwatch | null {
  if (!isWanted) return null;
  const now = (): number => performance.now();
  const laps: (readonly [phase: string, milliseconds: number])[] = [];
  const rules = new Map<string, number>();
  let last = now();
  laps.push(["start", last]);
  return {
    now,
    spent: (rule, milliseconds) => rules.set(rule, (rules.get(rule) ?? 0) + milliseconds),
    lap: (phase) => {
      const time = now();
      laps.push([phase, time - last]);
      last = time;
    },
    report: () => {
      const slowest = [...rules].sort((a, b) => b[1] - a[1]).slice(0, SLOWEST);
      const rows = [
        ...laps.flatMap(([phase, time]) => [
          [phase, time] as const,
          ...(phase === "rules" ? slowest.map(([rule, spent]) => [`  ${rule}`, spent] as const) : []),
        ]),
        ["in all", last] as const,
      ];
      const width = Math.max(...rows.map(([name]) => name.length));
      return rows.map(([name, time]) => `${name.padEnd(width)} ${time.toFixed(1).padStart(9)} ms\n`).join("");
    },
  };
}

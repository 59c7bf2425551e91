/** Takes the time of each phase of a run. */
export interface Stopwatch {
  readonly lap: (phase: string) => void;
  /** One line per phase, in milliseconds, and the whole since the process started. */
  readonly report: () => string;
}

export function stopwatch(): Stopwatch {
  const laps: (readonly [phase: string, milliseconds: number])[] = [];
  let last = performance.now();
  laps.push(["start", last]);
  return {
    lap: (phase) => {
      const now = performance.now();
      laps.push([phase, now - last]);
      last = now;
    },
    report: () => {
      const rows = [...laps, ["in all", last] as const];
      const width = Math.max(...rows.map(([phase]) => phase.length));
      return rows
        .map(([phase, time]) => `${phase.padEnd(width)} ${time.toFixed(1).padStart(9)} ms\n`)
        .join("");
    },
  };
}

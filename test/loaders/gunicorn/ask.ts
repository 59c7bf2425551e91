import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { realProgram } from "../../real-programs.ts";

/** The Python that has gunicorn, or null where there is none. */
export const python = realProgram("gunicorn") === null ? null : realProgram("python");

const SCRIPT = fileURLToPath(new URL("real_gunicorn.py", import.meta.url));

/** Puts every question to the installed gunicorn in one process; see real_gunicorn.py. */
export function ask(questions: readonly object[]): Answer[] {
  const lines = questions.map((question) => JSON.stringify(question)).join("\n");
  const run = spawnSync(python ?? "python3", [SCRIPT], {
    input: `${lines}\n`,
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  if (run.status !== 0) throw new Error(`real_gunicorn.py: ${run.stderr}`);
  return run.stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Answer);
}

export interface Answer {
  readonly value?: unknown;
  readonly exit?: number;
  readonly stderr?: string;
  readonly error?: string;
}

/** A small generator of repeatable pseudo-random choices (mulberry32). */
export function dice(seed: number) {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  return {
    below: (limit: number): number => Math.floor(next() * limit),
    chance: (probability: number): boolean => next() < probability,
    pick: <T>(items: readonly T[]): T => items[Math.floor(next() * items.length)]!,
  };
}

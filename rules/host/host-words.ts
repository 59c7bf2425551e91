import type { HostFacts, HostLog, HostProcess } from "../../src/model/host.ts";
import type { Stack } from "../../src/model/stack.ts";
import type { LabelledSpan } from "../../src/text/span.ts";

const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const DAY = 24 * 60 * MINUTE;

/** A moment for people, in UTC: `2026-03-01 06:00`. */
export function momentOf(time: number): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? "an unknown time" : date.toISOString().slice(0, 16).replace("T", " ");
}

/** The running processes that a process of the stack became. */
export function runningOf(host: HostFacts, process: string): readonly HostProcess[] {
  return host.processes.filter((each) => each.explainedBy === process);
}

/** When the first of them was started; null when none runs. */
export function startOf(host: HostFacts, process: string): number | null {
  const own = runningOf(host, process);
  return own.length === 0 ? null : Math.min(...own.map(({ started }) => started));
}

/** The command that starts the process which opens the log. */
export function startedAt(stack: Stack, log: HostLog): LabelledSpan[] {
  const process = stack.processes.find(({ name }) => name === log.process);
  return process === undefined || process.at.file === log.at.file
    ? []
    : [{ ...process.at, label: `${process.name} is started here` }];
}

/** Runs on files that it read at its start and that say something else by now: what it does tells nothing of them. */
export function isOutdated(host: HostFacts, process: string): boolean {
  return host.drift.some((each) => each.process === process && each.kind !== "environment");
}

/** Each once, by what `keyOf` says. */
export function distinct<T>(values: readonly T[], keyOf: (value: T) => string): T[] {
  const found = new Map<string, T>();
  for (const value of values) if (!found.has(keyOf(value))) found.set(keyOf(value), value);
  return [...found.values()];
}

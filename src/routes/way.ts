import type { FileSpan } from "../text/span.ts";
import { routeOf, type Route, type Sink, type Step } from "./route.ts";

/** One way with the steps on it, to all of its ends. */
export interface Way {
  readonly steps: readonly Step[];
  readonly sinks: readonly Sink[];
}

/** Where the two standard streams of a process lead. */
export interface Streams {
  readonly stdout: Way;
  readonly stderr: Way;
}

export function endingIn(...sinks: readonly Sink[]): Way {
  return { steps: [], sinks };
}

/** A dead end, and the line that makes it one. */
export function droppedBy(step: Omit<Step, "verdict">): Way {
  return { steps: [{ ...step, verdict: "drop" }], sinks: [] };
}

/** What happens on it is not known, and any of `sinks` may be an end. */
export function undecided(step: Omit<Step, "verdict">, sinks: readonly Sink[] = []): Way {
  const ends = sinks.map(unsure);
  return { steps: [leading({ ...step, verdict: "maybe" }, ends)], sinks: ends };
}

/** The step, then the way. */
export function after(step: Step, way: Way): Way {
  return { steps: [leading(step, way.sinks), ...way.steps], sinks: way.sinks };
}

function leading(step: Step, sinks: readonly Sink[]): Step {
  return sinks.length === 0 ? step : { ...step, leadsTo: sinks };
}

export function together(ways: readonly Way[]): Way {
  return { steps: ways.flatMap((way) => way.steps), sinks: ways.flatMap((way) => way.sinks) };
}

export function unsure(sink: Sink): Sink {
  return { ...sink, certain: false };
}

/** `home` is where what a default decides could have been written. */
export function routeFor(head: Parameters<typeof routeOf>[0], way: Way, home: FileSpan): Route {
  return routeOf(head, way.steps, way.sinks, home);
}

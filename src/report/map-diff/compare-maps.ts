import type { Route, Sink, Step } from "../../routes/route.ts";
import { sinkName } from "../where/route-names.ts";

/** One of the two maps. `root` is the folder that was looked at: paths below it count as the same on both sides. */
export interface MapSide {
  readonly routes: readonly Route[];
  readonly root: string;
}

/**
 * What became of one kind of record. "lost": it ended somewhere, and ends nowhere now; "gained": the reverse; "moved": it ends
 * elsewhere; "certainty": in the same places, but what was sure is not, or the reverse; "added", "removed": only one map has it.
 */
export type ChangeKind = "lost" | "gained" | "moved" | "certainty" | "added" | "removed";

export interface MapChange {
  readonly kind: ChangeKind;
  readonly before: Route | null;
  readonly after: Route | null;
  /** The steps that only this side has; where both have the same, the last that has a place. */
  readonly stepsBefore: readonly Step[];
  readonly stepsAfter: readonly Step[];
}

export interface ComparedMaps {
  readonly changes: readonly MapChange[];
  /** How many kinds of record end as before. */
  readonly same: number;
}

/** Compares two maps, kind of record by kind of record. Pure; linear in the routes. */
export function compareMaps(a: MapSide, b: MapSide): ComparedMaps {
  const before = byKey(a);
  const after = byKey(b);
  const changes: MapChange[] = [];
  let same = 0;
  for (const key of new Set([...before.keys(), ...after.keys()])) {
    for (const [one, other] of paired(before.get(key) ?? [], after.get(key) ?? [], a, b)) {
      const change = changeOf(one ?? serverOf(before, other), other ?? serverOf(after, one), a.root, b.root);
      if (change === null) same++;
      else changes.push(change);
    }
  }
  return { changes, same };
}

function byKey({ routes }: MapSide): Map<string, Route[]> {
  const found = new Map<string, Route[]>();
  for (const route of routes) {
    const key = keyOf(route);
    const known = found.get(key);
    if (known === undefined) found.set(key, [route]);
    else known.push(route);
  }
  return found;
}

function keyOf({ event, level, logger, server, location }: Omit<Route, "steps">): string {
  return JSON.stringify([event, level, logger, server, location]);
}

/** A location that logs for itself on one side only: on the other its requests are those of the server. */
function serverOf(routes: ReadonlyMap<string, Route[]>, of: Route | null): Route | null {
  if (of?.location === undefined) return null;
  const { event, level, logger, server } = of;
  return routes.get(JSON.stringify([event, level, logger, server, undefined]))?.[0] ?? null;
}

/** Routes of one kind: those of services of one name belong together, the others in their order. */
function paired(
  before: readonly Route[],
  after: readonly Route[],
  a: MapSide,
  b: MapSide,
): [Route | null, Route | null][] {
  const left = new Map<string, Route[]>();
  const nameOf = (route: Route, { root }: MapSide): string =>
    [route.service, route.stack].map((name) => below(name, root)).join("\0");
  for (const route of after) {
    const name = nameOf(route, b);
    left.set(name, [...(left.get(name) ?? []), route]);
  }
  const pairs: [Route | null, Route | null][] = [];
  const alone: Route[] = [];
  for (const route of before) {
    const partner = left.get(nameOf(route, a))?.shift();
    if (partner === undefined) alone.push(route);
    else pairs.push([route, partner]);
  }
  const others = [...left.values()].flat();
  for (let i = 0; i < Math.max(alone.length, others.length); i++)
    pairs.push([alone[i] ?? null, others[i] ?? null]);
  return pairs;
}

function changeOf(before: Route | null, after: Route | null, rootA: string, rootB: string): MapChange | null {
  const kind = kindOf(before, after, rootA, rootB);
  if (kind === null) return null;
  const stepKey =
    (root: string) =>
    (step: Step): string =>
      below(JSON.stringify([step.what, step.verdict, step.why]), root);
  const own = new Set(before?.steps.map(stepKey(rootA)));
  const others = new Set(after?.steps.map(stepKey(rootB)));
  return {
    kind,
    before,
    after,
    stepsBefore: deciding(before, (step) => !others.has(stepKey(rootA)(step))),
    stepsAfter: deciding(after, (step) => !own.has(stepKey(rootB)(step))),
  };
}

function deciding(route: Route | null, isOwn: (step: Step) => boolean): Step[] {
  const placed = route?.steps.filter((step) => step.at !== null) ?? [];
  const own = placed.filter(isOwn);
  return own.length > 0 ? own : placed.slice(-1);
}

/** What a change is about: the second side, or the one that tells the location. */
export function subjectOf({ before, after }: MapChange): Route | null {
  return after === null || (after.location === undefined && before?.location !== undefined) ? before : after;
}

function kindOf(before: Route | null, after: Route | null, rootA: string, rootB: string): ChangeKind | null {
  if (before === null) return "added";
  if (after === null) return "removed";
  const ends = endsOf(before, rootA);
  const now = endsOf(after, rootB);
  if (namesOf(ends) === namesOf(now))
    return JSON.stringify(ends) === JSON.stringify(now) ? null : "certainty";
  if (isNowhere(after)) return "lost";
  return isNowhere(before) ? "gained" : "moved";
}

type End = readonly [name: string, certain: boolean];

function endsOf(route: Route, root: string): End[] {
  if (route.sinks.length === 0) return [[route.certain ? "nowhere" : "not known", true]];
  return route.sinks
    .map((sink: Sink): End => [below(sinkName(sink), root), sink.certain])
    .sort(([one], [other]) => (one < other ? -1 : 1));
}

function namesOf(ends: readonly End[]): string {
  return JSON.stringify(ends.map(([name]) => name));
}

/** It is certain that nobody records it. */
export function isNowhere(route: Route): boolean {
  return route.certain && route.sinks.every((sink) => sink.kind === "null");
}

/** The text with paths as seen from `root`. */
export function below(text: string, root: string): string {
  if (root === "." || !text.includes(root)) return text;
  if (text === root) return "";
  let out = "";
  let from = 0;
  for (let at = text.indexOf(`${root}/`); at >= 0; at = text.indexOf(`${root}/`, at + root.length)) {
    // `my-blog/` is not below `blog/`.
    if (/[\w./-]/.test(text.charAt(at - 1))) continue;
    out += text.slice(from, at);
    from = at + root.length + 1;
  }
  return out + text.slice(from);
}

import type { Box } from "./map-boxes.ts";
import type { MapEdge } from "./map-graph.ts";
import { spread } from "./spread.ts";

/** A box of a column, or (without box) the place where edges to one end pass it; column 0 are the events. */
export interface Stop {
  readonly id: string;
  readonly column: number;
  readonly box: Box | null;
  readonly before: Stop[];
  readonly after: Stop[];
  /** The strongest verdict of the edges that come here. */
  verdict: MapEdge["verdict"];
  /** Its middle, in pixels. */
  y: number;
}

/** A piece of an edge, from one column to the next. */
export interface Piece {
  readonly from: Stop;
  readonly to: Stop;
  verdict: MapEdge["verdict"];
}

/** Room for an edge that passes a column, and between two boxes. Pixels. */
const PASSING = 10;
const GAP = 14;

export function stopAt(id: string, column: number, box: Box | null, y = 0): Stop {
  return { id, column, box, before: [], after: [], verdict: "maybe", y };
}

export function heightOf(stop: Stop): number {
  return stop.box?.height ?? PASSING;
}

/** Cuts edges to pieces from one column to the next; those to one box that pass a column do so together. Adds to `stops`. */
export function connect(edges: readonly MapEdge[], stops: Map<string, Stop>): Piece[] {
  const pieces = new Map<string, Piece>();
  for (const { from, to, verdict } of edges) {
    const start = stops.get(from);
    const goal = stops.get(to);
    if (start === undefined || goal === undefined) continue;
    let before = start;
    for (let column = start.column + 1; column <= goal.column; column++) {
      const id = column === goal.column ? to : `${to} past ${String(column)}`;
      const next = stops.get(id) ?? stopAt(id, column, null);
      stops.set(id, next);
      const key = `${before.id} ${id}`;
      const known = pieces.get(key);
      if (known === undefined) {
        pieces.set(key, { from: before, to: next, verdict });
        before.after.push(next);
        next.before.push(before);
      } else if (known.verdict === "maybe") known.verdict = verdict;
      if (next.verdict === "maybe") next.verdict = verdict;
      before = next;
    }
  }
  return [...pieces.values()];
}

/** Sweeps over the columns, after which nothing gets much better. */
const SWEEPS = 8;

/**
 * Gives every stop behind column 0 its height in its column: near to what it is connected with, passing edges straight.
 * Sweeps go left and right in turn; the order with the fewest crossings stays, of equals the one with the shortest edges.
 * Then each order is kept, and everything moves to the middle of what is on both of its sides.
 */
export function settle(columns: readonly (readonly Stop[])[]): void {
  for (const column of columns) place(sorted(column, before), before);
  const stops = columns.flat();
  const state = (): State => ({
    crossings: columns.reduce((sum, column) => sum + crossingsBefore(column), 0),
    climb: climbOf(stops),
    heights: stops.map((each) => each.y),
  });
  let best = state();
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const [order, near] = sweep % 2 === 0 ? [columns.slice(0, -1).reverse(), after] : [columns, before];
    for (const column of order) place(sorted(column, near), near);
    const now = state();
    if (now.crossings < best.crossings || (now.crossings === best.crossings && now.climb < best.climb))
      best = now;
  }
  for (const [index, each] of stops.entries()) each.y = best.heights[index] ?? each.y;
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const order = sweep % 2 === 0 ? columns.toReversed() : columns;
    for (const column of order) place(standing(column), around);
  }
}

type Near = (stop: Stop) => readonly Stop[];
const before: Near = (stop) => stop.before;
const after: Near = (stop) => stop.after;
const around: Near = (stop) => [...stop.before, ...stop.after];

interface State {
  readonly crossings: number;
  readonly climb: number;
  readonly heights: readonly number[];
}

/** How far all edges climb and fall. */
function climbOf(stops: readonly Stop[]): number {
  let climb = 0;
  for (const stop of stops) for (const before of stop.before) climb += Math.abs(stop.y - before.y);
  return climb;
}

/** How many pairs of edges that come to a column cross. */
function crossingsBefore(column: readonly Stop[]): number {
  const edges = column.flatMap((to) => to.before.map((from) => ({ from: from.y, to: to.y })));
  edges.sort((a, b) => a.from - b.from || a.to - b.to);
  return inversions(edges.map((edge) => edge.to)).count;
}

/** Pairs that stand in the wrong order, and the numbers in the right one: merge sort. */
function inversions(numbers: readonly number[]): { count: number; sorted: readonly number[] } {
  if (numbers.length < 2) return { count: 0, sorted: numbers };
  const half = numbers.length >> 1;
  const first = inversions(numbers.slice(0, half));
  const second = inversions(numbers.slice(half));
  const sorted: number[] = [];
  let count = first.count + second.count;
  let at = 0;
  for (const number of second.sorted) {
    for (let next = first.sorted[at]; next !== undefined && next <= number; next = first.sorted[++at])
      sorted.push(next);
    sorted.push(number);
    count += first.sorted.length - at;
  }
  return { count, sorted: [...sorted, ...first.sorted.slice(at)] };
}

/** By the middle of what they are connected with. */
function sorted(column: readonly Stop[], near: Near): Stop[] {
  const middles = new Map(column.map((each) => [each, middleOf(each, near(each))]));
  return column.toSorted((a, b) => (middles.get(a) ?? 0) - (middles.get(b) ?? 0));
}

/** In the order in which they stand. */
function standing(column: readonly Stop[]): Stop[] {
  return column.toSorted((a, b) => a.y - b.y);
}

function place(column: readonly Stop[], near: Near): void {
  const wishes = column.map((each) => ({ middle: middleOf(each, near(each)), height: heightOf(each) }));
  const tops = spread(wishes, GAP);
  for (const [index, each] of column.entries()) each.y = (tops[index] ?? 0) + heightOf(each) / 2;
}

/** The mean of what a stop is connected with; a bend in a passing edge is worse than a slope between boxes. */
function middleOf(stop: Stop, others: readonly Stop[]): number {
  let sum = 0;
  let weight = 0;
  for (const other of others) {
    const own = (stop.box === null ? 4 : 1) * (other.box === null && other.column > 0 ? 4 : 1);
    sum += other.y * own;
    weight += own;
  }
  return weight === 0 ? stop.y : sum / weight;
}

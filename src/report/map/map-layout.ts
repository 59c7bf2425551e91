import type { Sources } from "../places.ts";
import { connect, heightOf, settle, stopAt, type Piece, type Stop } from "./layout-stops.ts";
import { cardOf, endBox, SMALL, waypointBox, type Box, type Card } from "./map-boxes.ts";
import type { MapEdge, MapGraph } from "./map-graph.ts";

/** Where everything stands. Pixels; y grows downwards. */
export interface MapLayout {
  readonly width: number;
  readonly height: number;
  readonly cards: readonly Placed<Card>[];
  readonly waypoints: readonly Placed<Box>[];
  readonly ends: readonly Placed<Box>[];
  readonly lines: readonly Line[];
  readonly headings: readonly Heading[];
  readonly legend: readonly LegendEntry[];
}

export type Placed<Kind> = Kind & { readonly x: number; readonly y: number };

/** One piece of an edge: a curve, or straight through a column. `arrives` at a box, with an arrow. */
export interface Line {
  readonly from: readonly [number, number];
  readonly to: readonly [number, number];
  readonly verdict: MapEdge["verdict"];
  readonly arrives: boolean;
}

/** What stands above a column; `y` is the baseline. */
export interface Heading {
  readonly text: string;
  readonly x: number;
  readonly y: number;
}

/** A line of the look of `verdict` from x to x + LEGEND_LINE, and what it stands for, on the baseline y. */
export interface LegendEntry extends Heading {
  readonly verdict: MapEdge["verdict"];
}

export const LEGEND_LINE = 28;
const MARGIN = 16;
const HEADING = 26;
const CARD_GAP = 22;
/** Between columns, for the curves. */
const COLUMN_GAP = 64;

/** Places the graph in columns from left to right; edges that pass a column have their place there and cross no box. */
export function layOut(graph: MapGraph, sources: Sources): MapLayout {
  const cards = stackCards(graph);
  const used = [...new Set(graph.waypoints.map((each) => each.column))].sort();
  const last = used.length + 1;
  const stops = new Map<string, Stop>();
  for (const card of cards) {
    for (const row of card.rows)
      stops.set(row.id, stopAt(row.id, 0, null, card.y + row.top + row.height / 2));
  }
  for (const each of graph.waypoints)
    stops.set(each.id, stopAt(each.id, used.indexOf(each.column) + 1, waypointBox(each)));
  for (const each of graph.ends) stops.set(each.id, stopAt(each.id, last, endBox(each, sources)));
  const pieces = connect(graph.edges, stops);
  const columns: Stop[][] = Array.from({ length: last }, () => []);
  for (const each of stops.values()) columns[each.column - 1]?.push(each);
  settle(columns);
  return finished(cards, columns, pieces);
}

const LEGEND = [
  ["sure", "recorded"],
  ["maybe", "not certain"],
  ["dead", "recorded nowhere"],
] as const;

function legendUnder(bottom: number, pieces: readonly Piece[]): LegendEntry[] {
  let x = MARGIN;
  return LEGEND.filter(([verdict]) => pieces.some((piece) => piece.verdict === verdict)).map(
    ([verdict, text]) => {
      const entry = { verdict, text, x, y: bottom + 26 };
      x += LEGEND_LINE + 8 + text.length * SMALL.column + 20;
      return entry;
    },
  );
}

function stackCards(graph: MapGraph): Placed<Card>[] {
  let y = MARGIN + HEADING;
  const cards = graph.services.map((service) => {
    const card = { ...cardOf(service), x: MARGIN, y };
    y += card.height + CARD_GAP;
    return card;
  });
  const width = Math.max(0, ...cards.map((card) => card.width));
  return cards.map((card) => ({ ...card, width }));
}

function finished(
  cards: readonly Placed<Card>[],
  columns: readonly (readonly Stop[])[],
  pieces: readonly Piece[],
): MapLayout {
  const widths = [cards[0]?.width ?? 0];
  for (const column of columns) widths.push(Math.max(0, ...column.map((each) => each.box?.width ?? 0)));
  const lefts = [MARGIN];
  for (const [at, width] of widths.entries()) lefts.push((lefts[at] ?? 0) + width + COLUMN_GAP);
  const all = columns.flat();
  const highest = Math.min(MARGIN + HEADING, ...all.map((each) => each.y - heightOf(each) / 2));
  const down = MARGIN + HEADING - highest;
  const left = (stop: Stop): number => lefts[stop.column] ?? 0;
  const right = (stop: Stop): number => left(stop) + (stop.box?.width ?? widths[stop.column] ?? 0);
  const placed = (stop: Stop): Placed<Box>[] =>
    stop.box === null ? [] : [{ ...stop.box, x: left(stop), y: stop.y + down - stop.box.height / 2 }];
  const bottom = Math.max(
    ...all.map((each) => each.y + heightOf(each) / 2),
    ...cards.map((card) => card.y + card.height),
  );
  const legend = legendUnder(bottom + down, pieces);
  const between = pieces.map(({ from, to, verdict }): Line => {
    return {
      from: [right(from), from.y + down],
      to: [left(to), to.y + down],
      verdict,
      arrives: to.box !== null,
    };
  });
  const through = all
    .filter((each) => each.box === null)
    .map((each): Line => {
      const y = each.y + down;
      return { from: [left(each), y], to: [right(each), y], verdict: each.verdict, arrives: false };
    });
  return {
    width: Math.ceil((lefts.at(-1) ?? 0) - COLUMN_GAP + MARGIN),
    height: Math.ceil(Math.max(bottom, MARGIN + HEADING) + down + MARGIN + (legend.length > 0 ? 22 : 0)),
    cards: cards.map((card) => ({ ...card, y: card.y + down })),
    waypoints: columns.slice(0, -1).flatMap((column) => column.flatMap(placed)),
    ends: (columns.at(-1) ?? []).flatMap(placed),
    lines: [...between, ...through],
    headings: headingsOver(lefts, columns.length),
    legend,
  };
}

function headingsOver(lefts: readonly number[], last: number): Heading[] {
  const texts = [
    { text: "What is recorded", at: 0 },
    ...(last > 1 ? [{ text: "by way of", at: 1 }] : []),
    { text: "Where it ends", at: last },
  ];
  return texts.map(({ text, at }) => ({ text, x: lefts[at] ?? 0, y: MARGIN + 10 }));
}

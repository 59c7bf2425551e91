import type { Sources } from "../places.ts";
import { addressOf } from "../places.ts";
import { textWidth } from "../width.ts";
import { plain } from "./trails.ts";
import type { MapEnd, MapService, MapWaypoint } from "./map-graph.ts";
import { wrapLabel } from "./wrap-label.ts";

/** How a line of a box is set. "title" and "name" are of the large size, "note" and "command" of the small one. */
export type LineStyle = "title" | "name" | "note" | "command";

/** A line of text in a box; `y` is its baseline. Pixels from the box's corner. */
export interface BoxLine {
  readonly text: string;
  readonly style: LineStyle;
  readonly x: number;
  readonly y: number;
}

/** A box with its text, not placed yet. Pixels. */
export interface Box {
  readonly id: string;
  readonly width: number;
  readonly height: number;
  readonly lines: readonly BoxLine[];
}

/** Events that share a way, in the card of their service. Pixels from the card's corner. */
export interface Row {
  readonly id: string;
  readonly top: number;
  readonly height: number;
  readonly lines: readonly BoxLine[];
}

/** The lines of a card itself are its heading. */
export interface Card extends Box {
  readonly rows: readonly Row[];
}

/** Size of the text, and pixels that a column of it takes at most in a monospaced font (0.6 em, some fonts a little more). */
export const LARGE = { size: 13, column: 8, line: 18 } as const;
export const SMALL = { size: 11, column: 6.8, line: 15 } as const;

const PADDING = 11;

interface Text {
  readonly text: string;
  readonly style: LineStyle;
}

export function cardOf(service: MapService): Card {
  const head: Text[] = [
    ...wrapped(service.title, "title", 32),
    ...(service.subtitle === "" ? [] : wrapped(service.subtitle, "note", 38)),
  ];
  const lines = setLines(head, PADDING - 2);
  let top = lines.bottom + 7;
  const rows: Row[] = [];
  for (const events of service.events) {
    const set = setLines(
      events.names.flatMap((name) => wrapped(name, "name", 32)),
      top + 5,
    );
    rows.push({ id: events.id, top, height: set.bottom + 6 - top, lines: set.set });
    top = set.bottom + 6;
  }
  const width = widthOf([...lines.set, ...rows.flatMap((row) => row.lines)]);
  return { id: service.id, width, height: top, lines: lines.set, rows };
}

export function waypointBox(waypoint: MapWaypoint): Box {
  return boxOf(waypoint.id, wrapped(waypoint.label, "name", 26));
}

export function endBox(end: MapEnd, sources: Sources): Box {
  const places = end.kind === "sink" ? [] : placeLines(end, sources);
  return boxOf(end.id, [
    ...wrapped(end.label, "title", 38),
    ...(end.detail === "" ? [] : wrapped(end.detail, "note", 46)),
    ...places,
    ...(end.read.length === 1 ? wrapped(end.read[0] ?? "", "command", 46) : []),
  ]);
}

/** Places beyond these are counted. */
const MOST_PLACES = 3;

function placeLines(end: MapEnd, sources: Sources): Text[] {
  const shown = end.places.length > MOST_PLACES + 1 ? end.places.slice(0, MOST_PLACES) : end.places;
  const left = end.places.length - shown.length;
  return [
    ...shown.flatMap((place) => wrapped(plain(addressOf(place, sources)), "command", 46)),
    ...(left > 0 ? wrapped(`and ${String(left)} more lines`, "note", 46) : []),
  ];
}

function boxOf(id: string, text: readonly Text[]): Box {
  const { set, bottom } = setLines(text, PADDING - 3);
  return { id, width: widthOf(set), height: bottom + PADDING - 3, lines: set };
}

function wrapped(text: string, style: LineStyle, width: number): Text[] {
  return wrapLabel(text, width).map((line) => ({ text: line, style }));
}

function setLines(text: readonly Text[], top: number): { set: BoxLine[]; bottom: number } {
  let bottom = top;
  const set = text.map((each): BoxLine => {
    const { size, line } = sizeOf(each.style);
    const y = bottom + (line - size) / 2 + size * 0.82;
    bottom += line;
    return { ...each, x: PADDING, y };
  });
  return { set, bottom };
}

function widthOf(lines: readonly BoxLine[]): number {
  const widest = Math.max(...lines.map((line) => textWidth(line.text) * sizeOf(line.style).column));
  return Math.ceil(widest) + 2 * PADDING;
}

export function sizeOf(style: LineStyle): typeof LARGE | typeof SMALL {
  return style === "title" || style === "name" ? LARGE : SMALL;
}

import type { Sources } from "../places.ts";
import { xml } from "../xml.ts";
import type { BoxLine } from "./map-boxes.ts";
import type { MapEnd, MapGraph } from "./map-graph.ts";
import { endsOf } from "./reached.ts";
import { layOut, LEGEND_LINE, type Line, type MapLayout, type Placed } from "./map-layout.ts";
import type { Box, Card } from "./map-boxes.ts";
import { MAP_STYLE } from "./map-style.ts";

/** A picture that stands alone, for an `img` or a viewer. */
export function mapSvg(graph: MapGraph, sources: Sources): string {
  const layout = layOut(graph, sources);
  const { width, height } = layout;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="map" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="map-title map-desc">`,
    `<title id="map-title">Where log records end</title>`,
    `<desc id="map-desc">${xml(descriptionOf(graph))}</desc>`,
    `<style>${MAP_STYLE}</style>`,
    ...drawing(graph, layout, () => null),
    "</svg>",
    "",
  ].join("\n");
}

/** The same as an element of a page that has the style sheet; each box leads to `#` and its id. */
export function mapElement(graph: MapGraph, sources: Sources): string {
  const layout = layOut(graph, sources);
  const { width, height } = layout;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="map" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="group" aria-labelledby="map-title map-desc">`,
    `<title id="map-title">Where log records end</title>`,
    `<desc id="map-desc">${xml(descriptionOf(graph))}</desc>`,
    ...drawing(graph, layout, (id) => `#${id}`),
    "</svg>",
  ].join("\n");
}

/** The picture in words, for those who cannot see it. */
function descriptionOf(graph: MapGraph): string {
  const ends = endsOf(graph);
  const sentences = graph.services.flatMap((service) =>
    service.events.map(({ id, names }) => {
      const found = new Set((ends.get(id) ?? []).map(endInWords));
      return `${service.title}, ${names.join(", ")}: ${[...found].join("; ")}.`;
    }),
  );
  return sentences.join(" ");
}

function endInWords({ kind, label, detail }: MapEnd): string {
  return kind === "sink" ? label : `${label}, ${detail}`;
}

function drawing(graph: MapGraph, layout: MapLayout, linkTo: (id: string) => string | null): string[] {
  const ends = new Map(graph.ends.map((end) => [end.id, end]));
  const linked = (id: string, parts: readonly string[]): string => {
    const href = linkTo(id);
    return href === null ? `<g>${parts.join("")}</g>` : `<a href="${xml(href)}">${parts.join("")}</a>`;
  };
  return [
    `<rect class="ground" width="100%" height="100%" rx="8"/>`,
    ...layout.headings.map(({ text, x, y }) => `<text class="note" x="${x}" y="${y}">${xml(text)}</text>`),
    ...layout.lines.flatMap(lineParts),
    ...layout.legend.map(
      ({ verdict, text, x, y }) =>
        `<path class="line ${verdict}" d="M${px(x)},${px(y - 4)}h${LEGEND_LINE}"/><text class="note" x="${px(x + LEGEND_LINE + 8)}" y="${px(y)}">${xml(text)}</text>`,
    ),
    ...layout.cards.map((card) => cardParts(card, linked)),
    ...layout.waypoints.map((box) => linked(box.id, boxParts(box, "waypoint"))),
    ...layout.ends.map((box) => linked(box.id, boxParts(box, ends.get(box.id)?.kind ?? "sink"))),
  ];
}

function cardParts(card: Placed<Card>, linked: (id: string, parts: readonly string[]) => string): string {
  const { x, y, width, height } = card;
  return [
    `<rect class="card" x="${x}" y="${px(y)}" width="${width}" height="${px(height)}" rx="8"/>`,
    ...card.lines.map((line) => textPart(line, card, "")),
    ...card.rows.flatMap((row) => {
      const top = px(y + row.top);
      return [
        `<path class="rule" d="M${x},${top}H${x + width}"/>`,
        linked(row.id, [
          `<rect x="${x}" y="${top}" width="${width}" height="${px(row.height)}" fill="none" pointer-events="all"/>`,
          ...row.lines.map((line) => textPart(line, card, "")),
        ]),
      ];
    }),
  ].join("");
}

function boxParts(box: Placed<Box>, kind: string): string[] {
  const { x, y, width, height } = box;
  const round = kind === "waypoint" ? 14 : 6;
  return [
    `<rect class="box ${kind}" x="${x}" y="${px(y)}" width="${width}" height="${px(height)}" rx="${round}"/>`,
    ...box.lines.map((line) => textPart(line, box, line.style === "title" ? ` ${kind}` : "")),
  ];
}

function textPart(line: BoxLine, at: { readonly x: number; readonly y: number }, more: string): string {
  return `<text class="${line.style}${more}" x="${px(at.x + line.x)}" y="${px(at.y + line.y)}">${xml(line.text)}</text>`;
}

/** Room for the tip of an arrow. */
const TIP = 8;

function lineParts({ from, to, verdict, arrives }: Line): string[] {
  const [x1, y1] = from;
  const [x2, y2] = [to[0] - (arrives ? TIP : 0), to[1]];
  const bend = (x2 - x1) / 2;
  const path =
    Math.abs(y1 - y2) < 0.5
      ? `M${px(x1)},${px(y1)}H${px(x2)}`
      : `M${px(x1)},${px(y1)}C${px(x1 + bend)},${px(y1)} ${px(x2 - bend)},${px(y2)} ${px(x2)},${px(y2)}`;
  const line = `<path class="line ${verdict}" d="${path}"/>`;
  if (!arrives) return [line];
  const tip = `M${px(to[0])},${px(y2)}l-${TIP},-4v8z`;
  return [line, `<path class="tip ${verdict}" d="${tip}"/>`];
}

/** Pixels with at most one decimal. */
function px(value: number): string {
  return String(Math.round(value * 10) / 10);
}

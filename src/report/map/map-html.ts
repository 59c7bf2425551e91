import type { Gap } from "../../model/problem.ts";
import { htmlPage } from "../html-page.ts";
import { STYLE } from "../html-style.ts";
import { html } from "../html-text.ts";
import { unknowns } from "../html.ts";
import type { Sources } from "../places.ts";
import { count } from "../wrap.ts";
import { endSections, waypointSections } from "./html-ends.ts";
import { serviceSections } from "./html-services.ts";
import { PAGE_STYLE } from "./html-map-style.ts";
import type { MapGraph } from "./map-graph.ts";
import { MAP_STYLE } from "./map-style.ts";
import { mapElement } from "./map-svg.ts";

/** The map as one page: the picture, whose boxes lead to what follows: dead ends, ends, what lies between, every step. */
export function mapHtml(graph: MapGraph, gaps: readonly Gap[], sources: Sources): string {
  const body = [
    "<h1>Where log records end</h1>",
    `<p>${summaryOf(graph)}</p>`,
    '<figure tabindex="0" role="region" aria-label="The log map">',
    mapElement(graph, sources),
    "</figure>",
    ...titled("Recorded nowhere", endSections(graph, "dead", sources)),
    ...titled("Not known", endSections(graph, "unknown", sources)),
    ...titled("Where records end", endSections(graph, "sink", sources)),
    ...titled("By way of", waypointSections(graph, sources)),
    ...titled("Every kind of record, step by step", serviceSections(graph, sources)),
    ...unknowns(gaps, sources),
  ];
  return htmlPage("loglint: where log records end", [STYLE, PAGE_STYLE, MAP_STYLE].join("\n"), body);
}

function titled(title: string, sections: readonly string[]): string[] {
  return sections.length === 0 ? [] : [`<h2 class="part">${html(title)}</h2>`, ...sections];
}

function summaryOf({ services, edges, ends }: MapGraph): string {
  const kinds = services.flatMap((service) => service.events);
  const total = kinds.reduce((sum, events) => sum + events.names.length, 0);
  const dead = new Set(ends.filter((end) => end.kind === "dead").map((end) => end.id));
  const lost = new Set(edges.filter((edge) => dead.has(edge.to)).map((edge) => edge.from));
  const nowhere = kinds
    .filter((events) => lost.has(events.id))
    .reduce((sum, events) => sum + events.names.length, 0);
  const parts = `${count(total, "kind")} of records in ${count(services.length, "service")}`;
  const without =
    nowhere === 0 ? "none ends nowhere" : `<span class="error">${nowhere} recorded nowhere</span>`;
  return `${parts}, ${without}. Boxes of the picture lead to the lines that decide.`;
}

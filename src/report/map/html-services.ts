import type { Route } from "../../routes/route.ts";
import { html } from "../html-text.ts";
import type { Sources } from "../places.ts";
import { routeName } from "../where/route-names.ts";
import { stepList } from "./html-steps.ts";
import type { MapEnd, MapEvents, MapGraph } from "./map-graph.ts";
import { endsOf } from "./reached.ts";

/** A section for each service, and in it one for each of its events: where it ends, and each step folded up. */
export function serviceSections(graph: MapGraph, sources: Sources): string[] {
  const leads = endsOf(graph);
  return graph.services.flatMap((service) => [
    `<h3 id="${service.id}">${html(service.title)} <span class="quiet">${html(service.subtitle)}</span></h3>`,
    ...service.events.flatMap((events) => eventsSection(events, leads.get(events.id) ?? [], sources)),
  ]);
}

function eventsSection(events: MapEvents, ends: readonly MapEnd[], sources: Sources): string[] {
  const several = new Set(events.routes.map((route) => route.server)).size > 1;
  return [
    `<section id="${events.id}">`,
    `<h4>${html(events.names.join(", "))}</h4>`,
    `<p>${ends.map(endLink).join("<br>")}</p>`,
    ...events.routes.flatMap((route) => [
      "<details>",
      `<summary>${html(summaryOf(route, several))}</summary>`,
      ...stepList(route, sources),
      "</details>",
    ]),
    "</section>",
  ];
}

function summaryOf(route: Route, several: boolean): string {
  return `${routeName(route)}${several ? ` of ${route.server ?? ""}` : ""}, step by step`;
}

function endLink({ id, kind, label, detail }: MapEnd): string {
  const look = { sink: "", dead: ' class="error"', unknown: ' class="warning"' }[kind];
  const why = kind === "sink" || detail === "" ? "" : `: ${html(detail)}`;
  return `→ <a href="#${id}"${look}>${html(label)}</a>${why}`;
}

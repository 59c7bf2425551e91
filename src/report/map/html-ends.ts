import { DRESSED, html, htmlProse } from "../html-text.ts";
import type { Sources } from "../places.ts";
import { fileName, rotationsText, writersText } from "../where/files-text.ts";
import { frames } from "./html-steps.ts";
import type { MapEnd, MapGraph, MapService } from "./map-graph.ts";
import { reachedBy } from "./reached.ts";

/** A section for each end of a kind: what ends there, how to read it, the lines that decide it. */
export function endSections(graph: MapGraph, kind: MapEnd["kind"], sources: Sources): string[] {
  const ends = graph.ends.filter((end) => end.kind === kind);
  if (ends.length === 0) return [];
  const arriving = arrivals(graph);
  return ends.flatMap((end) => [
    `<section id="${end.id}">`,
    `<h3>${headingOf(end)}</h3>`,
    "<dl>",
    ...rows("what", arriving.get(end.id) ?? []),
    ...rows(
      "read with",
      end.read.map((read) => `<code>${html(read)}</code>`),
    ),
    ...fileRows(end, sources),
    "</dl>",
    ...frames(end.places, sources, kind === "dead" ? DRESSED.error : DRESSED.related),
    "</section>",
  ]);
}

function headingOf({ kind, label, detail }: MapEnd): string {
  switch (kind) {
    case "sink":
      return `<code>${html(label)}</code>${detail === "" ? "" : ` ${html(detail)}`}`;
    case "dead":
      return `<span class="error">${html(label)}:</span> ${htmlProse(detail)}`;
    case "unknown":
      return `<span class="warning">${html(label)}:</span> ${htmlProse(detail)}`;
  }
}

function rows(name: string, values: readonly string[]): string[] {
  return values.length === 0 ? [] : [`<dt>${name}</dt>`, `<dd>${values.join("<br>")}</dd>`];
}

/** Who writes the files, and what rotates them; each with its name where there are several. */
function fileRows({ files }: MapEnd, sources: Sources): string[] {
  const [first] = files;
  if (first === undefined) return [];
  const named = (text: string, at: number): string => {
    const file = files[at];
    const name = files.length > 1 && file !== undefined ? `<code>${html(fileName(file))}</code>: ` : "";
    return name + html(text);
  };
  const writers = files.map(({ writers: own }) => (own.length === 0 ? "not known" : writersText(own)));
  const rotations = files.map((file) => rotationsText(file, sources));
  return [...rows("written by", writers.map(named)), ...rows("rotated by", rotations.map(named))];
}

/** For each waypoint and end, links to the events that come there. */
function arrivals(graph: MapGraph): ReadonlyMap<string, readonly string[]> {
  const reached = reachedBy(graph);
  const found = new Map<string, string[]>();
  for (const service of graph.services) {
    for (const events of service.events) {
      const link = eventLink(service, events.id, events.names);
      for (const id of reached.get(events.id) ?? []) {
        const known = found.get(id);
        if (known === undefined) found.set(id, [link]);
        else known.push(link);
      }
    }
  }
  return found;
}

function eventLink(service: MapService, id: string, names: readonly string[]): string {
  return `<a href="#${id}">${html(`${service.title}: ${names.join(", ")}`)}</a>`;
}

/** A section for each handler and stream on the way. */
export function waypointSections(graph: MapGraph, sources: Sources): string[] {
  const arriving = arrivals(graph);
  return graph.waypoints.flatMap((each) => [
    `<section id="${each.id}">`,
    `<h3>${htmlProse(each.label)}</h3>`,
    "<dl>",
    ...rows("what", arriving.get(each.id) ?? []),
    "</dl>",
    ...frames(each.places, sources, DRESSED.related),
    "</section>",
  ]);
}
